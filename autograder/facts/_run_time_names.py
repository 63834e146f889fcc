"""What an expression means where names are looked up at run time: `getattr(time, "time")`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from autograder.facts._bindings import dotted, look_up, refers_to, source_of
from autograder.facts._module import Module

MAX_HOPS = 8
"""Names of names, and parts of parts, are followed this far."""

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


def meaning(module: Module, node: ast.AST | None) -> str | None:
    """The full dotted name that an expression stands for, as `dotted` gives it, look-ups by name included.

    `getattr(datetime, "now")`, `vars(time)["time"]`, `import_module("time").time` and names for these have
    the name of what they find. Nothing where the text does not say.
    """
    return _reading(module).meaning(node, MAX_HOPS)


def imported_at_run_time(module: Module, node: ast.AST) -> str | None:
    """The dotted name of the module that a call or a look-up loads, as far as its text says it."""
    return _reading(module).loaded_by(node, MAX_HOPS)


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


def reached_by_attribute(module: Module, node: ast.AST) -> Iterator[str]:
    """The dotted names along `boxoffice.main.SHOP`, longest first, where it starts at an imported package."""
    if isinstance(node, ast.Attribute) and not isinstance(module.parents[node], ast.Attribute):
        name = dotted(module, node) or ""
        while "." in name:
            yield name
            name = name.rpartition(".")[0]


@lru_cache(maxsize=256)
def _reading(module: Module) -> _Reading:
    return _Reading(module)


@dataclass(frozen=True, eq=False)
class _Reading:
    """One module, each of its expressions read once. With no hops left there is no answer."""

    module: Module
    _known: dict[tuple[ast.AST, int], str | None] = field(default_factory=dict, repr=False)

    def meaning(self, node: ast.AST | None, hops: int) -> str | None:
        """As the function of that name."""
        if not isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript) or hops <= 0:
            return None
        if (node, hops) not in self._known:
            self._known[node, hops] = self._read(node, hops - 1)
        return self._known[node, hops]

    def loaded_by(self, node: ast.AST, hops: int) -> str | None:
        """As `imported_at_run_time`."""
        match node:
            case ast.Call(func=function, args=[importer, name, *_]) if self._is_partial(function):
                return self._loaded(name) if self.meaning(importer, hops) in IMPORTERS else None
            case ast.Call(func=function) if self.meaning(function, hops) in IMPORTERS:
                return self._loaded(_name_given(node))
            case ast.Call(
                func=ast.Attribute(value=modules, attr="get" | "pop" | "__getitem__"), args=[name, *_]
            ):
                return self._loaded(name) if self.meaning(modules, hops) == LOADED else None
            case ast.Subscript(value=modules, slice=name) if self.meaning(modules, hops) == LOADED:
                return self._loaded(name)
        return None

    def _read(self, node: ast.Name | ast.Attribute | ast.Call | ast.Subscript, hops: int) -> str | None:
        if isinstance(node, ast.Name):
            return self._of_name(node, hops)
        if isinstance(node, ast.Attribute):
            return _joined(self.meaning(node.value, hops), node.attr)
        loaded = self.loaded_by(node, hops)
        if loaded is not None:
            return loaded
        return self._looked_up(node, hops)

    def _of_name(self, node: ast.Name, hops: int) -> str | None:
        found = look_up(self.module, node.id, node)
        value = found[-1].value if found else None
        return self.meaning(value, hops) or dotted(self.module, node)

    def _looked_up(self, node: ast.Call | ast.Subscript, hops: int) -> str | None:
        """`getattr(time, "time")`, `vars(time)["time"]`, `time.__dict__["time"]`."""
        match node:
            case ast.Call(args=[owner, name, *_]) if _is_look_up(self.module, node):
                return _joined(self.meaning(owner, hops), self.text(name, hops))
            case ast.Subscript(value=ast.Attribute(value=owner, attr="__dict__"), slice=name):
                return _joined(self.meaning(owner, hops), self.text(name, hops))
            case ast.Subscript(value=ast.Call(func=function, args=[owner]), slice=name):
                is_vars = refers_to(self.module, function, {"builtins.vars"})
                return _joined(self.meaning(owner, hops), self.text(name, hops)) if is_vars else None
        return None

    def text(self, node: ast.AST | None, hops: int) -> str | None:
        """The text that an expression makes, if it stands there in pieces: names, sums, f-strings, joins."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if hops <= 0 or node is None:
            return None
        if isinstance(node, ast.Name):
            found = look_up(self.module, node.id, node)
            return self.text(found[0].value, hops - 1) if len(found) == 1 else self._own_name(node.id)
        between, parts = _pieces(node)
        texts = [self.text(part, hops - 1) for part in parts]
        return (
            between.join(text for text in texts if text is not None) if parts and None not in texts else None
        )

    def _own_name(self, name: str) -> str | None:
        """What Python itself writes into every module."""
        return {"__name__": self.module.name, "__package__": self.module.package}.get(name)

    def _is_partial(self, function: ast.expr) -> bool:
        return refers_to(self.module, function, {"functools.partial"})

    def _loaded(self, node: ast.AST | None) -> str | None:
        """The absolute name of a module from the expression that names it."""
        text = self.text(node, MAX_HOPS)
        if text is None:
            return None
        name = text.partition(":")[0]
        relative = name.lstrip(".")
        if relative == name:
            return name
        statement = ast.ImportFrom(module=relative or None, names=[], level=len(name) - len(relative))
        return source_of(self.module, statement)


def _is_known_only(user: ast.AST) -> bool:
    """`"boxoffice" in sys.modules` asks for no module."""
    return isinstance(user, ast.Compare) and all(isinstance(each, ast.In | ast.NotIn) for each in user.ops)


def _is_read(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", ast.Load()), ast.Load)


def _is_look_up(module: Module, call: ast.Call) -> bool:
    return len(call.args) > 1 and refers_to(module, call.func, LOOK_UPS)


def _name_given(call: ast.Call) -> ast.expr | None:
    named = [keyword.value for keyword in call.keywords if keyword.arg in {"name", "mod_name"}]
    return call.args[0] if call.args else next(iter(named), None)


def _joined(owner: str | None, name: str | None) -> str | None:
    return f"{owner}.{name}" if owner and name else None


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
