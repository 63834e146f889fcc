"""Cognitive complexity by function and by line."""

import pytest

from autograder.facts import complexity, complexity_by_line, parse_text

LADDER = """
def refund(total, cancelled, checked_in):
    if cancelled:
        return total
    if checked_in:
        return 0
    return total // 2
"""

NESTED = """
def refund(total, cancelled, checked_in):
    if not cancelled:
        if not checked_in:
            for line in total:
                if line:
                    return line
    return 0
"""


def measured(text: str) -> dict[str, int]:
    return {function.name: function.complexity for function in complexity(parse_text(text))}


def test_a_ladder_costs_one_a_step_and_nesting_costs_more() -> None:
    assert measured(LADDER) == {"refund": 2}
    assert measured(NESTED) == {"refund": 1 + 2 + 3 + 4}


def test_the_deepest_line_and_the_length_are_told() -> None:
    (function,) = complexity(parse_text(NESTED))

    assert (function.nesting, function.deepest_line) == (4, 7)
    assert (function.line, function.end_line, function.length) == (2, 8, 7)


def test_a_comment_hides_no_function() -> None:
    assert measured("def f(a):  # complexipy: ignore\n    if a:\n        return 1\n") == {"f": 1}
    assert measured("# complexipy: ignore\ndef f(a):  # noqa: complexipy\n    if a:\n        return 1\n") == {
        "f": 1
    }


def test_nested_functions_are_measured_by_themselves_and_apart_from_the_outer_one() -> None:
    text = """
def create_app(settings):
    @app.get("/a")
    def first(a):
        if a:
            return 1
    async def second(a):
        if a:
            for b in a:
                return b
    if settings:
        return first
"""
    outer, first, second = complexity(parse_text(text))

    assert (outer.complexity, first.complexity, second.complexity) == (1, 1, 3)
    assert (first.name, second.name) == ("create_app.first", "create_app.second")
    assert outer.with_nested > outer.complexity


@pytest.mark.parametrize(
    "hidden",
    [
        "rule = lambda a: 1 if a else (2 if not a else 3)\n",
        "class Rules:\n    rule = lambda a: 1 if a else (2 if not a else 3)\n",
        "RULES = {'rule': lambda a: 1 if a else (2 if not a else 3)}\n",
        "class Outer:\n  class Inner:\n    def rule(self, a):\n      return 1 if a else (2 if a else 3)\n",
        "def outer():\n  class Inner:\n    def rule(self, a):\n      return 1 if a else (2 if a else 3)\n",
        "if True:\n    def rule(a):\n        return 1 if a else (2 if not a else 3)\n",
    ],
)
def test_complexity_cannot_hide_in_lambdas_and_classes(hidden: str) -> None:
    assert max(measured(hidden).values()) >= 3


def test_a_lambda_handed_to_a_call_is_listed_too() -> None:
    text = "def f(a):\n    return sorted(a, key=lambda b: 1 if b else (2 if not b else 3))\n"

    assert measured(text)["f.<lambda>"] >= 3


def test_elif_does_not_deepen_but_else_if_does() -> None:
    flat = "def f(a):\n    if a == 1:\n        return 1\n    elif a == 2:\n        return 2\n"
    deep = (
        "def f(a):\n    if a == 1:\n        return 1\n    else:\n        if a == 2:\n            return 2\n"
    )

    assert [complexity(parse_text(text))[0].nesting for text in (flat, deep)] == [1, 2]


def test_every_line_tells_what_it_adds_and_how_deep_it_stands() -> None:
    (module,) = parse_text(NESTED).modules

    lines = complexity_by_line(module)

    assert [line.line for line in lines] == list(range(1, len(module.lines) + 1))
    assert [line.complexity for line in lines[2:6]] == [1, 2, 3, 4]
    assert [line.nesting for line in lines[1:8]] == [0, 0, 1, 2, 3, 4, 0]
    assert {line.function for line in lines[1:8]} == {"refund"}
