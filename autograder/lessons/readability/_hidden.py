"""Code that the checks cannot see: made of text, or imported from where they do not look."""

from __future__ import annotations

import ast
import re
import sys
import types
from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module

from autograder.facts import Module, Sources, TrickKind, bindings, dotted, tricks
from autograder.verdict import Evidence

WELCOME = frozenset(
    """
    __future__ abc bisect boxoffice collections dataclasses datetime decimal enum fractions functools
    itertools math numbers operator typing
    """.split()  # noqa: SIM905 - sixteen quoted words are no easier to read
)
"""What the rules may import: Python's modules for dates, numbers, types, collections, and the app's own."""


UNDERSCORED = frozenset(
    """
    __add__ __all__ __bool__ __call__ __class__ __contains__ __doc__ __enter__ __eq__ __exit__ __float__
    __ge__ __getitem__ __gt__ __hash__ __init__ __init_subclass__ __int__ __iter__ __le__ __len__ __lt__
    __members__ __mul__ __name__ __ne__ __neg__ __new__ __next__ __post_init__ __qualname__ __repr__
    __setattr__ __str__ __sub__ __truediv__
    """.split()  # noqa: SIM905 - as above
)
"""Python's own names that rules may ask for; by the others a module gets at code that cannot be read."""

ENCODINGS = frozenset({"utf-8", "utf8", "ascii", "us-ascii", "latin-1", "iso-8859-1"})
"""What a first line may declare. With others a comment here is code when Python runs the file."""

_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_COOKIE_LINES = 2


def hidden_code(sources: Sources) -> Iterator[Evidence]:
    """Each place where code is run that is not there to be read, but for what is imported openly."""
    for trick in tricks(sources):
        if trick.kind is TrickKind.DYNAMIC_CODE:
            yield _place(sources.by_path[trick.path], trick.line, f"Code made of text: {trick.why}.")
    for module in sources.modules:
        yield from _recoded(module)
        for node in module.nodes:
            yield from _way_out(sources, module, node)


def foreign_imports(sources: Sources) -> Iterator[Evidence]:
    """Each import of a module that is not welcome; what it does cannot be read here."""
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from (_foreign(module, node, name) for name in _imported(node) if name not in WELCOME)


def _recoded(module: Module) -> Iterator[Evidence]:
    for number in range(1, _COOKIE_LINES + 1):
        cookie = _COOKIE.match(module.line(number))
        if cookie and cookie[1].lower().replace("_", "-") not in ENCODINGS:
            words = f"With the encoding {cookie[1]} Python would run other code than stands here."
            yield _place(module, number, words)


def _way_out(sources: Sources, module: Module, node: ast.AST) -> Iterator[Evidence]:
    """Where a name leads out of what is there to be read: `enum.sys`, `function.__globals__`."""
    if isinstance(node, ast.alias):
        statement = module.parents[node]
        package = statement.module if isinstance(statement, ast.ImportFrom) and not statement.level else None
        if package and _leads_out(sources, f"{package}.{node.name}"):
            yield _place(module, node.lineno, f"{package} does not offer {node.name} to others.")
    if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        name = node.attr if isinstance(node, ast.Attribute) else node.id
        underscored = name.startswith("__") and name.endswith("__") and name not in UNDERSCORED
        if underscored or _leads_out(sources, dotted(module, node) or ""):
            yield _place(module, node.lineno, f"Through {name} other code is reached than stands here.")


def _leads_out(sources: Sources, name: str) -> bool:
    """Whether a dotted name is a module that another module merely imports."""
    package, _, member = name.rpartition(".")
    if package.startswith("boxoffice."):
        is_module = member in sys.stdlib_module_names and name not in sources.by_name
        return is_module and not _is_made_here(sources, name)
    return member in _modules_in(package) and name != "collections.abc"


def _is_made_here(sources: Sources, name: str) -> bool:
    """Whether a dotted name starts at what a module that is read here makes: in `Outcome.TOO_LATE.code` the
    last is a field, although Python has a module of that name."""
    parts = name.split(".")
    for count in range(len(parts) - 1, 0, -1):
        module = sources.by_name.get(".".join(parts[:count]))
        if module:
            found = bindings(module, module.tree).get(parts[count], [])
            return bool(found) and not any(isinstance(binding.node, ast.alias) for binding in found)
    return False


@lru_cache(maxsize=1024)
def _modules_in(package: str) -> frozenset[str]:
    """The modules among the members of a module of Python's that the rules may import."""
    if package not in WELCOME - {"boxoffice"}:
        return frozenset()
    members = vars(import_module(package)).items()
    return frozenset(name for name, value in members if isinstance(value, types.ModuleType))


def _imported(statement: ast.Import | ast.ImportFrom) -> list[str]:
    """The top-level packages that a statement imports from; a relative one stays within the app."""
    if isinstance(statement, ast.Import):
        return [alias.name.partition(".")[0] for alias in statement.names]
    return [] if statement.level else [(statement.module or "").partition(".")[0]]


def _foreign(module: Module, statement: ast.stmt, name: str) -> Evidence:
    welcome = ", ".join(sorted(WELCOME - {"__future__", "boxoffice"}))
    words = f"{name} is not on it: the app's own modules (boxoffice), and of Python's {welcome}."
    return _place(module, statement.lineno, words)


def _place(module: Module, line: int, words: str) -> Evidence:
    return Evidence.source(words, module.path, line, module.line(line).strip())
