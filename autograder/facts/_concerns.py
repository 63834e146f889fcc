"""What each line of a function is about: HTTP, rules, SQL, an upstream call, or something else.

A line is judged by what stands on it: a session is known by what made it or what it is declared as, not by
its name. What a called function of the tree does, several calls deep, is told apart from that, as `reached`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache

from autograder.facts._bindings import parameters, refers_to
from autograder.facts._handlers import Framework, handlers
from autograder.facts._module import DEFINITIONS, Function, Module, last_line, line_of
from autograder.facts._parse import Sources
from autograder.facts._protocols import implementations
from autograder.facts._shapes import ARITHMETIC
from autograder.facts._types import Place, Types, types_of


class Concern(StrEnum):
    """What a line is about. Where it is about several things, the first of this list names it."""

    UPSTREAM = "upstream"
    SQL = "SQL"
    HTTP = "HTTP"
    RULES = "rules"
    OTHER = "other"


LIBRARIES: Mapping[Concern, tuple[str, ...]] = {
    Concern.UPSTREAM: (
        *(
            "requests",
            "httpx",
            "httpx2",
            "aiohttp.ClientSession",
            "aiohttp.request",
            "urllib.request",
            "urllib3",
        ),
        *("http.client", "smtplib", "boto3", "botocore", "stripe", "grpc", "paramiko", "ftplib", "socket"),
    ),
    Concern.SQL: (
        *(
            "sqlalchemy",
            "sqlmodel",
            "flask_sqlalchemy",
            "sqlite3",
            "psycopg",
            "psycopg2",
            "asyncpg",
            "aiosqlite",
        ),
        *("pymysql", "MySQLdb", "peewee", "tortoise", "databases", "django.db"),
    ),
    Concern.HTTP: (
        *("fastapi", "starlette", "flask", "werkzeug", "django.http", "django.shortcuts", "django.urls"),
        *("django.views", "rest_framework", "aiohttp.web", "sanic", "falcon", "bottle", "tornado.web"),
    ),
}
"""The libraries that a concern is known by, as dotted prefixes."""

TURNS_TO_DATA: Mapping[Concern, frozenset[str]] = {
    Concern.UPSTREAM: frozenset({"content", "decode", "json", "read", "text"}),
    Concern.SQL: frozenset(
        {"all", "fetchall", "fetchone", "first", "get", "one", "one_or_none", "scalar", "scalar_one"}
        | {"scalar_one_or_none"}
    ),
    Concern.HTTP: frozenset(
        {"GET", "META", "POST", "args", "body", "cookies", "data", "form", "headers", "json", "path_params"}
        | {"query_params", "values"}
    ),
}
"""What these give is data, and no longer about the library that it came from."""

DEPENDS = frozenset({"fastapi.Depends", "fastapi.params.Depends", "fastapi.Security"})

SQL_TEXT = re.compile(
    r"\s*(?:select\s.*\sfrom\s|insert\s+into\s|update\s.*\sset\s|delete\s+from\s)", re.IGNORECASE | re.DOTALL
)

RULE_CALLS = frozenset(f"builtins.{name}" for name in ("abs", "max", "min", "round", "sum"))


@dataclass(frozen=True)
class LineConcern:
    """One line of a function.

    Arguments:
        path, line: where it is, counted from 1.
        function: the qualified name of the innermost function it stands in.
        concern: what it is about by itself.
        reached: what the functions of the tree that it calls are about, however deep, the weightiest first.
        through: the full dotted names of these functions.
    """

    path: str
    line: int
    function: str
    concern: Concern
    reached: tuple[Concern, ...] = ()
    through: tuple[str, ...] = ()

    @property
    def shown(self) -> Concern:
        """The weightiest of what the line is about and what it reaches: its colour in a picture."""
        return _weightiest({self.concern, *self.reached})


def concerns(sources: Sources) -> tuple[LineConcern, ...]:
    """Every line of every function of a tree, from its `def` to its end, in the order of the text."""
    reading = _reading_of(sources)
    lines: dict[tuple[str, int], LineConcern] = {}
    for module in sources.modules:
        for function in module.functions:
            if isinstance(function, DEFINITIONS):
                lines |= {(found.path, found.line): found for found in reading.lines(module, function)}
    return tuple(lines[place] for place in sorted(lines))


def reached_from(sources: Sources, place: Place) -> frozenset[Concern]:
    """What a function of a tree is about, and all that it calls, however deep."""
    reading = _reading_of(sources)
    behind = implementations(reading.types, place)
    return frozenset(reading.reached([place.node, *(method.node for method in behind)]))


def statement_concerns(sources: Sources, place: Place) -> Iterator[tuple[int, Concern]]:
    """What each statement of a function of a tree is about by itself, with its line; of a lambda, the one
    that it stands in. Functions inside it are not looked into."""
    assert isinstance(place.node, Function)
    reading = _reading_of(sources)
    for statement in _statements(place.module, place.node):
        yield line_of(statement), reading.concern(place.module, statement, place.node)


@lru_cache(maxsize=8)
def _reading_of(sources: Sources) -> _Reading:
    return _Reading(sources)


@dataclass(frozen=True, eq=False)
class _Reading:
    """The tree's types, handlers and statements, each looked up once."""

    sources: Sources
    read: dict[tuple[ast.AST, ast.AST], Concern] = field(default_factory=dict)

    @cached_property
    def types(self) -> Types:
        return types_of(self.sources)

    @cached_property
    def handlers(self) -> Mapping[tuple[str, int], Framework]:
        return {(found.path, found.line): found.framework for found in handlers(self.sources)}

    @cached_property
    def parts(self) -> Mapping[ast.AST, list[ast.AST]]:
        """The nodes of each statement without those of the statements in it."""
        found: dict[ast.AST, list[ast.AST]] = {}
        for module in self.sources.modules:
            owner: dict[ast.AST, ast.AST] = {}
            for node in module.nodes:
                owner[node] = node if isinstance(node, ast.stmt) else owner.get(module.parents[node], node)
                found.setdefault(owner[node], []).append(node)
        return found

    @cached_property
    def direct(self) -> Mapping[ast.AST, set[Concern]]:
        """What each function's own statements are about."""
        return {
            function: {
                self.concern(module, statement, function) for statement in _statements(module, function)
            }
            for module in self.sources.modules
            for function in module.functions
        }

    @cached_property
    def callees(self) -> Mapping[ast.AST, set[ast.AST]]:
        """The functions of the tree that each function calls."""
        return {
            function: {
                place.node
                for statement in [function, *_statements(module, function)]
                for place in self.called(module, statement)
            }
            for module in self.sources.modules
            for function in module.functions
        }

    def lines(self, module: Module, function: Function) -> Iterator[LineConcern]:
        name = module.qualified_name(function)
        for line in range(function.lineno, last_line(function) + 1):
            yield LineConcern(module.path, line, name, Concern.OTHER)
        for statement in [function, *_statements(module, function)]:
            concern = self.concern(module, statement, function)
            called = self.called(module, statement)
            reached = self.reached(place.node for place in called) - {Concern.OTHER}
            through = tuple(dict.fromkeys(_full_name(place) for place in called)) if reached else ()
            ordered = tuple(kind for kind in Concern if kind in reached)
            for line in _own_lines(statement, self.parts.get(statement, ())):
                yield LineConcern(module.path, line, name, concern, ordered, through)

    def reached(self, functions: Iterable[ast.AST]) -> set[Concern]:
        """What functions are about, and all that they call."""
        waiting = [*functions]
        seen = {*waiting}
        for function in waiting:
            onward = self.callees.get(function, set()) - seen
            seen |= onward
            waiting += onward
        return {concern for function in waiting for concern in self.direct.get(function, ())}

    def called(self, module: Module, statement: ast.AST) -> list[Place]:
        """The functions of the tree that a statement calls; for a class its `__init__`."""
        calls = [node for node in self.parts.get(statement, ()) if isinstance(node, ast.Call)]
        places = [self.types.method(module, call.func) for call in calls]
        places += [
            self.types.definition(module, given) for call in calls for given in _handed_in(module, call)
        ]
        found = [self._constructor(place) if place else None for place in places]
        named = [place for place in found if place is not None]
        return [*named, *(behind for place in named for behind in implementations(self.types, place))]

    def _constructor(self, place: Place) -> Place | None:
        if not isinstance(place.node, ast.ClassDef):
            return place
        return self.types.definitions.get(f"{_full_name(place)}.__init__")

    def concern(self, module: Module, statement: ast.AST, function: Function) -> Concern:
        """What a statement's own expressions are about."""
        if (statement, function) not in self.read:
            self.read[statement, function] = self._read(module, statement, function)
        return self.read[statement, function]

    def _read(self, module: Module, statement: ast.AST, function: Function) -> Concern:
        framework = self.handlers.get((module.path, function.lineno))
        if framework and (statement is function or isinstance(statement, ast.Return)):
            found = {Concern.HTTP}
        else:
            found = {Concern.RULES} if isinstance(statement, ast.If | ast.While | ast.Match) else set()
        for node in self.parts.get(statement, ()):
            about = self._of_node(module, node)
            found |= about & {Concern.HTTP} if statement is function else about
            if framework is Framework.DJANGO and _is_first_parameter(node, function):
                found.add(Concern.HTTP)
        return _weightiest(found)

    def _of_node(self, module: Module, node: ast.AST) -> set[Concern]:
        match node:
            case ast.Call(func=function) if self._is_model(module, function):
                return {Concern.SQL}
            case ast.Call(func=function):
                is_rule = refers_to(module, function, RULE_CALLS)
                return _of_library(self.types.type_of(module, function), *Concern) | (
                    {Concern.RULES} if is_rule else set()
                )
            case ast.Attribute(value=value) if self._is_model(module, value):
                return {Concern.SQL}
            case ast.Constant(value=str(text)) if SQL_TEXT.match(text) and not _is_prose(module, node):
                return {Concern.SQL}
            case ast.Attribute() | ast.Name():
                kinds = (
                    (Concern.HTTP, Concern.UPSTREAM) if isinstance(node, ast.Attribute) else (Concern.HTTP,)
                )
                return _of_library(self.types.type_of(module, node), *kinds)
        return {Concern.RULES} if _is_rule(node) else set()

    def _is_model(self, module: Module, node: ast.AST) -> bool:
        """Whether an expression names a class of rows: one made from a library's base for them."""
        if not isinstance(node, ast.Name | ast.Attribute):
            return False
        place = self.types.definition(module, node)
        return place is not None and self._is_model_class(place)

    def _is_model_class(self, place: Place) -> bool:
        if not isinstance(place.node, ast.ClassDef):
            return False
        bases = list(self.types.bases(place))
        if any(base.startswith("sqlmodel.") for base in bases):
            return any(keyword.arg == "table" for keyword in place.node.keywords)
        return any(Concern.SQL in _of_library(base, Concern.SQL) for base in bases)


def _statements(module: Module, function: Function) -> list[ast.AST]:
    if isinstance(function, ast.Lambda):  # what it stands in says what it does
        return [next(outer for outer in module.ancestors(function) if isinstance(outer, ast.stmt))]
    inside = module.scopes[function][1:]
    return [node for node in inside if isinstance(node, ast.stmt) and not isinstance(node, DEFINITIONS)]


def _own_lines(statement: ast.AST, parts: Iterable[ast.AST]) -> range:
    """The lines of a statement without the statements in it."""
    first = line_of(statement)
    if isinstance(statement, DEFINITIONS):
        return range(first, max(first + 1, statement.body[0].lineno))
    if not hasattr(statement, "body") and not hasattr(statement, "cases"):
        return range(first, last_line(statement) + 1)
    return range(first, max([first, *(last_line(part) for part in parts if isinstance(part, ast.expr))]) + 1)


def _handed_in(module: Module, call: ast.Call) -> list[ast.expr]:
    """What FastAPI calls for a parameter: `Depends(get_session)`."""
    return call.args[:1] if refers_to(module, call.func, DEPENDS) else []


def _full_name(place: Place) -> str:
    return f"{place.module.name}.{place.module.qualified_name(place.node)}"


def _weightiest(found: set[Concern]) -> Concern:
    return next((concern for concern in Concern if concern in found), Concern.OTHER)


def _of_library(made: str | None, *asked: Concern) -> set[Concern]:
    """The concern of the library that an object comes from, if it is one of those asked for."""
    if made is None:
        return set()
    between = made.split(".")[1:-1]
    for concern in asked:
        if any(made == prefix or made.startswith(f"{prefix}.") for prefix in LIBRARIES.get(concern, ())):
            return set() if TURNS_TO_DATA[concern].intersection(between) else {concern}
    return set()


def _is_rule(node: ast.AST) -> bool:
    """Arithmetic, a comparison, a choice; but no text being put together."""
    match node:
        case ast.BinOp(left=left, op=operator, right=right):
            return isinstance(operator, ARITHMETIC) and not any(_is_text(side) for side in (left, right))
        case ast.AugAssign(value=value):
            return not _is_text(value)
        case ast.Compare() | ast.IfExp() | ast.Raise():
            return True
    return False


def _is_prose(module: Module, text: ast.AST) -> bool:
    """Whether a text stands there for people alone, as docstrings do ("Select seats from the plan")."""
    return isinstance(module.parents[text], ast.Expr)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _is_first_parameter(node: ast.AST, function: Function) -> bool:
    names = [parameter.arg for parameter in parameters(function) if parameter.arg not in {"self", "cls"}]
    return isinstance(node, ast.Name) and bool(names) and node.id == names[0]
