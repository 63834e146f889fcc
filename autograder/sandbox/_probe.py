"""Can this machine isolate? Asked by doing it once."""

from __future__ import annotations

import os
import platform
import sys
from functools import lru_cache
from pathlib import Path

from autograder.sandbox.inside.seccomp import ARCHITECTURES
from autograder.sandbox.isolation import Isolation, IsolationUnavailable
from autograder.sandbox.outcome import SandboxError, Value
from autograder.sandbox.program import Program
from autograder.sandbox.sandbox import Sandbox
from autograder.tree import SourceTree

OLDEST_KERNEL = (5, 14)  # from here on RLIMIT_NPROC counts within a user namespace
_HELLO = Program("probe", "def main(argument):\n    return argument\n")
_SWITCHES = (
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "AppArmor keeps ordinary users from making namespaces (Ubuntu 23.10 and later).",
        "Allow it: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "This system keeps ordinary users from making namespaces.",
        "Allow it: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    (
        "/proc/sys/user/max_user_namespaces",
        "0",
        "This system allows no user namespaces.",
        "Allow them: sudo sysctl -w user.max_user_namespaces=10000",
    ),
)


def probe() -> None:
    """Make a room and run a line in it; the result is kept for this process.

    Raises:
        IsolationUnavailable: with the reason and the fix.
    """
    problem = _problem()
    if problem is not None:
        raise problem


def default_isolation() -> Isolation:
    """``BUBBLEWRAP`` where this machine can, ``NONE`` elsewhere."""
    return Isolation.BUBBLEWRAP if _problem() is None else Isolation.NONE


@lru_cache(maxsize=1)
def _problem() -> IsolationUnavailable | None:
    if sys.platform != "linux":
        return IsolationUnavailable(
            f"Code is isolated on Linux only; this is {platform.system()}.", "Use Linux, or WSL2 on Windows."
        )
    if platform.machine() not in ARCHITECTURES:
        return IsolationUnavailable(
            f"There is no system call filter for the processor {platform.machine()}.",
            f"Use one of {', '.join(ARCHITECTURES)}.",
        )
    if tuple(map(int, platform.release().split("-")[0].split(".")[:2])) < OLDEST_KERNEL:
        return IsolationUnavailable(
            f"Linux {platform.release()} counts the processes of all sandboxes together.",
            f"Use Linux {'.'.join(map(str, OLDEST_KERNEL))} or newer.",
        )
    try:
        with Sandbox(Isolation.BUBBLEWRAP, warm=()) as sandbox, sandbox.room(SourceTree()) as room:
            outcome = room.run(_HELLO, "hello", seconds=10)
    except IsolationUnavailable as error:
        return error
    except (SandboxError, OSError) as error:
        return _explained(str(error))
    return None if outcome == Value("hello") else _explained(repr(outcome))


def _explained(said: str) -> IsolationUnavailable:
    """The system's switches are looked at only after the attempt failed: some of them have exceptions."""
    for path, off, reason, fix in _SWITCHES:
        if os.path.exists(path) and Path(path).read_text().strip() == off:  # noqa: PTH110
            return IsolationUnavailable(reason, fix)
    return IsolationUnavailable(
        f"A sandbox did not start: {said}",
        "Inside a container, allow user namespaces: docker run --security-opt seccomp=unconfined",
    )
