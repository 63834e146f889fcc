"""Where code decides on business data or reckons with it, as far as its text shows.

Translating is no decision: `x is None`, a refusal's reason or status, what HTTP says (a method, a path, a
header), which fields a request brings, how long it is or took, the form of a text (`"@" in email`,
`len(parts) != 2`), the type of an error, whether an optional value is there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.facts._bindings import dotted
from autograder.facts._collected import is_collected, is_text, looks_collected
from autograder.facts._elapsed import is_elapsed
from autograder.facts._http import fields_of_a_request, length_of_a_body, said_in_http
from autograder.facts._mentions import own_nodes
from autograder.facts._module import Function, Module, line_of
from autograder.facts._origins import Origin, holds, told_by
from autograder.facts._quoting import quoted_text
from autograder.facts._shapes import ARITHMETIC
from autograder.facts._types import Types

RECKONING = frozenset(f"builtins.{name}" for name in ("abs", "divmod", "pow", "round"))
BOUNDING = frozenset({"builtins.max", "builtins.min"})
"""With several arguments they bound an amount; over one collection they only look for something in it."""
RECKONING_MODULES = ("operator", "math", "statistics", "decimal", "fractions", "bisect")
RECKONING_CALLS = frozenset({"functools.reduce", "itertools.accumulate", "collections.Counter"})
PICKING = frozenset(f"operator.{name}" for name in ("attrgetter", "itemgetter", "methodcaller"))
"""Of a module that reckons, what only takes something out of an object."""
DUNDERS = frozenset(
    f"__{name}__"
    for name in ("add", "eq", "floordiv", "ge", "gt", "le", "lt", "mod", "mul", "ne", "radd", "rmul", "rsub")
) | {"__sub__", "__truediv__", "__contains__"}
ABOUT_ERRORS = frozenset({"reason", "status_code"})
"""Attributes that tell a refusal or an answer from another."""
FORM_CALLS = frozenset({"len", "count", "find"})
"""What a text's form is told by: `len(parts) != 2`."""


@dataclass(frozen=True)
class Decision:
    """One place where code decides or reckons.

    Arguments:
        node: the expression.
        line: counted from 1.
        why: what it does, in a few words that quote it.
    """

    node: ast.AST
    line: int
    why: str


@dataclass(frozen=True, eq=False)
class Reading:
    """One function with what is known of its names.

    Arguments:
        types, module, function: what is read.
        errors: names that hold an error or what an error tells.
        results: names that hold what a use case gave back.
        result: tells whether an expression is a call of a use case.
        http: names that hold what a request says in HTTP's own words.
        fields: names that hold the fields that a request brings.
        length: names that hold how long a request's body is.
    """

    types: Types
    module: Module
    function: Function
    errors: set[str]
    results: set[str]
    result: Origin
    http: set[str]
    fields: set[str]
    length: set[str]

    def decisions(self) -> Iterator[Decision]:
        """Every decision of the function, in the order of the text; one for each expression."""
        inside: set[ast.AST] = set()
        for node in own_nodes(self.module, self.function):
            words = self._why(node)
            if words and node not in inside:
                inside |= {*ast.walk(node)}
                head = _head(node)
                yield Decision(node, line_of(head), f"{words} `{quoted_text(ast.unparse(head))}`")
                inside -= {inner for part in _bodies(node) for inner in ast.walk(part)}

    def _why(self, node: ast.AST) -> str:
        match node:
            case ast.Compare() if not self._translates(node):
                return "compares"
            case ast.If() | ast.While() if any(map(self._asks_result, _leaves(node.test))):
                return "decides by"
            case ast.Match() if not self._matches_forms(node):
                return "decides by"
            case ast.BinOp() | ast.AugAssign() | ast.Call() if self._reckons(node):
                return "reckons"
        return ""

    def _reckons(self, node: ast.BinOp | ast.AugAssign | ast.Call) -> bool:
        """Arithmetic; but no text or collection put together, no number written out, no time that it took."""
        if isinstance(node, ast.Call):
            return self._calls_arithmetic(node)
        sides = [node.target, node.value] if isinstance(node, ast.AugAssign) else [node.left, node.right]
        if any(is_elapsed(self.module, side) for side in sides) or _is_written_out(node):
            return False
        return isinstance(node.op, ARITHMETIC) and not any(self._collects(node.op, side) for side in sides)

    def _collects(self, operator: ast.operator, side: ast.expr) -> bool:
        """A side of a text or a collection; only what is added is followed to where its name leads."""
        if isinstance(operator, ast.Add):
            return is_collected(self.types, self.module, side)
        return looks_collected(side)

    def _calls_arithmetic(self, call: ast.Call) -> bool:
        if isinstance(call.func, ast.Attribute) and call.func.attr in DUNDERS:
            return True
        name = dotted(self.module, call.func) or ""
        if name in PICKING:
            return any(map(_names_dunder, call.args))
        if name in BOUNDING:
            return len(call.args) > 1
        if is_elapsed(self.module, call):
            return False
        return name in RECKONING | RECKONING_CALLS or name.partition(".")[0] in RECKONING_MODULES

    def _translates(self, compare: ast.Compare) -> bool:
        sides = [compare.left, *compare.comparators]
        pairs = zip(sides, compare.ops, compare.comparators, strict=False)
        return all(self._translates_pair(left, operator, right) for left, operator, right in pairs)

    def _translates_pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
        if any(self._about_errors(side) or self._is_measured(side) for side in (left, right)):
            return True
        if _tells_emptiness(left, operator, right):
            return True
        match operator:
            case ast.Is() | ast.IsNot():
                return _is_nothing(left) or _is_nothing(right)
            case ast.In() | ast.NotIn():
                return is_text(left) or self._about_http(left) or self._holds_fields(right)
            case ast.Eq() | ast.NotEq():
                return _about_form(left, right) or self._about_http(left) or self._about_http(right)
        return False

    def _about_errors(self, node: ast.expr) -> bool:
        """An error, what it says, what it is answered with, or `scope["type"]`."""
        told = told_by(self.errors)
        if holds(node, self.errors, lambda inner: getattr(inner, "attr", "") in ABOUT_ERRORS or told(inner)):
            return True
        return (
            isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "scope"
        )

    def _about_http(self, node: ast.expr) -> bool:
        """What a request says in HTTP's own words; of several things all of them."""
        if isinstance(node, ast.Tuple | ast.List):
            return all(map(self._about_http, node.elts))
        return holds(node, self.http, said_in_http(self.types, self.module))

    def _is_measured(self, node: ast.expr) -> bool:
        """How long something took, or how long a request's body is: a limit of it protects a server."""
        is_length = length_of_a_body(self.types, self.module)
        return is_elapsed(self.module, node) or holds(node, self.length, is_length, parts=False)

    def _holds_fields(self, node: ast.expr) -> bool:
        """The fields of a request: that it brings one of a name is form, whatever the name is."""
        return holds(node, self.fields, fields_of_a_request(self.types, self.module), parts=False)

    def _asks_result(self, leaf: ast.expr) -> bool:
        """`if order.cancelled`: true or false of what a use case gave back; but `if order` is its absence."""
        if not isinstance(leaf, ast.Attribute | ast.Subscript | ast.Call) or self.result(leaf):
            return False
        if isinstance(leaf, ast.Call) and not isinstance(leaf.func, ast.Attribute):
            return False
        return holds(leaf, self.results, self.result) and not self._about_errors(leaf)

    def _matches_forms(self, match: ast.Match) -> bool:
        """Whether it tells types and shapes apart, errors or requests by what they say; not values."""
        if self._about_errors(match.subject) or self._about_http(match.subject):
            return True
        parts = (part for case in match.cases for part in ast.walk(case.pattern))
        return not any(isinstance(part, ast.MatchValue) for part in parts)


def _head(node: ast.AST) -> ast.AST:
    """What of a statement decides; an expression decides as a whole."""
    match node:
        case ast.If(test=head) | ast.While(test=head) | ast.Match(subject=head):
            return head
    return node


def _bodies(node: ast.AST) -> Sequence[ast.AST]:
    match node:
        case ast.If(body=body, orelse=other) | ast.While(body=body, orelse=other):
            return [*body, *other]
        case ast.Match(cases=cases):
            return cases
    return []


def _leaves(test: ast.expr) -> Iterator[ast.expr]:
    """What a condition rests on, without `not`, `and` and `or`."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=inner) | ast.NamedExpr(value=inner):
            yield from _leaves(inner)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _leaves(value)
        case _:
            yield test


def _about_form(left: ast.expr, right: ast.expr) -> bool:
    """Equality that tells forms apart: a length, nothing at all, two ids, two absences."""
    sides = (left, right)
    if any(_is_nothing(side) or (isinstance(side, ast.Constant) and side.value == "") for side in sides):
        return True
    if any(isinstance(side, ast.Call) and _called(side) in FORM_CALLS for side in sides):
        return True
    return all(_is_id(side) for side in sides) or all(_is_absence(side) for side in sides)


def _is_written_out(node: ast.AST) -> bool:
    """A number that says how it comes about: `10 * 1024 * 1024`."""
    parts = (part for part in ast.walk(node) if isinstance(part, ast.expr))
    return all(isinstance(part, ast.BinOp | ast.Constant) for part in parts)


def _tells_emptiness(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> bool:
    """Whether something is there at all: `promo in (None, "")`, `len(text) > 0`."""
    if isinstance(operator, ast.In | ast.NotIn):
        forms = right.elts if isinstance(right, ast.Tuple | ast.List | ast.Set) else []
        return bool(forms) and all(_is_constant(form, (None, "")) for form in forms)
    sides = (left, right)
    measures = any(isinstance(side, ast.Call) and _called(side) == "len" for side in sides)
    return measures and any(_is_constant(side, (0,)) for side in sides)


def _is_constant(node: ast.expr, values: tuple[object, ...]) -> bool:
    """Whether it is one of these; `False`, which equals 0, is none."""
    return isinstance(node, ast.Constant) and any(
        type(node.value) is type(value) and node.value == value for value in values
    )


def _names_dunder(node: ast.expr) -> bool:
    """`methodcaller("__gt__", 8)` compares."""
    return isinstance(node, ast.Constant) and str(node.value).rpartition(".")[2] in DUNDERS


def _is_nothing(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (None, ...)


def _called(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _is_id(node: ast.expr) -> bool:
    name = getattr(node, "attr", getattr(node, "id", ""))
    return name == "id" or str(name).endswith("_id")


def _is_absence(node: ast.expr) -> bool:
    is_one = isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Is | ast.IsNot)
    return is_one or (isinstance(node, ast.Call) and _called(node) == "bool")
