"""Comments that the code is better without: code commented out, words that restate it, promises."""

from __future__ import annotations

import io
import json
import re
import subprocess
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ruff import find_ruff_bin  # type: ignore[import-untyped] # ruff ships no types

from autograder.facts._module import Module
from autograder.facts._parse import Sources, tree_of


class CommentKind(StrEnum):
    """What is wrong with a comment."""

    COMMENTED_OUT_CODE = "commented-out code"
    RESTATES = "restates the code"
    TO_DO = "to do"


WHY: Mapping[CommentKind, str] = MappingProxyType(
    {
        CommentKind.COMMENTED_OUT_CODE: "code that does not run; the history of the repository keeps it",
        CommentKind.RESTATES: "it says what the line says; say why, or nothing",
        CommentKind.TO_DO: "a promise that nothing keeps; do it, or open an issue",
    }
)

NEAR = 3
"""Lines below a comment among which the one that it is about is looked for."""

MOST_ASKED = 1_000
"""Comments that ruff is asked about: nobody reads on in code with more of them."""

PROMISE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
DIRECTIVE = re.compile(r"#(?:!|:)|#\s*(?:type:|noqa|pragma|pylint|ruff:|fmt:|isort|mypy:|-\*-|.*coding[:=])")
WORDS = re.compile(r"[^\W\d_]+|\d+")

FILLER = frozenset(
    """
    a all an and are each for from here if in is it its now of on or over the then this to we with
    """.split()  # noqa: SIM905 - quoted words are no easier to read
)
"""Words that carry nothing when a comment is compared with its line."""

SPOKEN: Mapping[str, str] = MappingProxyType(
    {
        **{"add": "+", "calculate": "=", "call": "(", "check": "if", "compute": "=", "decrement": "-="},
        **{"get": "=", "give": "return", "import": "import", "increment": "+=", "initialize": "="},
        **{"iterate": "for", "loop": "for", "raise": "raise", "return": "return", "returns": "return"},
        **{"set": "=", "subtract": "-", "try": "try"},
    }
)
"""How a comment says what a sign or a keyword says."""


@dataclass(frozen=True)
class PoorComment:
    """One comment that the code would be better without.

    Arguments:
        path, line: where it is, counted from 1.
        kind: what is wrong with it.
        text: the comment as written, from its `#`.
        why: that in a sentence.
    """

    path: str
    line: int
    kind: CommentKind
    text: str
    why: str


@dataclass(frozen=True)
class _Comment:
    path: str
    line: int
    text: str
    code: str


def poor_comments(sources: Sources) -> tuple[PoorComment, ...]:
    """Every such comment of a tree, in the order of the text. One call of ruff, whatever the tree's size."""
    found = [comment for module in sources.modules for comment in _comments(module)]
    dead = _commented_out([comment.text for comment in found])
    judged = ((comment, _kind(comment, index in dead)) for index, comment in enumerate(found))
    return tuple(
        PoorComment(comment.path, comment.line, kind, comment.text, WHY[kind])
        for comment, kind in judged
        if kind
    )


def _comments(module: Module) -> Iterator[_Comment]:
    if "#" not in module.text:
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
            if token.type == tokenize.COMMENT and not DIRECTIVE.match(token.string):
                line, column = token.start
                before = module.line(line)[:column]
                code = before if before.strip() else _next_code(module, line)
                yield _Comment(module.path, line, token.string, code)
    except (tokenize.TokenError, SyntaxError):
        return  # Python has parsed this file: what its tokenizer still stumbles over is at the very end


def _next_code(module: Module, line: int) -> str:
    return next((text for text in module.lines[line : line + NEAR] if text.strip()), "")


def _commented_out(comments: list[str]) -> set[int]:
    """Which comments ruff takes for code. They are its whole input: line 1 is the first comment."""
    asked = comments[:MOST_ASKED]
    if not any(map(_may_be_code, asked)):
        return set()  # most comments are plain words: ruff costs more than all that is read here
    command = [
        find_ruff_bin(),
        "check",
        "--isolated",
        "--no-cache",
        "--ignore-noqa",
        "--exit-zero",
        "--quiet",
    ]
    text = "\n".join(re.sub(r"[\r\f\v\x1c-\x1e\x85\u2028\u2029]", " ", comment) for comment in asked)
    answer = subprocess.run(
        [*command, "--select=ERA001", "--output-format=json", "-"],
        input=text.encode("utf-8", "replace"),
        capture_output=True,
        check=False,
    )
    if answer.returncode != 0:
        return set()  # what a comment can do to ruff is no fault of the code round it
    return {found["location"]["row"] - 1 for found in json.loads(answer.stdout)}


def _may_be_code(comment: str) -> bool:
    text = comment.lstrip("# \t")
    if text.rstrip().endswith((":", "\\", ",", "(", "[", "{", ")", "]", "}")):
        return True
    try:
        return bool(tree_of(text).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def _kind(comment: _Comment, is_code: bool) -> CommentKind | None:
    if PROMISE.search(comment.text):
        return CommentKind.TO_DO
    if is_code:
        return CommentKind.COMMENTED_OUT_CODE
    return CommentKind.RESTATES if _restates(comment) else None


def _restates(comment: _Comment) -> bool:
    """Whether every word that carries something is in the line of code, and at least two are."""
    words = [word for word in map(str.lower, WORDS.findall(comment.text)) if word not in FILLER]
    said = {_stem(word.lower()) for word in WORDS.findall(comment.code)}
    found = [_stem(word) in said or _is_sign(word, comment.code) for word in words]
    return len(words) > 1 and all(found)


def _is_sign(word: str, code: str) -> bool:
    sign = SPOKEN.get(word)
    return sign is not None and (sign in WORDS.findall(code) if sign.isalpha() else sign in code)


def _stem(word: str) -> str:
    return word.removesuffix("s") if len(word) > len("its") else word
