"""Opening a room, and closing it so that nothing of it is left."""

from __future__ import annotations

import contextlib
import os
import select
import shutil
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType

from autograder.sandbox._bubblewrap import hand_over
from autograder.sandbox._parent import ParentGoneError, WarmParent
from autograder.sandbox.inside import namespaces, wire
from autograder.sandbox.isolation import Isolation
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import SandboxError
from autograder.sandbox.room import Room
from autograder.tree import SourceTree

LONGEST_NAME = 200  # bytes of one part of a path, with room for the name of its bytecode
LONGEST_PATH = 1000
MOST_FILES = 2000
BLOCK = 4096
GONE_SECONDS = 5.0  # for the kernel to end whatever ran in it


class OpenRoom(contextlib.AbstractContextManager[Room]):
    """A room from its order to its end.

    Arguments:
        parent: the warm parent to fork from.
        tree: what is written into it.
        environment: of every case.
        forward: unix sockets of this machine, by loopback port.
        limits: bounds.

    Raises:
        SandboxError: the room could not be made.
        ValueError: the tree cannot be written as files, or is too large.
    """

    def __init__(
        self,
        parent: WarmParent,
        tree: SourceTree,
        *,
        isolation: Isolation,
        environment: Mapping[str, str],
        forward: Mapping[int, Path],
        limits: Limits,
    ) -> None:
        check_tree(tree, limits)
        self._parent = parent
        self._isolated = isolation is Isolation.BUBBLEWRAP
        self._folder = None if self._isolated else Path(tempfile.mkdtemp(prefix="room-", dir=parent.folder))
        root = namespaces.TREE if self._folder is None else str(self._folder.resolve() / "app")
        self._control, theirs = socket.socketpair()
        self._gone, gone = os.pipe()
        self._lock = threading.Lock()
        self._reason: bytes | None = None
        with contextlib.ExitStack() as on_error:
            on_error.callback(self._close)
            with theirs, os.fdopen(gone, "wb"):
                order = {"root": root, "limits": limits.as_numbers()}
                parent.order_room(order, [theirs.fileno(), gone])
            ports = self._furnish(tree, forward, limits.room_seconds)
            on_error.pop_all()
        self._room = Room(
            self._control,
            self._why_gone,
            isolation=isolation,
            root=root,
            sockets=parent.folder,
            environment=environment if self._isolated else _with_ports(environment, ports),
            limits=limits,
        )

    def __enter__(self) -> Room:
        return self._room

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def _furnish(self, tree: SourceTree, forward: Mapping[int, Path], seconds: float) -> dict[int, int]:
        """Hand over the tree and the ways out; returns the ports as they are, by the ports as asked for."""
        ports = list(forward) if self._isolated else [0] * len(forward)
        message = {
            "files": dict(tree.files),
            "ports": ports,
            "targets": [str(path) for path in forward.values()],
        }
        self._control.settimeout(seconds)
        with contextlib.ExitStack() as stack:
            fds = []
            for path in forward.values() if self._isolated else ():
                hand_over(path)
                fds.append(os.open(path, os.O_PATH))
                stack.callback(os.close, fds[-1])
            try:
                wire.send(self._control, message, fds)
                answer = wire.receive(self._control)
            except OSError as error:
                self._parent.close(patience=0)  # killed, or stopped
                raise ParentGoneError(f"no room could be made: {error}") from error
        if answer is None:
            raise ParentGoneError("no room could be made: the warm parent is gone")
        if "error" in answer[0]:
            raise SandboxError(f"no room could be made: {answer[0]['error']}")
        return dict(zip(forward, answer[0]["ports"], strict=True))

    def _why_gone(self, seconds: float) -> bytes | None:
        """Why the room ended (b"" for no reason given); None when it has not within so many seconds."""
        with self._lock:
            if self._reason is None and select.select([self._gone], [], [], seconds)[0]:
                with open(self._gone, "rb", closefd=False) as told:
                    self._reason = told.read()
            return self._reason

    def _close(self) -> None:
        """Close the channel, on which the room ends, and wait until the parent has seen it gone."""
        self._control.close()
        gone = self._why_gone(GONE_SECONDS) is not None
        os.close(self._gone)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        if not gone:
            self._parent.close(patience=0)  # it was stopped or is stuck: nothing of it may stay


def check_tree(tree: SourceTree, limits: Limits) -> None:
    """Refuse a tree that no file system would take.

    Raises:
        ValueError: it is too large, a name is too long or not text, or a file is also a folder.
    """
    folders = {str(folder) for path in tree for folder in PurePosixPath(path).parents}
    size = 0
    for path, text in tree.files.items():
        parts = path.encode().split(b"/")
        if max(map(len, parts)) > LONGEST_NAME or len(path.encode()) > LONGEST_PATH:
            raise ValueError(f"the file name {path[:60]!r}... is too long")
        if path in folders:
            raise ValueError(f"{path!r} is a file and a folder")
        size += BLOCK * (1 + len(text.encode("utf-8", "surrogatepass")) // BLOCK)
    if 2 * size > limits.tree_bytes or len(tree.files) > MOST_FILES:  # bytecode takes about as much again
        raise ValueError(f"the tree is too large: {len(tree.files):,} files, {size:,} bytes")


def _with_ports(environment: Mapping[str, str], ports: Mapping[int, int]) -> dict[str, str]:
    """Without a network of its own a room's ports are other ones: say so in its environment."""
    changed = dict(environment)
    for asked, given in ports.items():
        for name, value in changed.items():
            changed[name] = value.replace(f"127.0.0.1:{asked}", f"127.0.0.1:{given}")
    return changed
