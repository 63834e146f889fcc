"""Submissions that look alike: winnowed runs of tokens that they share, less what the exercise handed out.

The method is winnowing (Schleimer, Wilkerson and Aiken, SIGMOD 2003): of every window of hashes of runs of
tokens the least is kept, so that any shared run of ``RUN + WINDOW - 1`` tokens is found wherever it stands.
Names, numbers and texts count by their kind alone, so that renaming hides nothing; comments do not count.
"""

from __future__ import annotations

import io
import keyword
import tokenize
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import combinations

from autograder.tree import SourceTree

RUN = 14
"""Tokens of a run: some two lines."""

WINDOW = 6
"""Runs of a window."""

FEWEST = 12
"""Fingerprints that a submission has of its own, below which it says too little to be compared."""

ALIKE = 0.7
"""The share of the smaller one's fingerprints from which on two are shown to a person."""

COMMON = 0.2
"""What more than this share of a class has written says nothing about two of them."""

_LEAST_CLASS = 10
"""In a smaller class two are no small share of all."""

_IGNORED = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER, tokenize.NEWLINE})


@dataclass(frozen=True)
class Alike:
    """Two submissions that share much.

    Arguments:
        one, other: whose.
        share: of the fingerprints of the smaller one that the other has too, from 0 to 1.
    """

    one: str
    other: str
    share: float


def alike(written: Mapping[str, SourceTree], handed_out: Iterable[SourceTree]) -> tuple[Alike, ...]:
    """Pairs that look alike, the most alike first. To be read by a person: alike is not copied.

    Arguments:
        written: what each has written, by name.
        handed_out: what all of them were given.
    """
    given: set[int] = set().union(*(fingerprints(tree) for tree in handed_out))
    own = _without_common({name: fingerprints(tree) - given for name, tree in written.items()})
    told = {name: prints for name, prints in own.items() if len(prints) >= FEWEST}
    pairs = (
        Alike(one, other, shared / min(len(told[one]), len(told[other])))
        for (one, other), shared in _shared(told).items()
    )
    return tuple(sorted((pair for pair in pairs if pair.share >= ALIKE), key=lambda pair: -pair.share))


def fingerprints(tree: SourceTree) -> frozenset[int]:
    """The fingerprints of all modules of a tree; of what Python cannot cut into tokens, none."""
    return frozenset(each for text in tree.files.values() for each in _winnowed(_kinds(text)))


def _kinds(text: str) -> list[str]:
    """The tokens of a module, names and literals by their kind."""
    found: list[str] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME:
                found.append(token.string if keyword.iskeyword(token.string) else "n")
            elif token.type in {tokenize.NUMBER, tokenize.STRING}:
                found.append(tokenize.tok_name[token.type])
            elif token.type not in _IGNORED:
                found.append(tokenize.tok_name[token.type] if token.string.isspace() else token.string)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return found
    return found


def _winnowed(kinds: list[str]) -> set[int]:
    # crc32 and not hash: that differs from process to process.
    runs = [zlib.crc32("\0".join(kinds[at : at + RUN]).encode()) for at in range(len(kinds) - RUN + 1)]
    if len(runs) <= WINDOW:
        return {min(runs)} if runs else set()
    return {min(runs[at : at + WINDOW]) for at in range(len(runs) - WINDOW + 1)}


def _without_common(own: Mapping[str, Set[int]]) -> dict[str, Set[int]]:
    many = Counter(each for prints in own.values() for each in prints)
    most = max(COMMON * len(own), _LEAST_CLASS * COMMON)
    common = {each for each, count in many.items() if count > most}
    return {name: prints - common for name, prints in own.items()}


def _shared(own: Mapping[str, Set[int]]) -> Counter[tuple[str, str]]:
    """How many fingerprints each pair shares, found from the fingerprints: most pairs share none."""
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for name in sorted(own):
        for each in own[name]:
            holders[each].append(name)
    return Counter(pair for names in holders.values() for pair in combinations(names, 2))
