"""The text of the app, read once for all checks of this lesson; and code that plays with the watch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.facts import Module, Sources, dotted, parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MOST_SHOWN = 4

MEDDLING = (
    *("sys.setprofile", "sys.settrace", "sys.getprofile", "sys.gettrace", "sys._getframe", "sys.monitoring"),
    *("sys._current_frames", "sys.addaudithook", "sys.modules", "threading.setprofile", "threading.settrace"),
    *(
        "inspect.currentframe",
        "inspect.stack",
        "inspect.trace",
        "gc",
        "ctypes",
        "_thread",
        "_socket",
        "_asyncio",
    ),
    *("asyncio.Handle", "asyncio.TimerHandle", "asyncio.BaseEventLoop", "asyncio.SelectorEventLoop"),
    *(f"asyncio.{name}" for name in ("base_events", "events", "selector_events", "tasks", "futures")),
    *("builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "importlib"),
)
"""What an app has no business with; by it a watched loop could be told from one that is not."""

SURROUNDINGS = ("os.environ", "os.getenv", "os.environb", "os.getcwd", "os.getpid", "os.uname", "tempfile")
WELCOME_THERE = frozenset({"boxoffice/main.py", "boxoffice/settings.py"})
"""Who may look round: the places where settings are read, from lesson 02 on."""


def read(exam: Examination) -> Sources:
    """The modules of `boxoffice/`."""
    return exam.once("async: sources", lambda: parse(exam.tree.under("boxoffice/")))


def unreadable(exam: Examination) -> Finding | None:
    """The finding for an app that cannot be read, or that keeps an eye on who looks at it."""
    sources = read(exam)
    if sources.unparsable:
        places = [place(each.message, each.path, each.line, exam.tree) for each in sources.unparsable]
        return Finding.refused(
            "syntax-error", "Python cannot read a module of the app.", *places[:MOST_SHOWN]
        )
    meddling = [*_meddling(sources)]
    if meddling:
        summary = (
            "Leave alone: the event loop's insides, frames, code made of text, and what is round the app."
        )
        return Finding.refused("meddling", summary, *meddling[:MOST_SHOWN])
    return None


def place(words: str, path: str, line: int | None, tree: SourceTree) -> Evidence:
    """Evidence that points at a line of a tree and quotes it, if the tree has it."""
    lines = tree[path].splitlines() if path in tree else []
    quoted = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Evidence.source(words, path, line, quoted) if path else Evidence.text(words)


def _meddling(sources: Sources) -> Iterator[Evidence]:
    for module in sources.modules:
        for node in module.nodes:
            name = _forbidden(module, node)
            if name is not None:
                line = getattr(node, "lineno", 1)
                words = f"An app has no business with {name}."
                yield Evidence.source(words, module.path, line, module.line(line).strip())


def _forbidden(module: Module, node: ast.AST) -> str | None:
    names: list[str | None] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        names = [dotted(module, node)]
    elif isinstance(node, ast.Call) and dotted(module, node.func) in {"builtins.getattr", "builtins.setattr"}:
        names = [_by_text(module, node)]
    forbidden = MEDDLING if module.path in WELCOME_THERE else (*MEDDLING, *SURROUNDINGS)
    return next((name for name in names if name and _is_of(name, forbidden)), None)


def _is_of(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in prefixes)


def _by_text(module: Module, call: ast.Call) -> str | None:
    """What `getattr(module, "name")` gets; of a name that is put together only that it is no plain one."""
    match call.args:
        case [ast.Name() as owner, ast.Constant(value=str(name)), *_]:
            return f"{dotted(module, owner)}.{name}"
        case [ast.Name() as owner, _, *_] if _is_module(module, owner):
            return "builtins.eval"
    return None


def _is_module(module: Module, owner: ast.Name) -> bool:
    return any(
        isinstance(node, ast.Import) and owner.id in {alias.asname or alias.name for alias in node.names}
        for node in module.nodes
    )
