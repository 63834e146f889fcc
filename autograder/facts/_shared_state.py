"""What all parts of a program share without being handed it: modules and classes that change."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts._bindings import (
    Binding,
    bindings,
    dotted,
    look_up,
    parameters,
    refers_to,
)
from autograder.facts._changes import changed_by, changed_by_method, root_of, without_alias
from autograder.facts._module import DEFINITIONS, Function, Module
from autograder.facts._parse import Sources
from autograder.facts._types import Place, Types, is_depends, types_of


class StateKind(StrEnum):
    """How something is shared."""

    CONNECTION = "holds a connection"
    WRITTEN = "is written to while the program runs"
    REBOUND = "gets another value while the program runs"
    CACHE = "is made once and kept for all"


@dataclass(frozen=True)
class SharedState:
    """One thing that all share.

    Arguments:
        name: dotted name of the variable, class attribute or function.
        kind: how it is shared.
        path, line: where it changes, or where it is made if it merely holds a connection; counted from 1.
        function: the function that changes it, or `<module>`.
    """

    name: str
    kind: StateKind
    path: str
    line: int
    function: str


CONNECTIONS = frozenset(
    {f"sqlalchemy.{name}" for name in ("create_engine", "engine_from_config", "engine.create_engine")}
    | {f"sqlalchemy.orm.{name}" for name in ("Session", "scoped_session", "sessionmaker")}
    | {
        f"sqlalchemy.ext.asyncio.{name}"
        for name in ("create_async_engine", "async_sessionmaker", "AsyncSession")
    }
    | {f"{name}.{kind}" for name in ("httpx", "httpx2") for kind in ("Client", "AsyncClient")}
    | {"requests.Session", "requests.session", "urllib3.PoolManager", "aiohttp.ClientSession"}
    | {"http.client.HTTPConnection", "http.client.HTTPSConnection", "socket.socket", "smtplib.SMTP"}
    | {"socket.create_connection", "sqlite3.connect", "psycopg.connect", "psycopg2.connect", "redis.Redis"}
    | {"threading.local", "contextvars.ContextVar"}
)
"""What makes something that holds a line to somewhere, or a value for each thread or task."""

CACHES = frozenset({"functools.cache", "functools.lru_cache"})

NamedFunction = ast.FunctionDef | ast.AsyncFunctionDef

FINE = frozenset({"logging.getLogger", "sqlalchemy.Table", "sqlalchemy.schema.Table", "sqlalchemy.table"})
"""What makes something that may be shared, though its methods sound as if they changed it."""

TABLE_OF_CLASS = "__table__"

MUTABLE = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp | ast.Call


def shared_state(sources: Sources) -> tuple[SharedState, ...]:
    """Everything of a tree that its functions share and change, by file and line; and shared connections.

    A module's variable that only module-level code writes to is none: by then nothing runs.
    """
    types = types_of(sources)
    found = [
        each
        for module in sources.modules
        for part in (_connections, _written, _rebound, _caches, _defaults, _of_classes)
        for each in part(types, module)
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.path, each.line, each.name)))


def _connections(types: Types, module: Module) -> Iterator[SharedState]:
    """In variables of modules and classes, and in defaults, which are made once for all calls."""
    for scope_name, statements in _shared_statements(module):
        for statement in statements:
            if _makes_connection(types, module, statement.value):
                name = f"{scope_name}.{_target_name(statement)}"
                yield SharedState(name, StateKind.CONNECTION, module.path, statement.lineno, "<module>")
    for function in module.functions:
        for parameter, value in _defaults_of(function):
            if _makes_connection(types, module, value):
                name = f"{module.name}.{module.qualified_name(function)}({parameter}=...)"
                yield SharedState(name, StateKind.CONNECTION, module.path, value.lineno, "<module>")


def _makes_connection(types: Types, module: Module, value: ast.expr | None) -> bool:
    """Whether a connection is made as a value is: `Session()`, `{"mail": Session()}`, `Session().post`."""
    return any(_is_connection(types, types.type_of(module, call)) for call in _calls_at_once(module, value))


def _calls_at_once(module: Module, value: ast.expr | None) -> Iterator[ast.Call]:
    """The calls within a value that take place as it is made: none of a lambda, nor what FastAPI calls."""
    left: list[ast.AST] = [value] if value is not None else []
    while left:
        node = left.pop()
        if isinstance(node, ast.Lambda) or (isinstance(node, ast.Call) and is_depends(module, node)):
            continue
        if isinstance(node, ast.Call):
            yield node
        left.extend(ast.iter_child_nodes(node))


def _shared_statements(module: Module) -> Iterator[tuple[str, list[ast.Assign | ast.AnnAssign]]]:
    """The assignments of a module, and those of its classes."""
    own = [node for node in module.scopes[module.tree] if isinstance(node, ast.Assign | ast.AnnAssign)]
    for statement in own:
        owner = module.parents[statement]
        inside = owner if isinstance(owner, ast.ClassDef) else None
        yield f"{module.name}.{module.qualified_name(inside)}" if inside else module.name, [statement]


def _target_name(statement: ast.Assign | ast.AnnAssign) -> str:
    target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    return ast.unparse(target)


def _is_connection(types: Types, made: str | None) -> bool:
    """Whether what was made is a connection, or an object of the tree that holds one."""
    if made in CONNECTIONS:
        return True
    place = types.definitions.get(made or "")
    if place is None or not isinstance(place.node, ast.ClassDef):
        return False
    given = [each for (owner, _), each in types.fields.items() if owner is place.node]
    return any(
        types.type_of(place.module, statement.value) in CONNECTIONS
        for statements in given
        for statement in statements
    )


def _written(types: Types, module: Module) -> Iterator[SharedState]:
    """Variables of modules that functions write to: `ORDERS.append(order)`, `settings.url = url`."""
    for scope, nodes in module.scopes.items():
        if not isinstance(scope, Function):
            continue
        for node in nodes:
            for changed in (*changed_by(module, node), *changed_by_method(types, module, node)):
                name = _shared_name(types.sources, module, changed)
                if name is not None:
                    where = module.qualified_name(scope)
                    yield SharedState(name, StateKind.WRITTEN, module.path, changed.lineno, where)


def _shared_name(sources: Sources, module: Module, changed: ast.expr) -> str | None:
    """The full name of the module's variable that an expression is, or is part of; none for what is local."""
    changed = without_alias(module, changed)
    first = root_of(changed)
    if not isinstance(first, ast.Name) or _is_fine(module, changed):
        return None
    found = look_up(module, first.id, first)
    if not found or (module.scope(found[0].node) is not module.tree and not _is_import(found)):
        return None
    name = dotted(module, first) if _is_import(found) else f"{module.name}.{first.id}"
    longer = dotted(module, changed) if isinstance(changed, ast.Attribute) else None
    return _variable_of_tree(sources, longer or name or "", is_import=_is_import(found))


def _is_import(found: Sequence[Binding]) -> bool:
    return isinstance(found[0].node, ast.alias)


def _variable_of_tree(sources: Sources, name: str, *, is_import: bool) -> str | None:
    """The name, if it is of a module of the tree, or of something in one."""
    owner = name
    while owner and owner not in sources.by_name:
        owner = owner.rpartition(".")[0]
    if not owner:
        return None
    inside, _, attribute = name.removeprefix(owner).lstrip(".").partition(".")
    if not inside:
        return name if is_import else None
    values = bindings(sources.by_name[owner], sources.by_name[owner].tree).get(inside, [])
    if any(_is_fine(sources.by_name[owner], each.value) for each in values):
        return None
    of_class = attribute and any(isinstance(each.node, ast.ClassDef) for each in values)
    return f"{owner}.{inside}.{attribute}" if of_class else f"{owner}.{inside}"


def _is_fine(module: Module, value: ast.expr | None) -> bool:
    """A logger may be told what to log, and a table's `insert()` only makes a statement."""
    if isinstance(value, ast.Attribute):
        return value.attr == TABLE_OF_CLASS
    return isinstance(value, ast.Call) and refers_to(module, value.func, FINE)


def _rebound(types: Types, module: Module) -> Iterator[SharedState]:  # noqa: ARG001 - one form for all
    for node in module.nodes:
        scope = module.scope(node)
        if not isinstance(scope, Function):
            continue
        where = module.qualified_name(scope)
        if isinstance(node, ast.Global):
            for name in node.names:
                full = f"{module.name}.{name}"
                yield SharedState(full, StateKind.REBOUND, module.path, node.lineno, where)
        elif isinstance(node, ast.Call) and refers_to(module, node.func, {"builtins.globals"}):
            full = f"{module.name} (globals())"
            yield SharedState(full, StateKind.REBOUND, module.path, node.lineno, where)


def _caches(types: Types, module: Module) -> Iterator[SharedState]:
    """A cached function without parameters gives everybody the same thing; with some, a connection may be."""
    for node in module.nodes:
        if not isinstance(node, DEFINITIONS) or not _is_cached(module, node):
            continue
        name = f"{module.name}.{module.qualified_name(node)}"
        names = [each.arg for each in parameters(node) if each.arg != "cls"]
        if not names:
            yield SharedState(name, StateKind.CACHE, module.path, node.lineno, "<module>")
        elif names[0] != "self" and _returns_connection(types, module, node):
            yield SharedState(name, StateKind.CONNECTION, module.path, node.lineno, "<module>")


def _is_cached(module: Module, function: NamedFunction) -> bool:
    made_by = [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]
    return any(refers_to(module, each, CACHES) for each in made_by)


def _returns_connection(types: Types, module: Module, function: NamedFunction) -> bool:
    returned = [node.value for node in module.scopes[function] if isinstance(node, ast.Return)]
    made = [types.returned(Place(module, function)), *(types.type_of(module, value) for value in returned)]
    return any(_is_connection(types, each) for each in made)


def _defaults(types: Types, module: Module) -> Iterator[SharedState]:  # noqa: ARG001 - one form for all
    """`def remember(order, seen=[])`: a default that its function writes to is shared by all calls."""
    for function in module.functions:
        shared = {name for name, value in _defaults_of(function) if isinstance(value, MUTABLE)}
        for node in module.scopes[function]:
            for changed in changed_by(module, node):
                if isinstance(changed, ast.Name) and changed.id in shared:
                    where = module.qualified_name(function)
                    name = f"{module.name}.{where}({changed.id}=...)"
                    yield SharedState(name, StateKind.WRITTEN, module.path, changed.lineno, where)


def _defaults_of(function: Function) -> Iterator[tuple[str, ast.expr]]:
    """The parameters of a function that have a default, with it."""
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    pairs = [*zip(plain[::-1], given.defaults[::-1], strict=False)]
    pairs += [(name, value) for name, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value]
    yield from ((name.arg, value) for name, value in pairs)


def _of_classes(types: Types, module: Module) -> Iterator[SharedState]:
    """Attributes of classes that methods write to: `cls.made += 1`, `self.seen.append(order)`."""
    for owner in module.nodes:
        if not isinstance(owner, ast.ClassDef):
            continue
        name = f"{module.name}.{module.qualified_name(owner)}"
        for method in owner.body:
            if not isinstance(method, DEFINITIONS) or not parameters(method):
                continue
            first = parameters(method)[0].arg
            for node in module.scopes[method]:
                for attribute in _class_attributes(types, Place(module, owner), first, node):
                    where = module.qualified_name(method)
                    full = f"{name}.{attribute.attr}"
                    yield SharedState(full, StateKind.WRITTEN, module.path, attribute.lineno, where)


def _class_attributes(types: Types, owner: Place, first: str, node: ast.AST) -> Iterator[ast.Attribute]:
    """The attributes of the class itself that a node of a method changes; `first` is its first parameter."""
    assert isinstance(owner.node, ast.ClassDef)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        if _is_class(owner.module, node.value, first, owner.node):
            yield node
        return
    for changed in changed_by(owner.module, node):
        if not isinstance(changed, ast.Attribute):
            continue
        of_instance = isinstance(changed.value, ast.Name) and changed.value.id == first
        if _is_class(owner.module, changed.value, first, owner.node) or (
            of_instance and _is_shared_by_instances(types, owner, changed.attr)
        ):
            yield changed


def _is_class(module: Module, node: ast.expr, first: str, owner: ast.ClassDef) -> bool:
    """`cls`, `type(self)` and `self.__class__` within a method."""
    match node:
        case ast.Name(id=name):
            method = module.scope(node)
            decorated = [dotted(module, each) for each in getattr(method, "decorator_list", ())]
            return name == first and "builtins.classmethod" in decorated
        case ast.Call(func=function, args=[ast.Name(id=name)]):
            return name == first and refers_to(module, function, {"builtins.type"})
        case ast.Attribute(value=ast.Name(id=name), attr="__class__"):
            return name == first
    return dotted(module, node) == f"{module.name}.{module.qualified_name(owner)}"


def _is_shared_by_instances(types: Types, owner: Place, attribute: str) -> bool:
    """Whether an attribute is given its value in the class alone, and that value can change."""
    given = types.fields.get((owner.node, attribute), ())
    in_class = [each for each in given if owner.module.parents[each] is owner.node]
    mutable = any(
        isinstance(each.value, MUTABLE) and not _is_field(owner.module, each.value) for each in in_class
    )
    return mutable and len(in_class) == len(given)


def _is_field(module: Module, value: ast.expr | None) -> bool:
    return isinstance(value, ast.Call) and refers_to(module, value.func, {"dataclasses.field"})
