"""Calls that wait in place inside an async function, however deep: while they wait, the loop stands still.

What is handed to a thread is not called here: `run_in_threadpool(charge)`, `asyncio.to_thread(charge)` name a
function, and the loop goes on.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.facts._bindings import dotted, is_one_of
from autograder.facts._module import Function, Module
from autograder.facts._parse import Sources
from autograder.facts._protocols import implementations
from autograder.facts._types import Place, Types, types_of

MAX_DEPTH = 12
"""Calls of calls are followed this far."""

WAITING = (
    *(
        "time.sleep",
        "builtins.open",
        "io.open",
        "builtins.input",
        "socket.create_connection",
        "socket.socket",
    ),
    *("requests", "urllib.request", "urllib3", "http.client", "smtplib", "ftplib", "paramiko", "boto3"),
    *(f"{library}.{name}" for library in ("httpx", "httpx2") for name in ("Client", "request", "stream")),
    *(
        f"{library}.{verb}"
        for library in ("httpx", "httpx2")
        for verb in ("get", "post", "put", "patch", "delete", "head", "options")
    ),
    *("os.system", "os.popen", "os.wait", "os.waitpid", "select.select"),
    *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen")),
    *("sqlite3", "psycopg.connect", "psycopg.Connection", "psycopg2", "pymysql", "MySQLdb"),
    *("threading.Thread.join", "threading.Event.wait", "threading.Condition.wait", "queue.Queue.get"),
    *(
        "concurrent.futures.wait",
        "concurrent.futures.as_completed",
        "asyncio.run_coroutine_threadsafe.result",
    ),
)
"""What waits in place, as dotted prefixes."""

DATABASE = ("sqlalchemy", "sqlmodel", "flask_sqlalchemy")
DATABASE_VERBS = frozenset(
    {"all", "begin", "commit", "connect", "create_all", "delete", "execute", "first", "flush", "get", "one"}
    | {"one_or_none", "query", "refresh", "rollback", "scalar", "scalars"}
)
"""Of a session, an engine or a connection; what only builds a statement is `sqlalchemy.select(...)`."""

POOLS = ("concurrent.futures.ThreadPoolExecutor", "concurrent.futures.ProcessPoolExecutor")
POOL_VERBS = frozenset({"exception", "map", "result", "shutdown"})
OF_AN_ANSWER = frozenset({"json", "raise_for_status"})
"""What is asked of an answer that is there already."""

FILE_VERBS = frozenset({"open", "read_bytes", "read_text", "write_bytes", "write_text"})


@dataclass(frozen=True)
class CallStep:
    """A place on the way to a call: its file, its line counted from 1, and the function that it stands in."""

    path: str
    line: int
    function: str


@dataclass(frozen=True)
class BlockingCall:
    """A call that waits in place while an async function runs.

    Arguments:
        path, line: where it stands.
        call: what is called, in full (`requests.get`).
        steps: from the async function to the call, each with the line that leads on; the last is the call's.
    """

    path: str
    line: int
    call: str
    steps: tuple[CallStep, ...]


def blocking_calls(sources: Sources) -> tuple[BlockingCall, ...]:
    """Every call of a tree that blocks a loop, by the shortest way from an async function; once a place."""
    types = types_of(sources)
    found: dict[tuple[str, int], BlockingCall] = {}
    for module in sources.modules:
        for function in module.functions:
            if isinstance(function, ast.AsyncFunctionDef):
                for call in _from(types, Place(module, function)):
                    known = found.get((call.path, call.line))
                    if known is None or len(call.steps) < len(known.steps):
                        found[call.path, call.line] = call
    return tuple(found[place] for place in sorted(found))


def _from(types: Types, root: Place) -> Iterator[BlockingCall]:
    """Those that an async function reaches through functions that are not async, the nearest first."""
    waiting: list[tuple[Place, tuple[CallStep, ...]]] = [(root, ())]
    seen = {root.node}
    for place, steps in waiting:
        for call in own_calls(place):
            step = CallStep(place.module.path, call.lineno, place.module.qualified_name(place.node))
            name = waiting_call(types, place.module, call)
            if name is not None:
                yield BlockingCall(step.path, step.line, name, (*steps, step))
                continue
            for called in called_in_place(types, place.module, call):
                if called.node not in seen and len(steps) < MAX_DEPTH:
                    seen.add(called.node)
                    waiting.append((called, (*steps, step)))


def own_calls(place: Place) -> Iterator[ast.Call]:
    """The calls of a function, without those of functions in it, which run when they are called."""
    assert isinstance(place.node, Function)
    yield from (node for node in place.module.scopes[place.node] if isinstance(node, ast.Call))


def called_in_place(types: Types, module: Module, call: ast.Call) -> Iterator[Place]:
    """The plain functions of the tree that a call runs, a class's `__init__` and an adapter's included."""
    place = types.method(module, call.func)
    if place is not None and isinstance(place.node, ast.ClassDef):
        owner = f"{place.module.name}.{place.module.qualified_name(place.node)}"
        place = types.definitions.get(f"{owner}.__init__")
    if place is None:
        return
    for meant in (place, *implementations(types, place)):
        if isinstance(meant.node, ast.FunctionDef | ast.Lambda):
            yield meant


def waiting_call(types: Types, module: Module, call: ast.Call) -> str | None:
    """The full name of what is called, if it waits in place."""
    made = dotted(module, call.func)
    if made is None or not _waits(made, module, call):
        made = types.type_of(module, call.func)
    return made if made is not None and _waits(made, module, call) else None


def _waits(name: str, module: Module, call: ast.Call) -> bool:
    verb = name.rpartition(".")[2]
    if is_one_of(name, POOLS):
        return verb in POOL_VERBS or isinstance(module.parents[call], ast.withitem)
    if is_one_of(name, DATABASE):
        return verb in DATABASE_VERBS and ".ext.asyncio." not in name and name.count(".") > 1
    if is_one_of(name, ("pathlib.Path",)):
        return verb in FILE_VERBS
    return is_one_of(name, WAITING) and not (_is_made_only(name) or verb in OF_AN_ANSWER)


def _is_made_only(name: str) -> bool:
    """Making a client or naming an error waits for nobody."""
    last = name.rpartition(".")[2]
    return last[:1].isupper() and last != "Popen"
