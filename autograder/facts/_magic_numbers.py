"""Numbers inside functions that have no name, hidden ones included."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.facts._bindings import attributes, dotted, look_up, refers_to
from autograder.facts._module import Function, Module
from autograder.facts._names import problem_of
from autograder.facts._parse import Sources

MAGIC_NUMBER_RULE = (
    "Every number of the business has a name: a constant of the module (`FULL_REFUND_UNTIL = "
    "timedelta(days=14)`), a field, a member of an enum, a parameter's default, or a variable that is "
    "given its value once. Inside a function, bare numbers may only be 0, 1, 2, -1, 100 in a "
    "percentage (`x / 100`, `100 - x`), an HTTP status, or the value of a keyword that names it "
    "(`timeout=5`; a unit of time is no name, so `days=14` needs one, whatever takes it). Numbers in "
    "strings count: `Decimal('0.05')`."
)
"""The rule as an exercise's prompt can quote it."""

PLAIN = frozenset({0, 1, 2, -1})
"""Numbers that need no name anywhere."""

PER_CENT = 100
"""Needs no name where it multiplies, divides or is what something is taken from: a percentage, or cents."""

NUMBER_MAKERS = frozenset(
    {"builtins.int", "builtins.float", "builtins.complex", "decimal.Decimal", "fractions.Fraction"}
    | {"datetime.timedelta", "datetime.time", "datetime.date", "datetime.datetime"}
    | {"dateutil.relativedelta.relativedelta"}
)
"""Calls that make a number, a length of time or a date; their keywords are units and name nothing."""

UNITS = frozenset({"weeks", "days", "hours", "minutes", "seconds", "milliseconds", "microseconds"})
"""Keywords that say what is counted and not what for, of a function of one's own as of `timedelta`."""

UNIT_MAKERS = frozenset({"datetime.timedelta", "dateutil.relativedelta.relativedelta"})

SURELY_NAMED = 1e12
"""Beyond this no arithmetic is followed: the result needs a name in any case."""

STATUS_NAMES = frozenset({"status", "status_code", "code"})
STATUS_CALLS = frozenset({"HTTPException", "abort", "HTTPStatus", "send_error", "send_response", "Response"})
STATUSES = range(100, 600)


@dataclass(frozen=True)
class MagicNumber:
    """A number without a name, with all the arithmetic round it that is constant too.

    Arguments:
        path, line: where it is, counted from 1.
        text: as written (`14 * 24 * 3600`, `int("1209600")`).
        function: qualified name of the function it stands in.
    """

    path: str
    line: int
    text: str
    function: str


def magic_numbers(sources: Sources) -> tuple[MagicNumber, ...]:
    """Every number of a tree that stands in a function's body and has no name, in the order of the text."""
    found = [magic for module in sources.modules for magic in _of_module(module)]
    return tuple(sorted(found, key=lambda magic: (magic.path, magic.line)))


def _of_module(module: Module) -> Iterator[MagicNumber]:
    seen: set[ast.expr] = set()
    for function in module.functions:
        for node in module.scopes[function][1:]:
            if not _is_number(module, node) or not _in_body(module, node, function):
                continue
            whole = _whole_constant(module, node)
            if whole not in seen and not _has_name(module, whole) and not _is_plain(module, whole):
                seen.add(whole)
                where = module.qualified_name(function)
                yield MagicNumber(module.path, whole.lineno, module.segment(whole), where)


def _is_number(module: Module, node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    if isinstance(node.value, int | float | complex):
        return True
    parent = module.parents[node]
    makes_number = isinstance(parent, ast.Call) and refers_to(module, parent.func, NUMBER_MAKERS)
    return makes_number and isinstance(node.value, str | bytes) and _number_in(node.value) is not None


def _number_in(text: str | bytes) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _in_body(module: Module, node: ast.AST, function: Function) -> bool:
    """Not in the function's decorators, defaults and annotations: these name what they hold."""
    inner = node
    for outer in module.ancestors(node):
        if isinstance(outer, ast.AnnAssign) and inner is outer.annotation:
            return False
        if outer is function:
            break
        inner = outer
    return inner is function.body if isinstance(function, ast.Lambda) else inner in function.body


def _whole_constant(module: Module, node: ast.AST) -> ast.expr:
    """The largest expression round a number that holds nothing but numbers."""
    whole = node
    for outer in module.ancestors(node):
        if not (isinstance(outer, ast.keyword) or _is_constant(module, outer)):
            break
        whole = outer
    while isinstance(whole, ast.keyword):
        whole = whole.value
    assert isinstance(whole, ast.expr)
    return whole


@lru_cache(maxsize=4096)
def _is_constant(module: Module, node: ast.AST) -> bool:
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case ast.UnaryOp(operand=operand):
                waiting.append(operand)
            case ast.Call() if refers_to(module, part.func, NUMBER_MAKERS) and (part.args or part.keywords):
                waiting += _arguments(part)
            case ast.Constant(value=bool()) | ast.Constant(value=None):
                return False
            case ast.Constant():
                continue
            case _:
                return False
    return True


def _has_name(module: Module, whole: ast.expr) -> bool:
    parent = module.parents[whole]
    if isinstance(parent, ast.keyword):
        call = module.parents[parent]
        is_maker = isinstance(call, ast.Call) and refers_to(module, call.func, NUMBER_MAKERS)
        return isinstance(call, ast.Call) and not is_maker and parent.arg not in UNITS
    named = _parameter_or_field(module, whole) or _sole_name(module, whole, parent)
    return named is not None and problem_of(named) is None


def _parameter_or_field(module: Module, whole: ast.expr) -> str | None:
    """The name of what a class in a function gives the number to."""
    statement = next((outer for outer in module.ancestors(whole) if isinstance(outer, ast.stmt)), None)
    if statement is None or not isinstance(module.parents[statement], ast.ClassDef):
        return None
    target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
    return target.id if isinstance(target, ast.Name) else None


def _sole_name(module: Module, whole: ast.expr, parent: ast.AST) -> str | None:
    """The variable or field that is given the number, once: `fee = 5`, `self.low, self.high = 5, 15`."""
    statement = module.parents[parent] if isinstance(parent, ast.Tuple | ast.List) else parent
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return None
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    target: ast.expr | None = targets[0] if len(targets) == 1 else None
    if isinstance(parent, ast.Tuple | ast.List):
        target = _beside(target, parent, whole)
    if isinstance(target, ast.Attribute):
        return target.attr if _is_sole_field(module, target) else None
    if not isinstance(target, ast.Name):
        return None
    return target.id if len(look_up(module, target.id, whole)) == 1 else None


def _is_sole_field(module: Module, target: ast.Attribute) -> bool:
    """Whether a method gives its own object this attribute, and no other statement of its class does."""
    of_class = (given.get(target.attr, []) for given in attributes(module).values())
    return any([binding.node for binding in found] == [target] for found in of_class)


def _beside(target: ast.expr | None, values: ast.Tuple | ast.List, value: ast.expr) -> ast.expr | None:
    if not isinstance(target, ast.Tuple | ast.List) or len(target.elts) != len(values.elts):
        return None
    return target.elts[values.elts.index(value)]


def _is_plain(module: Module, whole: ast.expr) -> bool:
    if isinstance(whole, ast.Call) and refers_to(module, whole.func, UNIT_MAKERS):
        return all(_value(part) in {0, 1} for part in _arguments(whole))
    if isinstance(whole, ast.Call) and len(_arguments(whole)) > 1:
        return all(_value(part) in PLAIN for part in _arguments(whole))
    value = _value(whole)
    parent = module.parents[whole]
    if value in PLAIN or (value == PER_CENT and _is_per_cent(whole, parent)):
        return True
    return isinstance(value, int) and value in STATUSES and _is_status(module, whole, parent)


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)]


def _is_per_cent(whole: ast.expr, parent: ast.AST) -> bool:
    if not isinstance(parent, ast.BinOp | ast.AugAssign):
        return False
    rest = isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Sub) and parent.left is whole
    return rest or isinstance(parent.op, ast.Mult | ast.Div | ast.FloorDiv | ast.Mod)


def _value(node: ast.expr) -> float | int | None:
    """The number that a constant expression comes to; nothing where that would be a long way."""
    match node:
        case ast.Constant(value=str() | bytes() as text):
            return _number_in(text)
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _value(operand)
            return None if inner is None else -inner
        case ast.Call(args=[argument], keywords=[]):
            return _value(argument)
        case ast.BinOp(left=left, op=operator, right=right):
            return _combined(_value(left), operator, _value(right))
    return None


def _combined(
    left: float | int | None, operator: ast.operator, right: float | int | None
) -> float | int | None:
    if left is None or right is None or max(abs(left), abs(right)) > SURELY_NAMED:
        return None
    match operator:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
    return None


def _is_status(module: Module, whole: ast.expr, parent: ast.AST) -> bool:
    if isinstance(parent, ast.Compare):
        sides = [parent.left, *parent.comparators]
        return any(isinstance(side, ast.Attribute) and side.attr in STATUS_NAMES for side in sides)
    if isinstance(parent, ast.Call) and parent.args and parent.args[0] is whole:
        called = dotted(module, parent.func) or str(getattr(parent.func, "attr", ""))
        return called.rpartition(".")[2] in STATUS_CALLS
    return False
