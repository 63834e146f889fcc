"""What this lesson's checks read before all else: code that looks for whoever judges it."""

from __future__ import annotations

import ast

from autograder.facts import Module
from autograder.lessons._app import OffLimits, unfit
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding

NAMES = (
    *("builtins.eval", "builtins.exec", "builtins.compile", "builtins.__import__", "builtins.globals"),
    *("importlib", "inspect", "gc", "ctypes", "sys.modules", "sys._getframe", "sys._current_frames"),
    *("sys.settrace", "sys.setprofile", "sys.monitoring", "threading.settrace", "threading.setprofile"),
    *("os._exit", "os.fork", "os.register_at_fork", "os.getpid", "os.kill", "signal", "multiprocessing"),
    *("traceback.walk_stack", "traceback.walk_tb", "traceback.extract_stack", "traceback.extract_tb"),
    *("traceback.format_stack", "traceback.print_stack", "traceback.StackSummary"),
    *("subprocess", "atexit", "logging.disable", "tempfile", "builtins.setattr"),
)
"""By these an app could tell that it is being looked at."""

SURROUNDINGS = ("os.environ", "os.getenv", "os.environb", "os.getcwd", "os.uname")


def unreadable(exam: Examination) -> Finding | None:
    """The finding for an app that cannot be read, or that keeps an eye on who looks at it."""
    return unfit(exam, OFF_LIMITS)


def _replaced(module: Module, node: ast.AST) -> str | None:
    """What puts something of its own in the place of what it imports."""
    match node:
        case ast.Attribute(value=owner, attr=name, ctx=ast.Store() | ast.Del()) if _is_imported(
            module, owner
        ):
            return f"putting another {name} in the place of what it imports"
    return None


def _is_imported(module: Module, node: ast.expr) -> bool:
    """Whether it is something that the module has from elsewhere."""
    return isinstance(node, ast.Name) and any(
        isinstance(each, ast.Import | ast.ImportFrom)
        and node.id in {alias.asname or alias.name.partition(".")[0] for alias in each.names}
        for each in module.nodes
    )


OFF_LIMITS = OffLimits(
    NAMES,
    SURROUNDINGS,
    "Leave alone: processes, frames, code made of text, and what is round the app.",
    _replaced,
)
"""What the prompts of lessons 06 and 09 put off limits."""
