"""What a room does once before its cases, so that each of them is forked with it done. Trusted code alone:
it runs in the room's first process, before any wall of a case stands.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import os
import tempfile
import threading
import time
from collections.abc import Mapping
from typing import Any

from .interpreter import arrange_interpreter, compile_tree, places

Space = dict[str, Any]

MOST_DESCRIPTORS = 256  # that are looked at
ENDING_SECONDS = 5.0  # for the program's threads, which it has told to end


def new_space() -> Space:
    """The namespace that a program's code is run in."""
    return {"__name__": "__program__", "__builtins__": builtins}


def prepare(code: Any, argument: Any, environment: Mapping[str, str], root: str) -> Space:
    """Run a program's ``prepare(argument)`` and see to it that what is left can be forked.

    Arguments:
        code: the program's, compiled.
        argument: plain JSON.
        environment: of the room's cases.
        root: the folder of the tree; bytecode is left in it.

    Returns:
        the program's namespace, in which the ``main`` of later cases is called.

    Raises:
        RuntimeError: it left threads, which would be dead in a fork, or descriptors, which would be shared.
        BaseException: whatever the program raised.
    """
    compile_tree(root, root)
    before = _open_descriptors()
    with tempfile.TemporaryDirectory() as home:
        arrange_interpreter(root, {**places(home, ""), **environment})
        space = new_space()
        exec(code, space)  # noqa: S102 - the grader's own program
        space["prepare"](argument)
    gc.collect()
    _await_the_end_of_threads()
    left = _open_descriptors() - before
    if left:
        raise RuntimeError(f"descriptors were left open: {sorted(left)}")
    gc.freeze()
    return space


def _open_descriptors() -> set[int]:
    """All of this process, by trying: not every system lists them."""
    found = set()
    for number in range(MOST_DESCRIPTORS):
        with contextlib.suppress(OSError):
            os.fstat(number)
            found.add(number)
    return found


def _await_the_end_of_threads() -> None:
    deadline = time.monotonic() + ENDING_SECONDS
    while threading.active_count() > 1:
        if time.monotonic() > deadline:
            raise RuntimeError(f"threads were left running: {threading.enumerate()[1:]}")
        time.sleep(0.001)
