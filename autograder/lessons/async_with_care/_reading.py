"""What this lesson's checks read before all else: code that plays with the watch."""

from __future__ import annotations

import ast

from autograder.facts import Module, dotted
from autograder.lessons._app import LOOK_UPS, OffLimits, unfit
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding

NAMES = (
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
"""By these a watched loop could be told from one that is not."""

SURROUNDINGS = ("os.environ", "os.getenv", "os.environb", "os.getcwd", "os.getpid", "os.uname", "tempfile")


def unreadable(exam: Examination) -> Finding | None:
    """The finding for an app that cannot be read, or that keeps an eye on who looks at it."""
    return unfit(exam, OFF_LIMITS)


def _computed_name(module: Module, node: ast.AST) -> str | None:
    """What looks a name up in a module and puts the name together first."""
    match node:
        case ast.Call(func=look_up, args=[ast.Name() as owner, name, *_]):
            is_plain = isinstance(name, ast.Constant)
            if dotted(module, look_up) in LOOK_UPS and not is_plain and _is_module(module, owner):
                return "a name that is put together"
    return None


def _is_module(module: Module, owner: ast.Name) -> bool:
    return any(
        isinstance(node, ast.Import) and owner.id in {alias.asname or alias.name for alias in node.names}
        for node in module.nodes
    )


OFF_LIMITS = OffLimits(
    NAMES,
    SURROUNDINGS,
    "Leave alone: the event loop's insides, frames, code made of text, and what is round the app.",
    _computed_name,
)
"""What the prompts of lessons 05 and 08 put off limits."""
