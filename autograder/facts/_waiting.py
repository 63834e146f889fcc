"""Which async functions ever wait, and where plain code starts an event loop of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from autograder.facts._bindings import dotted, refers_to
from autograder.facts._module import Module
from autograder.facts._parse import Sources
from autograder.facts._protocols import implementations
from autograder.facts._types import Place, Types, types_of

PROTOCOL_METHODS = frozenset({"__aenter__", "__aexit__", "__anext__"})
"""Python itself awaits these, whether they wait or not."""

LOOP_STARTERS = frozenset(
    {
        *(f"asyncio.{name}" for name in ("run", "Runner", "new_event_loop", "set_event_loop")),
        *("asyncio.set_event_loop_policy", "asyncio.SelectorEventLoop", "anyio.run", "uvloop.run"),
        *("uvloop.install", "uvloop.new_event_loop", "asgiref.sync.async_to_sync", "anyio.from_thread.run"),
        "anyio.from_thread.start_blocking_portal",
    }
)
CURRENT_LOOP = frozenset({"asyncio.get_event_loop"})
"""In a coroutine the loop that runs; in a plain function it may be a new one."""

LIMITS = frozenset({"asyncio.timeout", "asyncio.timeout_at"})
"""They end what waits inside, and wait for nothing themselves."""

LOOP_VERBS = frozenset({"run_until_complete", "run_forever"})


@dataclass(frozen=True)
class AsyncFunction:
    """An async function.

    Arguments:
        path, line: of its `def`, counted from 1.
        name: its qualified name.
        waits: whether it ever waits for something real.
        awaits: whether it has an await, an async for or an async with of its own at all.
        only: what it awaits that never waits, as written.
    """

    path: str
    line: int
    name: str
    waits: bool
    awaits: bool
    only: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnLoop:
    """A place where an event loop is started or changed by hand: its file, its line, and what is called."""

    path: str
    line: int
    call: str


def async_functions(sources: Sources) -> tuple[AsyncFunction, ...]:
    """Every async function of a tree that could be judged, in the order of the text.

    Left out: async generators, which are asked for by `async for`; methods that Python awaits by itself; and
    functions without a body (`...`), which say what others do.
    """
    reading = _Reading(types_of(sources))
    return tuple(
        reading.read(Place(module, node))
        for module in sources.modules
        for node in module.functions
        if isinstance(node, ast.AsyncFunctionDef) and not _is_free(module, node)
    )


def own_loops(sources: Sources) -> tuple[OwnLoop, ...]:
    """Where a tree starts, replaces or drives an event loop of its own."""
    return tuple(
        OwnLoop(module.path, node.lineno, module.segment(node.func))
        for module in sources.modules
        for node in module.nodes
        if isinstance(node, ast.Call) and _starts_a_loop(module, node)
    )


def _starts_a_loop(module: Module, call: ast.Call) -> bool:
    verb = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if refers_to(module, call.func, CURRENT_LOOP):
        return not isinstance(module.scope(call), ast.AsyncFunctionDef)
    return verb in LOOP_VERBS or refers_to(module, call.func, LOOP_STARTERS)


@dataclass(frozen=True, eq=False)
class _Reading:
    """The reading of one tree: which functions were found to wait."""

    types: Types
    known: dict[ast.AST, bool] = field(default_factory=dict)

    def read(self, place: Place) -> AsyncFunction:
        waits = [*_own_waits(place)]
        idle = [place.module.segment(each) for node in waits for each in _waited_for(node)]
        return AsyncFunction(
            path=place.module.path,
            line=place.node.lineno,  # type: ignore[attr-defined]
            name=place.module.qualified_name(place.node),
            waits=self.waits(place),
            awaits=bool(waits),
            only=tuple(idle),
        )

    def waits(self, place: Place) -> bool:
        """Whether an async function of the tree waits; one that only leads to itself does not."""
        if place.node not in self.known:
            self.known[place.node] = False
            self.known[place.node] = any(self._is_real(place.module, node) for node in _own_waits(place))
        return self.known[place.node]

    def _is_real(self, module: Module, node: ast.AST) -> bool:
        """Whether it waits for something: not for a function that never does, `sleep(0)` or a time limit."""
        if isinstance(node, ast.AsyncWith):
            return any(self.types.type_of(module, item.context_expr) not in LIMITS for item in node.items)
        if not isinstance(node, ast.Await) or not isinstance(node.value, ast.Call):
            return True
        call = node.value
        if refers_to(module, call.func, {"asyncio.sleep", "anyio.sleep"}):
            return not _is_zero(call)
        place = self.types.method(module, call.func)
        if place is None:
            return True
        meant = implementations(self.types, place) or (place,)
        return any(self._may_wait(each) for each in meant)

    def _may_wait(self, place: Place) -> bool:
        if not isinstance(place.node, ast.AsyncFunctionDef):
            return True  # a plain function that gives something to await
        return _is_free(place.module, place.node) or self.waits(place)


def _own_waits(place: Place) -> Iterator[ast.AST]:
    """The places of a function at which it can wait, without those of functions in it."""
    for node in place.module.scopes[place.node]:  # type: ignore[index]
        is_async_for = isinstance(node, ast.comprehension) and node.is_async
        if is_async_for or isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith):
            yield node


def _waited_for(node: ast.AST) -> list[ast.expr]:
    """What an await or an `async with` is given."""
    match node:
        case ast.Await(value=value):
            return [value]
        case ast.AsyncWith(items=items):
            return [item.context_expr for item in items]
    return []


def _is_zero(call: ast.Call) -> bool:
    given = chain(call.args, (keyword.value for keyword in call.keywords))
    length = next(given, None)
    return length is None or (isinstance(length, ast.Constant) and not length.value)


def _is_free(module: Module, node: ast.AsyncFunctionDef) -> bool:
    if node.name in PROTOCOL_METHODS or any(isinstance(each, ast.Yield) for each in module.scopes[node]):
        return True
    return all(_says_nothing(module, statement) for statement in node.body)


def _says_nothing(module: Module, statement: ast.stmt) -> bool:
    """A docstring, `...`, `pass`, or `raise NotImplementedError`."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Pass():
            return True
        case ast.Raise(exc=ast.Call(func=raised)) | ast.Raise(exc=ast.Name() as raised):
            return dotted(module, raised) == "builtins.NotImplementedError"
    return False
