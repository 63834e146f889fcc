"""Four ways of asking for trouble: SQL made of text, money in floats, times without a zone, no time limit."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts._bindings import dotted
from autograder.facts._module import Module
from autograder.facts._parse import Sources

SQL = re.compile(
    r"\s*(select\b.+\bfrom\b|insert\s+into\b|update\s+\w*\s*set\b|delete\s+from\b|with\s+\w+\s+as\s*\()",
    re.IGNORECASE | re.DOTALL,
)
MONEY = re.compile(r"cent|amount|price|total|fee|euro|money", re.IGNORECASE)

ZONELESS = frozenset(
    {
        "datetime.datetime.now",
        "datetime.datetime.utcnow",
        "datetime.datetime.today",
        "datetime.datetime.fromtimestamp",
        "datetime.datetime.utcfromtimestamp",
        "datetime.date.today",
        "datetime.date.fromtimestamp",
    }
)
ARGUMENTS_WITH_ZONE = {"datetime.datetime.now": 1, "datetime.datetime.fromtimestamp": 2}
"""So many arguments by position say a zone, too."""

REQUESTS = frozenset(
    f"requests.{verb}" for verb in ("request", "get", "post", "put", "patch", "delete", "head", "options")
)
OPENERS = frozenset({"urllib.request.urlopen", "http.client.HTTPConnection", "http.client.HTTPSConnection"})


class WoundKind(StrEnum):
    """What asks for trouble."""

    SQL_TEXT = "SQL made of text: what comes from outside becomes part of the statement"
    FLOAT_MONEY = "money in floats: a cent gets lost sooner or later"
    ZONELESS_TIME = "a time without a zone: it means something else on another machine"
    NO_TIME_LIMIT = "a request without a time limit: whoever does not answer is waited for"


@dataclass(frozen=True)
class Wound:
    """A place that asks for trouble.

    Arguments:
        path, line: where.
        kind: why.
        text: the line.
    """

    path: str
    line: int
    kind: WoundKind
    text: str


def wounds(sources: Sources) -> tuple[Wound, ...]:
    """Every such place, in the order of the text."""
    return tuple(
        Wound(module.path, line, kind, module.line(line).strip())
        for module in sources.modules
        for line, kind in sorted(set(_found(module)))
    )


def _found(module: Module) -> Iterator[tuple[int, WoundKind]]:
    for node in module.nodes:
        if isinstance(node, ast.Call):
            yield from _of_call(module, node)
        if isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call) and _is_made_sql(node):
            yield node.lineno, WoundKind.SQL_TEXT
        if isinstance(node, ast.Name | ast.Attribute) and dotted(module, node) in _FLOAT_COLUMNS:
            yield node.lineno, WoundKind.FLOAT_MONEY
        if isinstance(node, ast.BinOp) and _is_share_of_money(module, node):
            yield node.lineno, WoundKind.FLOAT_MONEY
        if isinstance(node, ast.AugAssign) and _is_text_with_values(node.value) and _holds_sql(module, node):
            yield node.lineno, WoundKind.SQL_TEXT


_FLOAT_COLUMNS = frozenset({"sqlalchemy.Float", "sqlalchemy.Double", "sqlalchemy.REAL", "sqlalchemy.FLOAT"})


def _of_call(module: Module, call: ast.Call) -> Iterator[tuple[int, WoundKind]]:
    name = (dotted(module, call.func) or "").removeprefix("builtins.")
    if name in ("float", "round") and _is_about_money(module, name, call):
        yield call.lineno, WoundKind.FLOAT_MONEY
    if name in ZONELESS and not _says_zone(name, call):
        yield call.lineno, WoundKind.ZONELESS_TIME
    if name in REQUESTS | OPENERS and not _says_limit(call):
        yield call.lineno, WoundKind.NO_TIME_LIMIT


CENTS = 100
"""In a unit of money."""


def _is_about_money(module: Module, name: str, call: ast.Call) -> bool:
    """Whether something that is called like an amount becomes a float, or is rounded to hundredths."""
    match call.args:
        case [_, ast.Constant(value=2)] if name == "round":
            return True
        case [ast.BinOp(op=ast.Mult(), right=ast.Constant(value=by))] if (name, by) == ("round", CENTS):
            return True
    return any(MONEY.search(module.segment(argument)) for argument in call.args)


def _says_zone(name: str, call: ast.Call) -> bool:
    by_position = ARGUMENTS_WITH_ZONE.get(name)
    given = [keyword.value for keyword in call.keywords if keyword.arg in ("tz", None)]
    if by_position is not None and len(call.args) >= by_position:
        given.append(call.args[by_position - 1])
    return any(not _is_none(value) for value in given)


def _says_limit(call: ast.Call) -> bool:
    given = [keyword.value for keyword in call.keywords if keyword.arg in ("timeout", None)]
    return any(not _is_none(value) for value in given)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_made_sql(node: ast.expr) -> bool:
    """Whether an expression puts values into a text that is a statement."""
    return _is_text_with_values(node) and SQL.match(_words(node)) is not None


def _is_text_with_values(node: ast.expr) -> bool:
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            texts = isinstance(_first(left), ast.Constant | ast.JoinedStr)
            return texts and not (_is_constant(left) and _is_constant(right))
        case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="format")):
            return True
    return False


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_constant(node.left) and _is_constant(node.right)
    return isinstance(node, ast.Constant)


def _first(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp):
        node = node.left
    return node


def _words(node: ast.expr) -> str:
    """What stands in a text as it is written, without its values."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_words(value) for value in values)
        case ast.BinOp(left=left, right=right):
            return _words(left) + _words(right)
        case ast.Call(func=ast.Attribute(value=value)):
            return _words(value)
    return ""


def _holds_sql(module: Module, grown: ast.AugAssign) -> bool:
    """Whether a text that grows by values begins like a statement, in the same function."""
    if not isinstance(grown.target, ast.Name):
        return False
    for node in module.scopes[module.scope(grown)]:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == grown.target.id:
                if SQL.match(_words(value)):
                    return True
    return False


def _is_share_of_money(module: Module, node: ast.BinOp) -> bool:
    """Whether something that is called like an amount is divided into a fraction."""
    if not isinstance(node.op, ast.Div) or not isinstance(node.left, ast.Name | ast.Attribute):
        return False
    return MONEY.search(module.segment(node.left)) is not None
