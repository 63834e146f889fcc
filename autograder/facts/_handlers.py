"""The HTTP handlers of a backend: FastAPI and Starlette, Flask, Django; however they are registered."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from autograder.facts._bindings import dotted, refers_to, sole_value
from autograder.facts._module import DEFINITIONS, Function, Module, last_line
from autograder.facts._parse import Sources
from autograder.facts._types import Place, Types, types_of


class Framework(StrEnum):
    """Which framework calls a handler."""

    FASTAPI = "FastAPI"
    STARLETTE = "Starlette"
    FLASK = "Flask"
    DJANGO = "Django"
    UNKNOWN = "unknown"


ROOTS: Mapping[str, Framework] = MappingProxyType(
    {
        "fastapi": Framework.FASTAPI,
        "starlette": Framework.STARLETTE,
        "flask": Framework.FLASK,
        "django": Framework.DJANGO,
        "rest_framework": Framework.DJANGO,
    }
)
"""The framework by the package that an object comes from."""

VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
ADDERS = frozenset(
    {"add_api_route", "add_route", "add_url_rule", "add_websocket_route", "add_api_websocket_route"}
)
ROUTE_CALLS = frozenset({"starlette.routing.Route", "starlette.routing.WebSocketRoute"})
DJANGO_ROUTES = frozenset({"django.urls.path", "django.urls.re_path", "django.conf.urls.url"})
DJANGO_METHODS = frozenset(
    f"django.views.decorators.http.require_{name}" for name in ("GET", "POST", "safe", "http_methods")
) | {"rest_framework.decorators.api_view"}


@dataclass(frozen=True)
class Handler:
    """One function that answers requests.

    Arguments:
        path, line, end_line: the function's file and lines, its decorators left out, counted from 1.
        name: the function's qualified name (`create_app.buy`, `Orders.post`).
        framework: who calls it.
        methods: HTTP methods in capitals, `WEBSOCKET` for one; empty where the text does not say (any).
        route: the path it answers, prefixes included as far as they are written out; nothing where unknown.
        is_async: whether it is an `async def`.
        registered_path, registered_line: where it was made a handler: its decorator or the call.
    """

    path: str
    line: int
    end_line: int
    name: str
    framework: Framework
    methods: tuple[str, ...]
    route: str | None
    is_async: bool
    registered_path: str
    registered_line: int


@dataclass(frozen=True)
class Registration:
    """A decorator or call that makes something a handler."""

    module: Module
    call: ast.expr
    owner: ast.expr | None
    framework: Framework
    methods: tuple[str, ...]
    route: str | None
    target: Place


def handlers(sources: Sources) -> tuple[Handler, ...]:
    """Every handler of a tree, by file and line; a function that answers several routes once for each."""
    types = types_of(sources)
    found = [
        handler
        for module in sources.modules
        for registration in _registrations(types, module)
        for handler in _handlers_of(types, registration)
    ]
    unique = dict.fromkeys(found)
    return tuple(sorted(unique, key=lambda handler: (handler.path, handler.line, handler.route or "")))


def _registrations(types: Types, module: Module) -> Iterator[Registration]:
    for node in module.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from _by_decorator(types, module, decorator, Place(module, node))
        elif isinstance(node, ast.Call):
            yield from _by_call(types, module, node)


def _by_decorator(types: Types, module: Module, decorator: ast.expr, target: Place) -> Iterator[Registration]:
    """`@app.get("/x")`, `@app.route("/x", methods=["POST"])`, also as `app.get("/x")(function)`."""
    if not isinstance(decorator, ast.Call):
        return
    function = decorator.func
    if isinstance(function, ast.Name):
        function = sole_value(module, function.id, function) or function
    if not isinstance(function, ast.Attribute) or not _is_route_word(function.attr):
        return
    route = _text(_given(decorator, 0, "path", "rule"))
    framework = _framework(types, module, function.value)
    if framework is None and not (route is not None and route.startswith("/")):
        return
    methods = _methods(decorator) or _methods_of_word(function.attr, framework)
    known = framework or _framework_of_imports(module)
    yield Registration(module, decorator, function.value, known, methods, route, target)


def _is_route_word(word: str) -> bool:
    return word in VERBS or word in {"route", "api_route", "websocket", "websocket_route"}


def _methods_of_word(word: str, framework: Framework | None) -> tuple[str, ...]:
    if word in VERBS:
        return (word.upper(),)
    if word.startswith("websocket"):
        return ("WEBSOCKET",)
    return ("GET",) if framework in {Framework.FLASK, Framework.FASTAPI, Framework.STARLETTE} else ()


def _by_call(types: Types, module: Module, call: ast.Call) -> Iterator[Registration]:
    if isinstance(call.func, ast.Call) and call.args:
        target = _target(types, module, call.args[0])
        if target is not None:
            yield from _by_decorator(types, module, call.func, target)
        return
    if isinstance(call.func, ast.Attribute) and call.func.attr in ADDERS:
        owner: ast.expr | None = call.func.value
        framework = _framework(types, module, call.func.value) or _framework_of_imports(module)
        place = 2 if call.func.attr == "add_url_rule" else 1
    elif refers_to(module, call.func, ROUTE_CALLS):
        owner, framework, place = None, Framework.STARLETTE, 1
    elif refers_to(module, call.func, DJANGO_ROUTES):
        owner, framework, place = None, Framework.DJANGO, 1
    else:
        return
    target = _target(types, module, _given(call, place, "endpoint", "view_func", "view", "route"))
    if target is not None:
        route = _text(_given(call, 0, "path", "rule", "route"))
        methods = _methods(call) or _default_methods(call, framework)
        yield Registration(module, call, owner, framework, methods, route, target)


def _default_methods(call: ast.Call, framework: Framework) -> tuple[str, ...]:
    word = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if "websocket" in word.lower():
        return ("WEBSOCKET",)
    return () if framework is Framework.DJANGO else ("GET",)


def _target(types: Types, module: Module, node: ast.expr | None, hops: int = 4) -> Place | None:
    """The function or class that a registration names: also `Orders.as_view("orders")` and `logged(buy)`."""
    if node is None or not hops:
        return None
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "as_view":
            return types.definition(module, node.func.value)
        found = (_target(types, module, argument, hops - 1) for argument in node.args)
        return next((target for target in found if target is not None), None)
    if isinstance(node, ast.Name):
        place = types.definition(module, node)
        return place or _target(types, module, sole_value(module, node.id, node), hops - 1)
    return types.method(module, node)


def _handlers_of(types: Types, made: Registration) -> Iterator[Handler]:
    node = made.target.node
    if isinstance(node, Function):
        yield _handler(types, made, node, made.methods or _methods_by_decorator(made.target.module, node))
    elif isinstance(node, ast.ClassDef):
        for method in node.body:
            if isinstance(method, DEFINITIONS) and method.name in VERBS:
                yield _handler(types, made, method, (method.name.upper(),))
            elif isinstance(method, DEFINITIONS) and method.name in {"dispatch_request", "dispatch"}:
                yield _handler(types, made, method, made.methods)


def _methods_by_decorator(module: Module, node: Function) -> tuple[str, ...]:
    for decorator in getattr(node, "decorator_list", ()):
        name = dotted(module, decorator.func if isinstance(decorator, ast.Call) else decorator)
        if name not in DJANGO_METHODS:
            continue
        if isinstance(decorator, ast.Call):
            return tuple(_texts(decorator.args[0])) if decorator.args else ()
        word = name.rpartition("_")[2]
        return ("GET", "HEAD") if word == "safe" else (word,)
    return ()


def _handler(types: Types, made: Registration, node: Function, methods: tuple[str, ...]) -> Handler:
    module = made.target.module
    return Handler(
        path=module.path,
        line=node.lineno,
        end_line=last_line(node),
        name=module.qualified_name(node),
        framework=made.framework,
        methods=methods,
        route=_full_route(types, made),
        is_async=isinstance(node, ast.AsyncFunctionDef),
        registered_path=made.module.path,
        registered_line=made.call.lineno,
    )


def _full_route(types: Types, made: Registration) -> str | None:
    if made.route is None or made.owner is None:
        return made.route
    prefix = _prefix_given(_maker(made.module, made.owner))
    return _included_under(types, made.module, made.owner) + prefix + made.route


def _maker(module: Module, owner: ast.expr) -> ast.expr | None:
    return sole_value(module, owner.id, owner) if isinstance(owner, ast.Name) else None


def _prefix_given(call: ast.expr | None) -> str:
    keywords = call.keywords if isinstance(call, ast.Call) else []
    written = [keyword.value for keyword in keywords if keyword.arg in {"prefix", "url_prefix"}]
    return (_text(written[0]) if written else None) or ""


def _included_under(types: Types, module: Module, owner: ast.expr) -> str:
    """The prefix of `include_router(router, prefix=...)` or `register_blueprint`, if there is just one."""
    name = dotted(module, owner)
    prefixes = [
        _prefix_given(call)
        for other, call in _inclusions(types.sources)
        if _same_router(module, owner, name, other, call.args[0])
    ]
    return prefixes[0] if len(prefixes) == 1 else ""


@lru_cache(maxsize=8)
def _inclusions(sources: Sources) -> tuple[tuple[Module, ast.Call], ...]:
    return tuple(
        (module, node)
        for module in sources.modules
        for node in module.nodes
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
        if node.func.attr in {"include_router", "register_blueprint"}
    )


def _same_router(module: Module, owner: ast.expr, name: str | None, other: Module, given: ast.expr) -> bool:
    if name is not None:
        return dotted(other, given) == name
    alike = isinstance(owner, ast.Name) and isinstance(given, ast.Name) and owner.id == given.id
    return alike and module is other


def _framework(types: Types, module: Module, owner: ast.expr) -> Framework | None:
    made = types.type_of(module, owner)
    return ROOTS.get(made.partition(".")[0]) if made else None


def _framework_of_imports(module: Module) -> Framework:
    names = [alias.name for node in module.nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in module.nodes if isinstance(node, ast.ImportFrom)]
    roots = [ROOTS[root] for name in names if (root := name.partition(".")[0]) in ROOTS]
    return roots[0] if roots else Framework.UNKNOWN


def _given(call: ast.Call, place: int, *names: str) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg in names and not (place and keyword.arg == "route"):
            return keyword.value
    return call.args[place] if len(call.args) > place else None


def _methods(call: ast.Call) -> tuple[str, ...]:
    for keyword in call.keywords:
        if keyword.arg == "methods":
            return tuple(text.upper() for text in _texts(keyword.value))
    return ()


def _texts(node: ast.expr) -> Iterator[str]:
    elements = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    for element in elements:
        text = _text(element)
        if text is not None:
            yield text


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
