"""The text of the app, read once; and code that looks for whoever judges it."""

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
    *("builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "builtins.globals"),
    *("importlib", "inspect", "gc", "ctypes", "sys.modules", "sys._getframe", "sys._current_frames"),
    *("sys.settrace", "sys.setprofile", "sys.monitoring", "threading.settrace", "threading.setprofile"),
    *("os._exit", "os.fork", "os.register_at_fork", "os.getpid", "os.kill", "signal", "multiprocessing"),
    *("traceback.walk_stack", "traceback.walk_tb", "traceback.extract_stack", "traceback.extract_tb"),
    *("traceback.format_stack", "traceback.print_stack", "traceback.StackSummary"),
    *("subprocess", "atexit", "logging.disable", "tempfile", "builtins.setattr"),
)
"""What a box office has no business with; by it an app could tell that it is being looked at."""

SURROUNDINGS = ("os.environ", "os.getenv", "os.environb", "os.getcwd", "os.uname")
WELCOME_THERE = frozenset({"boxoffice/main.py", "boxoffice/settings.py"})
"""Who may look round: the places where settings are read."""


def read(exam: Examination) -> Sources:
    """The modules of `boxoffice/`."""
    return exam.once("errors: sources", lambda: parse(exam.tree.under("boxoffice/")))


def unreadable(exam: Examination) -> Finding | None:
    """The finding for an app that cannot be read, or that keeps an eye on who looks at it."""
    sources = read(exam)
    if sources.unparsable:
        places = [place(each.message, each.path, each.line, exam.tree) for each in sources.unparsable]
        summary = "Python cannot read a module of the app."
        return Finding.refused("syntax-error", summary, *places[:MOST_SHOWN])
    meddling = [*_meddling(exam, sources)]
    if meddling:
        summary = "Leave alone: processes, frames, code made of text, and what is round the app."
        return Finding.refused("meddling", summary, *meddling[:MOST_SHOWN])
    return None


def place(words: str, path: str, line: int | None, tree: SourceTree) -> Evidence:
    """Evidence that points at a line of a tree and quotes it, if the tree has it."""
    lines = tree[path].splitlines() if path in tree else []
    quoted = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else ""
    return Evidence.source(words, path, line, quoted) if path else Evidence.text(words)


def _meddling(exam: Examination, sources: Sources) -> Iterator[Evidence]:
    for module in sources.modules:
        if exam.stage.files.get(module.path) == exam.tree.files.get(module.path):
            continue  # as it was found
        for node in module.nodes:
            name = _forbidden(module, node)
            if name is not None:
                line = getattr(node, "lineno", 1)
                words = f"A box office has no business with {name}."
                yield Evidence.source(words, module.path, line, module.line(line).strip())


def _forbidden(module: Module, node: ast.AST) -> str | None:
    names: list[str | None] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
        names = [dotted(module, node)]
    elif isinstance(node, ast.Attribute) and _is_imported(module, node.value):
        return f"putting another {node.attr} in the place of what it imports"
    forbidden = MEDDLING if module.path in WELCOME_THERE else (*MEDDLING, *SURROUNDINGS)
    return next((name for name in names if name and _is_of(name, forbidden)), None)


def _is_of(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in prefixes)


def _is_imported(module: Module, node: ast.expr) -> bool:
    """Whether it is something that the module has from elsewhere."""
    return isinstance(node, ast.Name) and any(
        isinstance(each, ast.Import | ast.ImportFrom)
        and node.id in {alias.asname or alias.name.partition(".")[0] for alias in each.names}
        for each in module.nodes
    )
