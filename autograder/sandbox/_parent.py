"""The warm parent's process, as the grader holds it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from autograder.sandbox import _bubblewrap
from autograder.sandbox.inside import wire
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import SandboxError

START_SECONDS = 60.0  # a cold disk and a busy machine; it is 0.6 s usually
STOP_SECONDS = 3.0
_BOOT = (
    "import sys; path, descriptor, isolated, *modules = sys.argv[1:]; sys.path.append(path); "
    "from inside.parent import main; sys.path.remove(path); main(int(descriptor), isolated == 'yes', modules)"
)


class ParentGoneError(SandboxError):
    """The warm parent was killed, or stopped: another one may do what was asked."""


class WarmParent:
    """One process that has imported everything once, with the folder of its sockets.

    It is started and reaped by a thread of its own, because a process that dies with its parent dies with the
    thread that started it.

    Arguments:
        isolation: whether bubblewrap is around it.
        modules: what it imports.
        limits: of all rooms together, and of each.

    Raises:
        SandboxError: it did not start.
        IsolationUnavailable: bubblewrap is missing, or the interpreter cannot be read.
    """

    def __init__(self, isolation: Isolation, modules: Sequence[str], limits: Limits) -> None:
        self._isolation = isolation
        self._lock = threading.Lock()
        self.folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
        self._control, theirs = socket.socketpair()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: threading.Thread | None = None
        try:
            self._prepare_folder()
            words = self._command(theirs.fileno(), modules)
            self._keeper = threading.Thread(
                target=self._keep, args=(words, theirs), daemon=True, name="sandbox"
            )
            self._keeper.start()
            self._await_ready(limits)
        except BaseException:
            if self._keeper is None:
                theirs.close()
            self.close()
            raise

    def _prepare_folder(self) -> None:
        (self.folder / "hosts").write_text("127.0.0.1 localhost\n")
        (self.folder / "passwd").write_text("learner:x:1000:1000::/tmp:/bin/false\n")
        if self._isolation is Isolation.BUBBLEWRAP:
            _bubblewrap.hand_over(self.folder)

    def _command(self, descriptor: int, modules: Sequence[str]) -> list[str]:
        isolated = self._isolation is Isolation.BUBBLEWRAP
        around = _bubblewrap.command(self.folder) if isolated else []
        path = _bubblewrap.RUNNER if isolated else str(_bubblewrap.INSIDE.parent)
        flag = "yes" if isolated else "no"
        return [*around, sys.executable, "-s", "-P", "-c", _BOOT, path, str(descriptor), flag, *modules]

    def _keep(self, words: list[str], theirs: socket.socket) -> None:
        user = (
            _bubblewrap.UNPRIVILEGED
            if os.geteuid() == 0 and self._isolation is Isolation.BUBBLEWRAP
            else None
        )
        with theirs:
            try:
                self._process = subprocess.Popen(
                    words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self._errors,
                    pass_fds=[theirs.fileno()], cwd="/", env=_environment(), start_new_session=True,
                    user=user, group=user, extra_groups=None if user is None else [],
                )  # fmt: skip
            except OSError as error:
                self._errors.write(str(error).encode())
                return
        self._process.wait()

    def _await_ready(self, limits: Limits) -> None:
        self._control.settimeout(START_SECONDS)
        try:
            word = wire.receive(self._control)
        except OSError as error:
            raise SandboxError(f"the sandbox did not start: {error}") from error
        if word is None or "error" in word[0]:
            said = word[0]["error"] if word else self.last_words()
            raise SandboxError(f"the sandbox did not start: {said}")
        wire.send(self._control, {"limits": limits.as_numbers()})

    def last_words(self) -> str:
        """What the process wrote to standard error (for messages about the start)."""
        if self._keeper is not None:
            self._keeper.join(STOP_SECONDS)
        self._errors.seek(0)
        return self._errors.read(4096).decode("utf-8", "replace").strip()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def order_room(self, order: dict[str, Any], fds: Sequence[int]) -> None:
        """Ask for a room.

        Raises:
            ParentGoneError: it was killed.
        """
        with self._lock:
            try:
                wire.send(self._control, order, fds)
            except OSError as error:
                raise ParentGoneError(f"the warm parent is gone: {error}") from error

    def close(self, patience: float = STOP_SECONDS) -> None:
        """End the process and all of its rooms; nothing of it is left afterwards.

        Arguments:
            patience: seconds that it gets to end by itself; 0 for one that does not answer.
        """
        self._control.close()
        if self._keeper is not None:
            self._keeper.join(patience)
            if self._keeper.is_alive() and self._process is not None:
                self._process.kill()
                self._keeper.join(STOP_SECONDS)
        self._errors.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _environment() -> dict[str, str]:
    """An environment of its own: the grader's may hold secrets."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",  # sets have the same order every time
        "MALLOC_ARENA_MAX": "2",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",  # macOS would end a fork of a process that has threads
    }
