"""Characters that make a source look like another: bidirectional, invisible, borrowed from another script."""

from __future__ import annotations

import builtins
import io
import keyword
import tokenize
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts._module import Module
from autograder.facts._parse import Sources


class DeceptionKind(StrEnum):
    """How the eye is deceived."""

    BIDIRECTIONAL = "turns the reading direction"
    INVISIBLE = "invisible character"
    LOOK_ALIKE = "letters of another script"
    COMPATIBILITY = "letters that Python reads as others"


BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)

TWINS = str.maketrans(
    "абвеёіјкмнорсԁԛԝтухѕһАВЕЅІЈКМНОРСТУХαβγεικνοπρτυχωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "a6beeijkmhopcdqwtyxshABESIJKMHOPCTYXaβγeikvoπptuxwABEZHIKMNOPTYX",  # noqa: RUF001 - two Greek letters have no twin and stay
)
"""Letters of other scripts and the Latin ones that they look like."""


@dataclass(frozen=True)
class Deception:
    """One place where a source is not what it looks like.

    Arguments:
        path, line: where it is, counted from 1.
        kind: how it deceives.
        text: the character by its Unicode name, or the identifier.
        reads_as: what Python reads or what it looks like, if that differs from the text.
    """

    path: str
    line: int
    kind: DeceptionKind
    text: str
    reads_as: str = ""


def deceptions(sources: Sources) -> tuple[Deception, ...]:
    """Every such place in a tree, in the order of the text. Other languages' letters are no deception."""
    modules = (module for module in sources.modules if not module.text.isascii())
    return tuple(
        found for module in modules for found in sorted(_of_module(module), key=lambda place: place.line)
    )


def _of_module(module: Module) -> Iterator[Deception]:
    for number, line in enumerate(module.lines, start=1):
        if line.isascii():
            continue
        for character in dict.fromkeys(line):
            kind = _kind_of_character(character)
            if kind is not None:
                yield Deception(module.path, number, kind, unicodedata.name(character, repr(character)))
    yield from _identifiers(module)


def _kind_of_character(character: str) -> DeceptionKind | None:
    if character in BIDIRECTIONAL:
        return DeceptionKind.BIDIRECTIONAL
    return DeceptionKind.INVISIBLE if character in INVISIBLE else None


def _identifiers(module: Module) -> Iterator[Deception]:
    places = list(_names(module))
    plain = {name for name, _ in places if name.isascii()} | set(dir(builtins)) | set(keyword.kwlist)
    for name, line in dict.fromkeys(place for place in places if not place[0].isascii()):
        normal = unicodedata.normalize("NFKC", name)
        twin = normal.translate(TWINS)
        if normal.isascii():
            yield Deception(module.path, line, DeceptionKind.COMPATIBILITY, name, normal)
        elif len(_scripts(normal)) > 1 or twin in plain:
            yield Deception(module.path, line, DeceptionKind.LOOK_ALIKE, name, twin)


def _names(module: Module) -> Iterator[tuple[str, int]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
            if token.type == tokenize.NAME:
                yield token.string, token.start[0]
    except (tokenize.TokenError, SyntaxError):
        return  # Python has parsed this file: what its tokenizer still stumbles over is at the very end


def _scripts(name: str) -> set[str]:
    letters = (character for character in name if character.isalpha())
    return {unicodedata.name(letter, "unknown").partition(" ")[0] for letter in letters}
