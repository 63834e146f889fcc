"""What a name stands for: imports followed to their full names, and the values given to a name."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from autograder.facts._module import Function, Module, Scope

MAX_HOPS = 8
"""Aliases of aliases are followed this far."""


@dataclass(frozen=True)
class Binding:
    """One place where a name gets a value.

    Arguments:
        name: the name.
        node: the node that binds it, with a line.
        value: the expression it gets, if it gets all of one.
        annotation: what it is declared as.
    """

    name: str
    node: ast.AST
    value: ast.expr | None = None
    annotation: ast.expr | None = None


def bindings(module: Module, scope: Scope) -> Mapping[str, list[Binding]]:
    """Every binding of every name in a scope, parameters first, without those in functions inside it."""
    return _all_bindings(module)[scope]


@lru_cache(maxsize=256)
def _all_bindings(module: Module) -> Mapping[Scope, Mapping[str, list[Binding]]]:
    return {scope: _bindings_of(scope, nodes) for scope, nodes in module.scopes.items()}


def _bindings_of(scope: Scope, nodes: tuple[ast.AST, ...]) -> Mapping[str, list[Binding]]:
    found: dict[str, list[Binding]] = {}
    for node in nodes:
        for binding in _bound_by(node, scope):
            found.setdefault(binding.name, []).append(binding)
    return found


def look_up(module: Module, name: str, where: ast.AST) -> list[Binding]:
    """The bindings that a name at a node refers to: those of the nearest scope round it that has any."""
    scope = where if isinstance(where, Scope) else module.scope(where)
    of_scope = _all_bindings(module)
    while name not in of_scope[scope] and scope is not module.tree:
        scope = module.scope(scope)
    return of_scope[scope].get(name, [])


def sole_value(module: Module, name: str, where: ast.AST) -> ast.expr | None:
    """The expression that a name stands for, if it is given a value just once."""
    found = look_up(module, name, where)
    return found[0].value if len(found) == 1 else None


@lru_cache(maxsize=256)
def attributes(module: Module) -> Mapping[ast.ClassDef, Mapping[str, list[Binding]]]:
    """Every binding of every attribute that the methods of a class give their own object: `self.fee = 5`."""
    found: dict[ast.ClassDef, dict[str, list[Binding]]] = {}
    for method in module.functions:
        owner = module.parents[method]
        if isinstance(owner, ast.ClassDef):
            for binding in _given_to_itself(module, method):
                found.setdefault(owner, {}).setdefault(binding.name, []).append(binding)
    return found


def _given_to_itself(module: Module, method: Function) -> Iterator[Binding]:
    first = next(iter(parameters(method)), None)
    for node in module.scopes[method]:
        match node:
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()) if first and name == first.arg:
                yield Binding(node.attr, node, _value_given(module, node))


def _value_given(module: Module, target: ast.expr) -> ast.expr | None:
    """The expression that an assignment gives to one of its targets, if it gets all of one."""
    parent = module.parents[target]
    if isinstance(parent, ast.Tuple | ast.List):
        whole = _value_given(module, parent)
        return _unpacked(parent.elts, whole)[parent.elts.index(target)]
    return parent.value if isinstance(parent, ast.Assign | ast.AnnAssign) else None


def dotted(module: Module, node: ast.AST | None, hops: int = MAX_HOPS) -> str | None:
    """The full dotted name of what a name or attribute refers to, through imports and plain aliases.

    With `from datetime import timedelta as span`, `span` is `datetime.timedelta`; a builtin is
    `builtins.eval`; a name that the module makes itself is `package.module.name`; one that comes from nowhere
    visible (a star import) stays as it is. Nothing for what is no name, a local variable or a call's result.
    """
    if isinstance(node, ast.Attribute):
        base = dotted(module, node.value, hops)
        return f"{base}.{node.attr}" if base else None
    return dotted_name(module, node.id, node, hops) if isinstance(node, ast.Name) else None


def dotted_name(module: Module, name: str, where: ast.AST, hops: int = MAX_HOPS) -> str | None:
    """The full dotted name of what a plain name means at a node."""
    found = look_up(module, name, where)
    if not found:
        return f"builtins.{name}" if hasattr(builtins, name) else name
    return _full_name(module, name, found[-1], hops)


def is_one_of(name: str, names: Iterable[str]) -> bool:
    """Whether a dotted name is one of some dotted names, or lies in one."""
    return any(name == each or name.startswith(f"{each}.") for each in names)


def refers_to(module: Module, node: ast.AST | None, names: Container[str]) -> bool:
    """Whether a name or attribute refers to one of some full dotted names, a star import's included."""
    found = dotted(module, node)
    if found is None or found in names:
        return found is not None
    return "." not in found and any(f"{source}.{found}" in names for source in _star_imports(module))


@lru_cache(maxsize=256)
def _star_imports(module: Module) -> tuple[str, ...]:
    aliases = [node for node in module.nodes if isinstance(node, ast.alias) and node.name == "*"]
    return tuple(_imported(module, alias).removesuffix(".*") for alias in aliases)


def _full_name(module: Module, name: str, binding: Binding, hops: int) -> str | None:
    node = binding.node
    if isinstance(node, ast.alias):
        return _imported(module, node)
    if isinstance(binding.value, ast.Name | ast.Attribute) and hops:
        return dotted(module, binding.value, hops - 1)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return f"{module.name}.{module.qualified_name(node)}"
    return f"{module.name}.{name}" if module.scope(node) is module.tree else None


def _imported(module: Module, alias: ast.alias) -> str:
    statement = module.parents[alias]
    if isinstance(statement, ast.ImportFrom):
        return f"{source_of(module, statement)}.{alias.name}".lstrip(".")
    return alias.name if alias.asname else alias.name.partition(".")[0]


def source_of(module: Module, statement: ast.ImportFrom) -> str:
    """The absolute dotted name that a `from ... import` takes from."""
    if not statement.level:
        return statement.module or ""
    package = module.package.split(".")
    kept = package[: len(package) - statement.level + 1]
    return ".".join([*kept, *([statement.module] if statement.module else [])])


def parameters(function: Function) -> tuple[ast.arg, ...]:
    """Every parameter of a function, in order."""
    given = function.args
    starred = [extra for extra in (given.vararg, given.kwarg) if extra is not None]
    return (*given.posonlyargs, *given.args, *given.kwonlyargs, *starred)


def _bound_by(node: ast.AST, scope: Scope) -> Iterator[Binding]:
    if node is scope:
        assert isinstance(node, Function)
        for parameter in parameters(node):
            yield Binding(parameter.arg, parameter, annotation=parameter.annotation)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield Binding(node.name, node)
    elif isinstance(node, ast.alias):
        yield Binding((node.asname or node.name.partition(".")[0]), node)
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _bound_target(target, node.value)
    elif isinstance(node, ast.AnnAssign):
        yield from _bound_target(node.target, node.value, node.annotation)
    elif isinstance(node, ast.NamedExpr):
        yield from _bound_target(node.target, node.value)
    else:
        yield from _bound_without_value(node)


def _bound_without_value(node: ast.AST) -> Iterator[Binding]:
    match node:
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            yield from _bound_target(target, None)
        case ast.comprehension(target=target):
            yield from _bound_target(target, None)
        case ast.withitem(optional_vars=ast.expr() as target):
            yield from _bound_target(target, None)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield Binding(name, node)
        case ast.MatchMapping(rest=str(name)):
            yield Binding(name, node)
        case _:
            return


def _bound_target(
    target: ast.expr, value: ast.expr | None, annotation: ast.expr | None = None
) -> Iterator[Binding]:
    if isinstance(target, ast.Name):
        yield Binding(target.id, target, value, annotation)
    elif isinstance(target, ast.Starred):
        yield from _bound_target(target.value, None)
    elif isinstance(target, ast.Tuple | ast.List):
        values = _unpacked(target.elts, value)
        for element, part in zip(target.elts, values, strict=True):
            yield from _bound_target(element, part)


def _unpacked(targets: list[ast.expr], value: ast.expr | None) -> list[ast.expr | None]:
    same_shape = isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(targets)
    starred = any(isinstance(part, ast.Starred) for part in [*targets, *getattr(value, "elts", ())])
    if same_shape and not starred:
        assert isinstance(value, ast.Tuple | ast.List)
        return [*value.elts]
    return [None] * len(targets)
