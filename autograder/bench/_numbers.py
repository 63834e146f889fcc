"""What became of the app in ten lessons, read off its code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autograder.facts import (
    Sources,
    async_functions,
    blocking_calls,
    complexity,
    hidden_inputs,
    import_circles,
    magic_numbers,
    parse,
    shared_state,
    silences,
    tricks,
    vague_names,
    wounds,
)
from autograder.tree import SourceTree

OUTERMOST = ("boxoffice/adapters/", "boxoffice/main.py", "boxoffice/settings.py", "boxoffice/connecting.py")
"""Where time, chance and the environment come in: there somebody has to ask for them."""

DOMAIN = "boxoffice/domain/"


@dataclass(frozen=True)
class Measure:
    """One number of an app.

    Arguments:
        lesson: that is about it.
        what: is counted.
        value: how many.
    """

    lesson: str
    what: str
    value: int


def measures(tree: SourceTree) -> tuple[Measure, ...]:
    """The numbers of an app, in the order of the lessons."""
    sources = parse(tree.under("boxoffice/"))
    return tuple(Measure(lesson, what, count(sources)) for lesson, what, count in _COUNTS)


def _worst(sources: Sources) -> int:
    return max((function.complexity for function in complexity(sources)), default=0)


def _deepest(sources: Sources) -> int:
    return max((function.nesting for function in complexity(sources)), default=0)


def _longest(sources: Sources) -> int:
    return max((function.length for function in complexity(sources)), default=0)


def _from_thin_air(sources: Sources) -> int:
    return sum(not each.path.startswith(OUTERMOST) for each in hidden_inputs(sources))


def _rules_alone(sources: Sources) -> int:
    """Functions of the domain: what can be asked with plain values, without a server or a database."""
    return sum(each.path.startswith(DOMAIN) for each in complexity(sources))


def _without_waiting(sources: Sources) -> int:
    return sum(not each.waits for each in async_functions(sources))


_COUNTS: Sequence[tuple[str, str, Callable[[Sources], int]]] = (
    ("01", "most tangled function (complexity)", _worst),
    ("01", "deepest nesting", _deepest),
    ("01", "longest function (lines)", _longest),
    ("01", "names to be guessed", lambda sources: len(tuple(vague_names(sources)))),
    ("01", "numbers without a name", lambda sources: len(tuple(magic_numbers(sources)))),
    ("01", "clever tricks", lambda sources: len(tuple(tricks(sources)))),
    ("02", "import circles", lambda sources: len(tuple(import_circles(sources)))),
    ("02", "things everybody shares", lambda sources: len(tuple(shared_state(sources)))),
    ("02", "time and chance from thin air", _from_thin_air),
    ("03", "rules that can be asked alone", _rules_alone),
    ("05", "calls that hold the loop", lambda sources: len(tuple(blocking_calls(sources)))),
    ("05", "async that waits for nothing", _without_waiting),
    ("06", "exceptions swallowed", lambda sources: len(tuple(silences(sources)))),
    ("06-08", "SQL as text, float money, no zone, no limit", lambda sources: len(wounds(sources))),
)
