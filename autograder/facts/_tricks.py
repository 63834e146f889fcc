"""Clever tricks: expressions that do in one line what a plain sentence would do in three."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from autograder.facts._bindings import look_up, refers_to, sole_value
from autograder.facts._module import Module
from autograder.facts._parse import Sources
from autograder.facts._shapes import ARITHMETIC, is_amount, is_condition, is_counted_condition, is_test


class TrickKind(StrEnum):
    """The list of tricks."""

    NESTED_CONDITIONAL = "nested conditional expression"
    BOOLEAN_ARITHMETIC = "arithmetic with a condition"
    INDEXED_CHOICE = "choice by index"
    SLICED_CHOICE = "choice by slice"
    AND_OR_CHOICE = "choice by and/or"
    HIDDEN_ASSIGNMENT = "assignment hidden in a condition"
    LAMBDA_ON_THE_SPOT = "lambda called on the spot"
    DYNAMIC_CODE = "code made of text"
    BIT_FLAG = "state kept in bits"
    DOUBLE_NEGATION = "double negation"


WHY: Mapping[TrickKind, str] = MappingProxyType(
    {
        TrickKind.NESTED_CONDITIONAL: "one conditional expression within another is two decisions at "
        "once; write an `if` for each",
        TrickKind.BOOLEAN_ARITHMETIC: "true and false are counted as one and nought; an `if` says it",
        TrickKind.INDEXED_CHOICE: "which one is taken rests on a place, or on true as a key; an `if` says it",
        TrickKind.SLICED_CHOICE: "whether anything is taken rests on where a slice ends; an `if` says it",
        TrickKind.AND_OR_CHOICE: "`and` and `or` choose an amount, and choose wrongly when it is nought; "
        "an `if` says it",
        TrickKind.HIDDEN_ASSIGNMENT: "whether the name gets its value rests on what stands before it; "
        "assign it on a line of its own",
        TrickKind.LAMBDA_ON_THE_SPOT: "a nameless function made to be called at once; give it a name, or "
        "write what it does",
        TrickKind.DYNAMIC_CODE: "what runs here is made of text, so that no reader and no search can find it",
        TrickKind.BIT_FLAG: "a state kept in bits has to be decoded by the reader; give each state a name",
        TrickKind.DOUBLE_NEGATION: "two negations to undo in the head; `bool(...)` says it",
    }
)

TRICK_RULE = (
    "No clever trick stands where a plain sentence would do: no conditional expression within another, no "
    "arithmetic with conditions (`fee * late`, `True + True`), no choosing by index, slice or `and`/`or` "
    "(`(a, b)[late]`, `{True: a, False: b}[late]`, `[fee][:late]`, `late and fee or 0`), no `:=` after the "
    "first condition, no lambda called on the spot, no `eval`, `exec`, `globals()` or `getattr` of made-up "
    "names, no states kept in bits, no `not not`. Welcome are one conditional expression, `max(min())`, "
    "`name or default`, tables looked up by any other key, and counting by `sum` of conditions."
)
"""The list as an exercise's prompt can quote it."""


@dataclass(frozen=True)
class Trick:
    """One clever trick.

    Arguments:
        path, line: where it is, counted from 1.
        kind: which one of the list.
        text: as written, in one line.
        function: qualified name of the function it stands in, or `<module>`.
        why: what is wrong with it and what to write, in a sentence.
    """

    path: str
    line: int
    kind: TrickKind
    text: str
    function: str
    why: str


def tricks(sources: Sources) -> tuple[Trick, ...]:
    """Every clever trick of a tree, in the order of the text; one inside another of its kind counts once."""
    found = [trick for module in sources.modules for trick in _of_module(module)]
    return tuple(sorted(found, key=lambda trick: (trick.path, trick.line)))


@lru_cache(maxsize=256)
def _of_module(module: Module) -> tuple[Trick, ...]:
    return tuple(_found_in(module))


def _found_in(module: Module) -> Iterator[Trick]:
    seen: dict[ast.AST, set[TrickKind]] = {}
    for node in module.nodes:
        if not isinstance(node, ast.expr | ast.AugAssign):
            continue
        above = seen.get(module.parents[node], set()) if isinstance(node, ast.expr) else set()
        kinds = {kind for kind, found in DETECTORS.items() if kind not in above and found(module, node)}
        for kind in sorted(kinds):
            text = module.segment(node) if isinstance(node, ast.expr) else module.line(node.lineno).strip()
            yield Trick(module.path, node.lineno, kind, text, module.qualified_name(node), WHY[kind])
        if kinds or above:
            seen[node] = kinds | above


def _nested_conditional(_module: Module, node: ast.AST) -> bool:
    return isinstance(node, ast.IfExp) and any(
        isinstance(part, ast.IfExp) for part in ast.walk(node) if part is not node
    )


def _boolean_arithmetic(module: Module, node: ast.AST) -> bool:
    match node:
        case ast.BinOp(left=ast.Constant(value=str()) | ast.JoinedStr(), op=ast.Mod()):
            return False  # text with a condition filled in
        case ast.BinOp(left=left, op=operator, right=right):
            sides = [left, *(right.elts if isinstance(right, ast.Tuple) else [right])]
            return isinstance(operator, ARITHMETIC) and any(
                is_counted_condition(module, side) for side in sides
            )
        case ast.AugAssign(op=operator, value=value):
            counts = isinstance(operator, ast.Add) and not isinstance(value, ast.Constant)
            return isinstance(operator, ARITHMETIC) and not counts and is_counted_condition(module, value)
        case ast.Call():
            return _counting_call(module, node)
    return False


COUNTING_CALLS = frozenset(
    {"builtins.range", "builtins.pow", "builtins.divmod", "math.prod"}
    | {f"operator.{name}" for name in ("add", "floordiv", "mod", "mul", "neg", "pow", "sub", "truediv")}
)


def _counting_call(module: Module, call: ast.Call) -> bool:
    """`range(late)`, `operator.mul(fee, late)`, `fee.__mul__(late)`, `sum([late, paid])`."""
    by_hand = isinstance(call.func, ast.Attribute) and call.func.attr in ARITHMETIC_METHODS
    arguments = list(call.args)
    if refers_to(module, call.func, {"builtins.sum", "math.prod"}):
        arguments = [part for part in arguments if isinstance(part, ast.Tuple | ast.List | ast.Set)]
        arguments = [element for part in arguments if hasattr(part, "elts") for element in part.elts]
    elif not by_hand and not refers_to(module, call.func, COUNTING_CALLS):
        return False
    return any(is_counted_condition(module, argument) for argument in arguments)


ARITHMETIC_METHODS = frozenset(
    f"__{prefix}{name}__"
    for prefix in ("", "r", "i")
    for name in ("add", "floordiv", "mod", "mul", "pow", "sub", "truediv")
)


def _indexed_choice(module: Module, node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=table, attr="get" | "__getitem__"), args=[index, *_]):
            return _chooses(module, _display(module, table), index)
        case ast.Subscript(value=table, slice=index) if not isinstance(index, ast.Slice):
            return _sorted_display(module, table) or _chooses(module, _display(module, table), index)
    return False


def _display(module: Module, node: ast.expr) -> ast.expr | None:
    """The tuple, list, dict or text that an expression is or is a name for."""
    if isinstance(node, ast.Name):
        value = sole_value(module, node.id, node)
        return value if isinstance(value, ast.Tuple | ast.List | ast.Dict) else None
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return node if is_text or isinstance(node, ast.Tuple | ast.List | ast.Dict) else None


def _chooses(module: Module, table: ast.expr | None, index: ast.expr) -> bool:
    if isinstance(table, ast.Dict):
        return any(isinstance(key, ast.Constant) and isinstance(key.value, bool) for key in table.keys)
    return table is not None and (is_counted_condition(module, index) or _is_call_of_condition(module, index))


def _is_call_of_condition(module: Module, index: ast.expr) -> bool:
    return isinstance(index, ast.Call) and any(is_condition(module, argument) for argument in index.args)


def _sorted_display(module: Module, node: ast.expr) -> bool:
    """`sorted([low, amount, high])[1]`: the middle one of three."""
    match node:
        case ast.Call(func=function, args=[ast.Tuple() | ast.List(), *_]):
            return refers_to(module, function, {"builtins.sorted"})
    return False


def _sliced_choice(module: Module, node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=value, slice=ast.Slice() as cut):
            bounds = [bound for bound in (cut.lower, cut.upper, cut.step) if bound is not None]
            by_condition = any(_holds_condition(module, bound) for bound in bounds)
            return by_condition or isinstance(value, ast.Tuple | ast.List)
    return False


def _holds_condition(module: Module, bound: ast.expr) -> bool:
    return any(is_counted_condition(module, part) for part in ast.walk(bound) if isinstance(part, ast.expr))


def _and_or_choice(module: Module, node: ast.AST) -> bool:
    if (
        not isinstance(node, ast.BoolOp)
        or is_test(module, node)
        or isinstance(module.parents[node], ast.BoolOp)
    ):
        return False
    if isinstance(node.op, ast.And):
        return is_amount(module, node.values[-1])
    chosen = [value.values[-1] for value in node.values if isinstance(value, ast.BoolOp)]
    if chosen:
        return any(is_amount(module, value) for value in [*chosen, node.values[-1]])
    return is_condition(module, node.values[0]) and is_amount(module, node.values[-1])


def _hidden_assignment(module: Module, node: ast.AST) -> bool:
    """Anything but the first operand of a condition, in a statement or not: `if (x := ...) != y`."""
    if not isinstance(node, ast.NamedExpr):
        return False
    inner: ast.AST = node
    for outer in module.ancestors(node):
        match outer:
            case ast.Compare() if outer.left is inner:
                inner = outer
            case ast.BoolOp() if outer.values[0] is inner:
                inner = outer
            case ast.UnaryOp(op=ast.Not()):
                inner = outer
            case ast.If() | ast.While() | ast.comprehension():
                return False
            case ast.IfExp():
                return outer.test is not inner
            case _:
                return True
    return True


def _lambda_on_the_spot(_module: Module, node: ast.AST) -> bool:
    match node:
        case ast.Lambda(body=ast.Lambda()):
            return True
        case ast.Call(func=ast.Lambda()):
            return True
        case ast.Call(func=ast.Subscript(value=ast.Dict() | ast.List() | ast.Tuple() as table)):
            return any(isinstance(part, ast.Lambda) for part in ast.walk(table))
        case ast.Call(func=ast.Call(func=ast.Attribute(value=ast.Dict() as table, attr="get"))):
            return any(isinstance(part, ast.Lambda) for part in ast.walk(table))
    return False


CODE_CALLS = frozenset(f"builtins.{name}" for name in ("eval", "exec", "compile", "__import__"))
NAMESPACE_CALLS = frozenset(f"builtins.{name}" for name in ("globals", "locals"))
ATTRIBUTE_CALLS = frozenset(f"builtins.{name}" for name in ("getattr", "setattr", "delattr"))
BUILTINS = frozenset({"builtins", "builtins.__builtins__", "__builtins__"})


def _dynamic_code(module: Module, node: ast.AST) -> bool:
    match node:
        case ast.Subscript(value=table):
            return refers_to(module, table, BUILTINS)
        case ast.Call(func=function) if refers_to(module, function, CODE_CALLS | NAMESPACE_CALLS):
            return True
        case ast.Call(func=function, args=[subject, name, *_]) if refers_to(
            module, function, ATTRIBUTE_CALLS
        ):
            return refers_to(module, subject, BUILTINS) or _made_of_parts(module, node, name)
        case ast.Call(func=function, args=[name, *_]) if refers_to(module, function, {"operator.attrgetter"}):
            return isinstance(name, ast.JoinedStr | ast.BinOp)
    return False


def _made_of_parts(module: Module, call: ast.Call, name: ast.expr) -> bool:
    parent = module.parents[call]
    called = isinstance(parent, ast.Call) and parent.func is call
    if isinstance(name, ast.Name):
        value = sole_value(module, name.id, name)
        return called or isinstance(value, ast.JoinedStr | ast.BinOp)
    return isinstance(name, ast.JoinedStr | ast.BinOp | ast.Call | ast.IfExp | ast.Subscript)


def _bit_flag(module: Module, node: ast.AST) -> bool:
    """A condition that asks for one bit: `if state & 4`, `(state & PAID) != 0`, `state >> 2 & 1`."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitAnd):
        return False
    asks = is_test(module, node) or isinstance(module.parents[node], ast.Compare)
    return asks and any(_is_one_bit(module, side) for side in (node.left, node.right))


def _is_one_bit(module: Module, node: ast.expr) -> bool:
    if isinstance(node, ast.Name):
        found = look_up(module, node.id, node)
        node = found[0].value if len(found) == 1 and found[0].value is not None else node
    match node:
        case ast.BinOp(op=ast.LShift(), left=ast.Constant(value=1)):
            return True
        case ast.Constant(value=int() as value) if not isinstance(value, bool):
            return value > 0 and math.log2(value).is_integer()
    return False


def _double_negation(_module: Module, node: ast.AST) -> bool:
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=ast.UnaryOp(op=ast.Not())):
            return True
    return False


DETECTORS: Mapping[TrickKind, Callable[[Module, ast.AST], bool]] = MappingProxyType(
    {
        TrickKind.NESTED_CONDITIONAL: _nested_conditional,
        TrickKind.BOOLEAN_ARITHMETIC: _boolean_arithmetic,
        TrickKind.INDEXED_CHOICE: _indexed_choice,
        TrickKind.SLICED_CHOICE: _sliced_choice,
        TrickKind.AND_OR_CHOICE: _and_or_choice,
        TrickKind.HIDDEN_ASSIGNMENT: _hidden_assignment,
        TrickKind.LAMBDA_ON_THE_SPOT: _lambda_on_the_spot,
        TrickKind.DYNAMIC_CODE: _dynamic_code,
        TrickKind.BIT_FLAG: _bit_flag,
        TrickKind.DOUBLE_NEGATION: _double_negation,
    }
)
