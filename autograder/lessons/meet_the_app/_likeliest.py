"""Which tests of a net to ask about a version, the likeliest to notice it first: a trial ends there.

The order decides how long a trial takes, never what it finds.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.facts import parse
from autograder.tree import SourceTree

Lines = frozenset[tuple[str, int]]
Words = frozenset[str]

LETTERS_OF_A_STEM = 5
_WORD = re.compile(r"[a-z]{3,}|[0-9]+")


@dataclass(frozen=True)
class Reach:
    """What is known of each test.

    Arguments:
        lines: which lines of the app it reached.
        words: what its name and its text speak of, see `words_by_test`.
    """

    lines: Mapping[str, Lines]
    words: Mapping[str, Words] = field(default_factory=dict)

    def tests_for(self, changed: Lines, pins: str = "") -> tuple[str, ...]:
        """The tests that reach a changed line. To any other test the version is the app as it is.

        Likeliest to notice are those that reach, at a changed line or just beside it, what few others reach;
        among them those that speak, where few others do, of what is changed; and then those that reach
        little else.

        Arguments:
            changed: lines of the app that are different in the version.
            pins: what a test would be about that notices it.
        """
        often = Counter(line for lines in self.lines.values() for line in lines)
        common = Counter(word for words in self.words.values() for word in words)
        beside = {(path, line + step) for path, line in changed for step in (-1, 0, 1)}
        meant = words_of(pins)

        def rank(name: str) -> tuple[int, float, int]:
            shared = sorted(self.words.get(name, frozenset()) & meant)
            speaks = sum(1 / common[word] for word in shared)
            return min(often[line] for line in self.lines[name] & beside), -speaks, len(self.lines[name])

        return tuple(sorted((name for name, lines in self.lines.items() if lines & changed), key=rank))


def words_of(text: str) -> Words:
    """The beginnings of a text's words, so that `refunded` and `refunds` are one."""
    return frozenset(word[:LETTERS_OF_A_STEM] for word in _WORD.findall(text.lower()))


def words_by_test(tests: SourceTree, names: Iterable[str]) -> Mapping[str, Words]:
    """The words of each test's name and text.

    Arguments:
        tests: the test modules.
        names: ids of tests, `tests/test_net.py::TestPrices::test_fee[5-4]`.
    """
    texts: dict[str, str] = {}
    for path, module in parse(tests).by_path.items():
        for name, function in _functions(path, module.tree):
            texts[name] = "\n".join(module.lines[function.lineno - 1 : function.end_lineno])
    return {name: words_of(texts.get(name.partition("[")[0], "")) for name in names}


def _functions(place: str, holder: ast.Module | ast.ClassDef) -> Iterable[tuple[str, ast.FunctionDef]]:
    for node in holder.body:
        if isinstance(node, ast.FunctionDef):
            yield f"{place}::{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(f"{place}::{node.name}", node)
