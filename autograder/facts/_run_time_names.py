"""What an expression means where names are looked up at run time: `getattr(time, "time")`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.facts._bindings import dotted, look_up, refers_to, source_of
from autograder.facts._module import Module

MAX_HOPS = 8
"""Names of names are followed this far."""

IMPORTERS = frozenset(
    {
        "importlib.import_module",
        "importlib.__import__",
        "importlib.util.find_spec",
        "builtins.__import__",
        "pkgutil.resolve_name",
        "runpy.run_module",
    }
)
"""Functions that take the name of a module and give the module, or what is in it."""

LOADED = "sys.modules"
"""The modules that are loaded already, by name."""

RUNNERS = frozenset({"builtins.exec", "builtins.eval", "builtins.compile"})
"""Functions that run text, which may import anything."""

LOOK_UPS = frozenset({"builtins.getattr", "inspect.getattr_static"})


def meaning(module: Module, node: ast.AST | None, hops: int = MAX_HOPS) -> str | None:
    """The full dotted name that an expression stands for, as `dotted` gives it, look-ups by name included.

    `getattr(datetime, "now")`, `vars(time)["time"]`, `import_module("time").time` and names for these have
    the name of what they find. Nothing where the text does not say.
    """
    if node is None or hops <= 0:
        return None
    if isinstance(node, ast.Name):
        return _of_name(module, node, hops)
    if isinstance(node, ast.Attribute):
        return _joined(meaning(module, node.value, hops - 1), node.attr)
    if isinstance(node, ast.Call):
        return _of_call(module, node, hops)
    return _of_subscript(module, node, hops) if isinstance(node, ast.Subscript) else None


def text_of(module: Module, node: ast.AST | None, hops: int = MAX_HOPS) -> str | None:
    """The text that an expression makes, if it stands there in pieces: names, sums, f-strings, joins."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if hops <= 0 or node is None:
        return None
    if isinstance(node, ast.Name):
        found = look_up(module, node.id, node)
        return text_of(module, found[0].value, hops - 1) if len(found) == 1 else _own_name(module, node.id)
    between, parts = _pieces(node)
    texts = [text_of(module, part, hops - 1) for part in parts]
    return between.join(text for text in texts if text is not None) if parts and None not in texts else None


def _pieces(node: ast.AST) -> tuple[str, list[ast.expr]]:
    """The parts of a text and what stands between them; no parts for what is no text."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return "", [left, right]
        case ast.JoinedStr(values=values):
            return "", values
        case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
            return "", [value]
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(between)), attr="join"),
            args=[ast.List(elts=parts) | ast.Tuple(elts=parts)],
        ):
            return between, parts
    return "", []


def imported_at_run_time(module: Module, node: ast.AST) -> str | None:
    """The dotted name of the module that a call or a look-up loads, as far as its text says it."""
    match node:
        case ast.Call(func=function, args=arguments) if arguments and _is_partial(module, function):
            return _loaded(module, _given(node, 1)) if _is_importer(module, arguments[0]) else None
        case ast.Call(func=function) if _is_importer(module, function):
            return _loaded(module, _given(node, 0))
        case ast.Call(func=ast.Attribute(value=modules, attr="get" | "pop" | "__getitem__")):
            return _loaded(module, _given(node, 0)) if meaning(module, modules) == LOADED else None
        case ast.Subscript(value=modules, slice=key) if meaning(module, modules) == LOADED:
            return _loaded(module, key)
    return None


def unread_at_run_time(module: Module, node: ast.AST) -> bool:
    """Whether modules are loaded here that the text does not name: computed, or by text that is run."""
    if not isinstance(node, ast.Name | ast.Attribute | ast.Call) or not _is_read(node):
        return False
    name = meaning(module, node) if not isinstance(node, ast.Call) or _is_look_up(module, node) else None
    if name not in IMPORTERS and name not in RUNNERS and name != LOADED:
        return False
    user = module.parents[node]
    if isinstance(user, ast.Call) and node in user.args and _is_look_up(module, user):
        return meaning(module, user) is None
    if isinstance(user, ast.Attribute) and imported_at_run_time(module, module.parents[user]) is not None:
        return False
    is_alias = isinstance(user, ast.Assign | ast.AnnAssign | ast.NamedExpr) and user.value is node
    return not is_alias and imported_at_run_time(module, user) is None and not _is_known_only(user)


def _is_known_only(user: ast.AST) -> bool:
    """`"boxoffice" in sys.modules` asks for no module."""
    return isinstance(user, ast.Compare) and all(isinstance(each, ast.In | ast.NotIn) for each in user.ops)


def _is_read(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _of_name(module: Module, node: ast.Name, hops: int) -> str | None:
    found = look_up(module, node.id, node)
    value = found[-1].value if found else None
    if isinstance(value, ast.Call | ast.Subscript | ast.Attribute):
        looked_up = meaning(module, value, hops - 1)
        if looked_up is not None:
            return looked_up
    return dotted(module, node)


def _of_call(module: Module, call: ast.Call, hops: int) -> str | None:
    if _is_look_up(module, call):
        return _joined(meaning(module, call.args[0], hops - 1), text_of(module, call.args[1]))
    name = imported_at_run_time(module, call)
    if name is None:
        return None
    # `__import__("urllib.request")` gives urllib; with what it is asked for it does not matter here
    return name.replace(":", ".")


def _of_subscript(module: Module, node: ast.Subscript, hops: int) -> str | None:
    """`sys.modules["time"]`, `vars(time)["time"]`, `time.__dict__["time"]`."""
    loaded = imported_at_run_time(module, node)
    if loaded is not None:
        return loaded
    match node.value:
        case ast.Attribute(value=owner, attr="__dict__"):
            return _joined(meaning(module, owner, hops - 1), text_of(module, node.slice))
        case ast.Call(func=function, args=[owner]) if refers_to(module, function, {"builtins.vars"}):
            return _joined(meaning(module, owner, hops - 1), text_of(module, node.slice))
    return None


def _is_look_up(module: Module, call: ast.Call) -> bool:
    return len(call.args) > 1 and refers_to(module, call.func, LOOK_UPS)


def _is_importer(module: Module, function: ast.expr) -> bool:
    return meaning(module, function) in IMPORTERS or refers_to(module, function, IMPORTERS)


def _is_partial(module: Module, function: ast.expr) -> bool:
    return refers_to(module, function, {"functools.partial"})


def _given(call: ast.Call, place: int) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"name", "mod_name"}]
    return call.args[place] if len(call.args) > place else next(iter(named), None)


def _loaded(module: Module, node: ast.AST | None) -> str | None:
    text = text_of(module, node)
    if text is None:
        return None
    name = text.partition(":")[0]
    if not name.startswith("."):
        return name
    level = len(name) - len(name.lstrip("."))
    return source_of(module, ast.ImportFrom(module=name.lstrip(".") or None, names=[], level=level))


def _joined(owner: str | None, name: str | None) -> str | None:
    return f"{owner}.{name}" if owner and name else None


def _own_name(module: Module, name: str) -> str | None:
    """What Python itself writes into every module."""
    return {"__name__": module.name, "__package__": module.package}.get(name)


def reached_by_attribute(module: Module, node: ast.AST) -> Iterator[str]:
    """The dotted names along `boxoffice.main.SHOP`, longest first, where it starts at an imported package."""
    if isinstance(node, ast.Attribute) and not isinstance(module.parents[node], ast.Attribute):
        name = dotted(module, node) or ""
        while "." in name:
            yield name
            name = name.rpartition(".")[0]
