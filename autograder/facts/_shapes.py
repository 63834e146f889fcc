"""What an expression is by its look: a condition, an amount, a constant."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache

from autograder.facts._bindings import dotted, look_up
from autograder.facts._module import Module, Scope

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.LShift, ast.RShift)

CONDITION_CALLS = frozenset(
    f"builtins.{name}" for name in ("bool", "isinstance", "issubclass", "callable", "hasattr", "any", "all")
)

CONDITION_METHODS = frozenset({"isdigit", "isalpha", "startswith", "endswith", "is_integer", "__bool__"})

MAX_HOPS = 4


def is_condition(  # noqa: PLR0911 - one answer for each shape
    module: Module, node: ast.AST, hops: int = MAX_HOPS
) -> bool:
    """Whether an expression can only be true or false: a comparison, `not`, `bool(...)`, a name for one."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Constant(value=value):
            return isinstance(value, bool)
        case ast.BoolOp(values=values):
            return all(is_condition(module, value, hops) for value in values)
        case ast.Call(func=ast.Attribute(attr=attribute)) if attribute in CONDITION_METHODS:
            return True
        case ast.Call(func=function):
            return dotted(module, function) in CONDITION_CALLS
        case ast.NamedExpr(value=value):
            return is_condition(module, value, hops)
        case ast.Name():
            return hops > 0 and _names_a_condition(module, node.id, module.scope(node), hops - 1)
    return False


@lru_cache(maxsize=4096)
def _names_a_condition(module: Module, name: str, scope: Scope, hops: int) -> bool:
    found = look_up(module, name, scope)
    return bool(found) and all(
        _is_bool(binding.annotation)
        or (binding.value is not None and is_condition(module, binding.value, hops))
        for binding in found
    )


def _is_bool(annotation: ast.expr | None) -> bool:
    return (isinstance(annotation, ast.Name) and annotation.id == "bool") or (
        isinstance(annotation, ast.Constant) and annotation.value == "bool"
    )


def is_counted_condition(module: Module, node: ast.AST) -> bool:
    """Whether an expression is a condition made a number: `cancelled and paid`, `int(total > 0)`, `+late`."""
    match node:
        case ast.Call(func=function, args=[argument]):
            is_number = dotted(module, function) in {"builtins.int", "builtins.float", "decimal.Decimal"}
            return is_condition(module, node) or (is_number and is_condition(module, argument))
        case ast.UnaryOp(op=ast.UAdd() | ast.USub() | ast.Invert(), operand=operand):
            return is_counted_condition(module, operand)
    return is_condition(module, node)


def is_test(module: Module, node: ast.AST) -> bool:  # noqa: PLR0911 - one answer for each place
    """Whether only the truth of an expression is asked for, as by `if`, `while`, `not` and `assert`."""
    parent = module.parents[node]
    match parent:
        case ast.If() | ast.While() | ast.IfExp() | ast.Assert():
            return parent.test is node
        case ast.comprehension():
            return node in parent.ifs
        case ast.match_case():
            return parent.guard is node
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.BoolOp() | ast.NamedExpr():
            return is_test(module, parent)
        case ast.Call(func=ast.Name(id="bool" | "any" | "all")):
            return True
        case ast.GeneratorExp() | ast.ListComp():
            return parent.elt is node and is_test(module, parent)
    return False


def is_amount(module: Module, node: ast.AST, hops: int = MAX_HOPS) -> bool:
    """Whether an expression is surely a value and no condition: arithmetic, a number, a text, a name."""
    match node:
        case ast.BinOp(op=operator):
            return isinstance(operator, ARITHMETIC)
        case ast.JoinedStr() | ast.Tuple() | ast.List() | ast.Dict():
            return True
        case ast.Constant(value=value):
            return value is not None and not isinstance(value, bool)
        case ast.Name() if hops:
            return _names_an_amount(module, node.id, module.scope(node), hops - 1)
        case ast.Call(func=function):
            return dotted(module, function) in AMOUNT_CALLS
    return False


AMOUNT_CALLS = frozenset(
    [f"builtins.{name}" for name in ("int", "float", "round", "max", "min", "sum", "abs", "len", "str")]
    + ["decimal.Decimal", "datetime.timedelta"]
)


@lru_cache(maxsize=4096)
def _names_an_amount(module: Module, name: str, scope: Scope, hops: int) -> bool:
    found = look_up(module, name, scope)
    declared = {"int", "float", "str", "Decimal", "timedelta", "datetime"}
    if any(
        isinstance(binding.annotation, ast.Name) and binding.annotation.id in declared for binding in found
    ):
        return True
    if any(binding.value is not None and is_amount(module, binding.value, hops) for binding in found):
        return True
    return any(_in_arithmetic(module, used) for used in _uses(module, name, scope))


def _uses(module: Module, name: str, scope: Scope) -> Iterator[ast.Name]:
    return (node for node in module.scopes[scope] if isinstance(node, ast.Name) and node.id == name)


def _in_arithmetic(module: Module, node: ast.AST) -> bool:
    parent = module.parents[node]
    return isinstance(parent, ast.BinOp) and isinstance(parent.op, ARITHMETIC)
