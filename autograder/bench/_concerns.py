"""What each line of a backend is about, by reading it: HTTP, rules, SQL, upstream calls, or the rest.

A line belongs to the first of these that one of its expressions shows. It is a picture's colour, not a
verdict: where the reading has to guess (a session by what is asked of it), it guesses.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from autograder.facts import parse_text

WEB = frozenset({"fastapi", "starlette", "flask", "django", "werkzeug"})
UPSTREAM = frozenset({"requests", "httpx", "httpx2", "aiohttp", "urllib", "urllib3", "smtplib"})
SQL = frozenset({"sqlalchemy", "sqlite3", "psycopg", "psycopg2", "asyncpg"})
SESSION_VERBS = frozenset({"commit", "flush", "rollback", "execute", "query", "add", "scalar", "scalars"})
SQL_VERBS = SESSION_VERBS | {"add_all", "refresh", "filter", "filter_by", "fetchall", "fetchone"}
SQL_WORDS = ("select ", "insert ", "update ", "delete ", " from ", " where ", " and e.", " order by ")
ROUTES = frozenset({"get", "post", "put", "patch", "delete", "route", "api_route", "exception_handler"})


@lru_cache(maxsize=64)
def concerns_by_line(source: str) -> Mapping[int, str]:
    """The concern of each line that has one, by line from 1: `http`, `rules`, `sql` or `upstream`.

    Arguments:
        source: of a module. One that Python cannot read has none.
    """
    modules = parse_text(source).modules
    if not modules:
        return {}
    names = _Names(modules[0].tree)
    found: dict[int, str] = {}
    for node in modules[0].nodes:
        if isinstance(node, ast.stmt):
            concern = _concern(node, names)
            if concern:
                found.update(dict.fromkeys(_own_lines(node), concern))
    for function in modules[0].functions:
        for answer in _answers(function, names):
            found.update({line: "http" for line in _own_lines(answer) if line not in found})
    return found


class _Names:
    """Where the names of a module come from, and which of them are asked like a session."""

    def __init__(self, tree: ast.Module) -> None:
        self.packages = dict(_imported(tree))
        self.sessions = {
            node.value.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr in SESSION_VERBS - {"add"}
        }

    def package(self, node: ast.expr) -> str:
        """The top package that an expression's first name was imported from, or nothing."""
        root = node
        while isinstance(root, ast.Attribute | ast.Call | ast.Subscript):
            root = root.func if isinstance(root, ast.Call) else root.value
        return self.packages.get(root.id, "") if isinstance(root, ast.Name) else ""


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname or alias.name).partition(".")[0], alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name, (node.module or "").partition(".")[0]


def _answers(function: ast.AST, names: _Names) -> Iterator[ast.Return]:
    """What a handler returns is an answer to a request."""
    decorators = getattr(function, "decorator_list", ())
    if any(_is_http(decorator, names) for decorator in decorators):
        yield from (node for node in ast.walk(function) if isinstance(node, ast.Return))


def _own_lines(node: ast.stmt) -> range:
    """The lines of a statement without those of the block below it."""
    first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", ()))])
    if not hasattr(node, "body") and not hasattr(node, "cases"):
        return range(first, (node.end_lineno or first) + 1)
    ends = [getattr(part, "end_lineno", None) or first for part in _own_expressions(node)]
    return range(first, max([node.lineno, *ends]) + 1)


def _own_expressions(node: ast.stmt) -> Iterator[ast.AST]:
    for name, value in ast.iter_fields(node):
        if name in {"body", "orelse", "finalbody", "handlers", "cases"}:
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, ast.AST):
                yield from ast.walk(part)


def _concern(statement: ast.stmt, names: _Names) -> str:
    if isinstance(statement, ast.Import | ast.ImportFrom | ast.ClassDef):
        return ""
    expressions = list(_own_expressions(statement))
    for concern, shows in _SIGNS.items():
        if any(shows(node, names) for node in expressions):
            return concern
    decides = isinstance(statement, ast.If | ast.While | ast.Match | ast.AugAssign)
    return "rules" if decides else ""


def _is_upstream(node: ast.AST, names: _Names) -> bool:
    return isinstance(node, ast.Call) and names.package(node.func) in UPSTREAM


def _is_sql(node: ast.AST, names: _Names) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb)) if name in names.sessions:
            return verb in SQL_VERBS | {"get", "delete"}
        case ast.Call(func=ast.Attribute(attr="filter_by" | "fetchall" | "fetchone" | "scalars")):
            return True
        case ast.Call(func=function):
            return names.package(function) in SQL
        case ast.Constant(value=str(text)):
            return text.lower().startswith(SQL_WORDS)
    return False


def _is_http(node: ast.AST, names: _Names) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=verb), args=[ast.Constant(value=str(path)), *_]):
            return (verb in ROUTES and path.startswith("/")) or names.package(node.func) in WEB
        case ast.Call(func=function):
            return names.package(function) in WEB
        case ast.Attribute(value=ast.Name(id="request" | "response")):
            return True
    return False


def _is_rule(node: ast.AST, names: _Names) -> bool:  # noqa: ARG001 - the signature of the others
    arithmetic = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv)
    match node:
        case ast.BinOp(op=operator, left=left):
            return isinstance(operator, arithmetic) and not isinstance(left, ast.Constant | ast.JoinedStr)
        case ast.Compare() | ast.IfExp():
            return True
    return False


_SIGNS: Mapping[str, Callable[[ast.AST, _Names], bool]] = {
    "upstream": _is_upstream,
    "sql": _is_sql,
    "http": _is_http,
    "rules": _is_rule,
}
