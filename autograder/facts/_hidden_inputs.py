"""Where code takes what nobody handed it: the time, chance, the environment."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from autograder.facts._module import Module
from autograder.facts._parse import Sources
from autograder.facts._run_time_names import meaning


class InputKind(StrEnum):
    """What is taken from thin air."""

    CLOCK = "the time"
    CHANCE = "chance"
    ENVIRONMENT = "the environment"


@dataclass(frozen=True)
class HiddenInput:
    """One place where something is taken that was not handed in.

    Arguments:
        path, line: where, counted from 1.
        function: the qualified name of the function it stands in (a default argument stands in the scope
            round its function), or `<module>`.
        kind: what is taken.
        name: its full dotted name (`datetime.datetime.now`).
    """

    path: str
    line: int
    function: str
    kind: InputKind
    name: str


NAMES: Mapping[InputKind, frozenset[str]] = {
    InputKind.CLOCK: frozenset(
        {f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")}
        | {f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "ctime", "strftime")}
        | {"datetime.date.today", "time.asctime", "time.clock_gettime", "email.utils.localtime"}
        | {f"sqlalchemy.func.{name}" for name in ("now", "current_timestamp", "current_date", "localtime")}
        | {"email.utils.formatdate", "sqlalchemy.sql.func.now", "django.utils.timezone.now"}
    ),
    InputKind.CHANCE: frozenset(
        {"os.urandom", "os.getrandom", "uuid.uuid1", "uuid.uuid4", "sqlalchemy.func.random"}
    ),
    InputKind.ENVIRONMENT: frozenset(
        {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "sys.argv", "posix.environ"}
    ),
}
"""What gives a hidden input, by full dotted name."""

MODULES: Mapping[InputKind, tuple[str, ...]] = {
    InputKind.CHANCE: ("random", "secrets", "numpy.random"),
    InputKind.ENVIRONMENT: ("dotenv", "decouple", "environs"),
}
"""Modules of which everything is one."""

OF_A_DATABASE = re.compile(r"\b(current_timestamp|current_date|now\s*\(|'now'|random\s*\()", re.IGNORECASE)
"""The time and chance of a database, in the text of a statement."""

STATEMENT = re.compile(r"\b(select|insert|update|delete)\b", re.IGNORECASE)


def hidden_inputs(sources: Sources) -> tuple[HiddenInput, ...]:
    """Every place of a tree where the time, chance or the environment is read, by file and line.

    Names are followed through imports, aliases and look-ups by name; a function that is handed on
    (`default_factory=datetime.now`) counts as read where it is named. How long something took
    (`STOPWATCHES` of `_elapsed`) is none of these.
    """
    found = (each for module in sources.modules for node in module.nodes for each in _of_node(module, node))
    return tuple(dict.fromkeys(found))


def _of_node(module: Module, node: ast.AST) -> Iterator[HiddenInput]:
    if isinstance(node, ast.Constant):
        yield from _of_statement(module, node)
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        return
    if _is_within_a_longer_name(module, node) or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        return
    if _is_annotation(module, node):
        return
    name = meaning(module, node)
    kind = _kind(name) if name else None
    if name and kind:
        yield _found(module, node, kind, name)


def _is_within_a_longer_name(module: Module, node: ast.AST) -> bool:
    """`random` of `random.choice`, told with it; `os.environ` of `os.environ.get` is told by itself."""
    parent = module.parents[node]
    if not isinstance(parent, ast.Attribute):
        return False
    longer = meaning(module, parent)
    return longer is not None and _kind(longer) is not None


def _is_annotation(module: Module, node: ast.AST) -> bool:
    """Whether a name merely says of what type something is."""
    inner = node
    for outer in module.ancestors(node):
        if inner in (getattr(outer, "annotation", None), getattr(outer, "returns", None)):
            return True
        if isinstance(outer, ast.stmt):
            return False
        inner = outer
    return False


def _kind(name: str) -> InputKind | None:
    for kind, names in NAMES.items():
        if name in names or any(name.startswith(f"{each}.") for each in names):
            return kind
    for kind, modules in MODULES.items():
        if any(name.startswith(f"{module}.") for module in modules):
            return kind
    return None


def _of_statement(module: Module, node: ast.Constant) -> Iterator[HiddenInput]:
    if isinstance(node.value, str) and STATEMENT.search(node.value):
        told = OF_A_DATABASE.search(node.value)
        if told and not isinstance(module.parents[node], ast.Expr):
            word = told[1].lower()
            yield _found(module, node, InputKind.CHANCE if "random" in word else InputKind.CLOCK, word)


def _found(module: Module, node: ast.expr, kind: InputKind, name: str) -> HiddenInput:
    return HiddenInput(
        module.path, node.lineno, module.qualified_name(_function_of(module, node)), kind, name
    )


def _function_of(module: Module, node: ast.AST) -> ast.AST:
    """The function that is running when the node is read: a default is read where its function is made."""
    scope, inner = module.scope(node), node
    for outer in module.ancestors(node):
        if outer is scope:
            break
        inner = outer
    made_outside = isinstance(inner, ast.arguments) or inner in getattr(scope, "decorator_list", ())
    return module.scope(scope) if made_outside and scope is not module.tree else scope
