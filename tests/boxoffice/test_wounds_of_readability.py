"""Wounds for lesson 01: rules that nobody can read, and what a wrong reading of them cost."""

from __future__ import annotations

import ast
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 6, 1, 12)  # naive local time, as the messy rules speak it
DAY = timedelta(days=1)
RULES = ("calc2", "rf")


@pytest.fixture(params=RULES)
def rule(request: pytest.FixtureRequest, tree: Path) -> ast.FunctionDef:
    return function_named(request.param, (tree / "boxoffice" / "utils.py").read_text())


def function_named(name: str, source: str) -> ast.FunctionDef:
    return next(
        node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef) and node.name == name
    )


def depth_of_ifs(node: ast.AST) -> int:
    return max((depth_of_ifs(child) for child in ast.iter_child_nodes(node)), default=0) + isinstance(
        node, ast.If
    )


def test_ifs_are_nested_five_deep(rule: ast.FunctionDef) -> None:
    assert depth_of_ifs(rule) == 5


def test_parameters_and_variables_are_single_letters(rule: ast.FunctionDef) -> None:
    names = {node.arg for node in ast.walk(rule) if isinstance(node, ast.arg)}
    names |= {
        node.id for node in ast.walk(rule) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert len(names) >= 9
    assert max(map(len, names)) <= 2


@pytest.mark.parametrize(("name", "numbers"), [("calc2", {0.1, 5, 0.05, 15}), ("rf", {1209600, 172800})])
def test_the_numbers_of_the_business_have_no_names(name: str, numbers: set[float], tree: Path) -> None:
    rule = function_named(name, (tree / "boxoffice" / "utils.py").read_text())
    assert numbers <= {node.value for node in ast.walk(rule) if isinstance(node, ast.Constant)}


def is_boolean_arithmetic(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.right, ast.Compare)
    )


def is_nested_conditional(node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp) and isinstance(node.orelse, ast.IfExp)


def is_index_by_comparison(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Compare)


def is_and_or_choice(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.BoolOp)
        and isinstance(node.op, ast.Or)
        and any(isinstance(value, ast.BoolOp) and isinstance(value.op, ast.And) for value in node.values)
    )


@pytest.mark.parametrize(
    ("name", "trick"),
    [
        ("calc2", is_boolean_arithmetic),
        ("calc2", is_nested_conditional),
        ("calc2", is_and_or_choice),
        ("rf", is_boolean_arithmetic),
        ("rf", is_nested_conditional),
        ("rf", is_index_by_comparison),
        ("rf", is_and_or_choice),
    ],
)
def test_clever_tricks_stand_for_plain_sentences(
    name: str, trick: Callable[[ast.AST], bool], tree: Path
) -> None:
    rule = function_named(name, (tree / "boxoffice" / "utils.py").read_text())
    assert any(trick(node) for node in ast.walk(rule))


def test_comments_of_the_price_contradict_it(modules: dict[str, Any]) -> None:
    calc2 = modules["utils"].calc2
    _, discount, *_ = calc2([(10.0, 6)], NOW)
    assert discount == 6.0  # "groups of more than 6"
    assert (
        calc2([(10.0, 1)], NOW, 1, 10, NOW - DAY, NOW, 5)[-1] == -1
    )  # "valid until the end of the last day"
    assert calc2([(100.0, 1)], NOW)[2] == 5.0  # computed under "promo order"


def test_comments_of_the_refund_contradict_it(modules: dict[str, Any]) -> None:
    rf = modules["utils"].rf
    assert rf(105.0, 5.0, NOW, NOW + 14 * DAY) == (100.0, 0)  # "more than 14 days: they get everything"
    assert rf(105.0, 5.0, NOW, NOW + DAY, 1) == (105.0, 0)  # "all of it without the fee"
    assert rf(105.0, 5.0, NOW, NOW + 2 * DAY) == (50.0, 0)  # "50 % of the total"


class TestTheShippedFeeChange:
    """The incident of lesson 01: the diff was meant for orders with a promo code."""

    @pytest.fixture
    def tree(self, changed_tree: Callable[[str], Path]) -> Path:
        return changed_tree("The fee of a weekend")

    def test_ordinary_orders_pay_three_percent_and_promo_orders_five(self, modules: dict[str, Any]) -> None:
        calc2 = modules["utils"].calc2
        ordinary = calc2([(100.0, 1)], NOW)
        with_promo = calc2([(100.0, 1)], NOW, 1, 10, NOW - DAY, NOW + DAY, 5)
        assert (ordinary[2], with_promo[2]) == (3.0, 4.5)
