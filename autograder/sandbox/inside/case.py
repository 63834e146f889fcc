"""One case: a fork that runs a trusted program beside learner code, answers once, and ends.

Before the program: namespaces, descriptors, limits, capabilities, the filter of system calls. The word on the
status socket that all of this stands is written, and the socket closed, before learner code can run.
"""

from __future__ import annotations

import builtins
import faulthandler
import importlib.util
import json
import marshal
import os
import py_compile
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from . import namespaces, seccomp, wire
from .confinement import limit_resources
from .descriptors import close_all_but
from .failures import describe
from .serving import serve
from .syscalls import drop_capabilities

SAMPLE_SIGNAL = signal.SIGUSR2
READY = b"S"
BROKEN_SETUP = 70  # exit code, sysexits.h: internal error


@dataclass(frozen=True)
class Order:
    """What a room is told about one case.

    Arguments:
        descriptors: by name: channel, status, sample, output; and listener, when an app is to be served.
        reach: paths of the sockets that the case may talk to.
        environment: the whole environment of the case.
        limits: numbers by name, see ``Limits`` of the grader.
        root: the folder of the tree.
        isolated: whether there are namespaces.
        compile: whether this is the room's first case, which leaves bytecode for the rest.
    """

    descriptors: Mapping[str, int]
    reach: tuple[str, ...]
    environment: Mapping[str, str]
    limits: Mapping[str, int]
    root: str
    isolated: bool
    compile: bool


def main(order: Order) -> NoReturn:
    """Be the case; never returns."""
    try:
        status = socket.socket(fileno=order.descriptors["status"])
        try:
            writable = os.open(order.root, os.O_RDONLY) if order.compile else None
            _settle(order, writable)
            channel = socket.socket(fileno=order.descriptors["channel"])
            code, argument = _request(channel)
        except BaseException as error:
            status.sendall(f"E{error!r}".encode())
            os._exit(BROKEN_SETUP)
        status.sendall(READY)
        status.close()
        if writable is not None:
            compile_tree(order.root, writable)
        _perform(order, channel, code, argument)
    finally:
        os._exit(BROKEN_SETUP)


def _settle(order: Order, writable: int | None) -> None:
    """Everything between the fork and the first line of learner code."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    _arrange_descriptors(order.descriptors, [] if writable is None else [writable])
    if order.isolated:
        namespaces.enter_case(order.reach, order.limits)
    places = _places(order)
    os.chdir(order.root)
    _arrange_interpreter(order, places)
    faulthandler.register(SAMPLE_SIGNAL, file=order.descriptors["sample"], all_threads=True)
    limit_resources(order.limits, isolated=order.isolated)
    if order.isolated:
        drop_capabilities()
        seccomp.install()


def _arrange_descriptors(descriptors: Mapping[str, int], kept: list[int]) -> None:
    """Standard input is empty, output goes where the grader reads it, and everything not ours is closed."""
    empty = os.open(os.devnull, os.O_RDWR)
    os.dup2(empty, 0)
    output = descriptors.get("output", empty)
    os.dup2(output, 1)
    os.dup2(output, 2)
    close_all_but([*kept, *(value for name, value in descriptors.items() if name != "output")])


def _places(order: Order) -> dict[str, str]:
    """Where the case may write and find sockets, as environment variables."""
    home, reach = "/tmp", namespaces.REACH  # noqa: S108 - the case's own
    if not order.isolated:
        home = tempfile.mkdtemp(prefix="case-", dir=os.path.dirname(order.root))  # noqa: PTH120
        reach = home
        for number, path in enumerate(order.reach):
            Path(f"{reach}/{number}.sock").symlink_to(path)
    places = {"HOME": home, "TMPDIR": home, "REACH": reach, "LANG": "C.UTF-8"}
    return {**places, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # a second of start-up, and none of them is ours


def _arrange_interpreter(order: Order, places: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update({**places, **order.environment})
    tempfile.tempdir = None
    time.tzset()
    sys.path.insert(0, order.root)
    sys.argv = ["app"]
    sys.dont_write_bytecode = True  # the tree is read-only
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = open(fd, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def compile_tree(root: str, writable: int) -> None:
    """Leave bytecode beside every module: the room's later cases import it, and no learner code wrote it.

    Arguments:
        root: the folder of the tree, read-only by now.
        writable: a descriptor of the same folder from before; it is closed.
    """
    folder = root if os.access(root, os.W_OK) else f"/proc/self/fd/{writable}"
    for path in Path(folder).rglob("*.py"):
        try:
            name = f"{root}/{path.relative_to(folder)}"
            target = importlib.util.cache_from_source(str(path))
            py_compile.compile(str(path), cfile=target, dfile=name, doraise=True)
        except Exception:  # noqa: S112 - the import will say what is wrong, with its place
            continue
    os.close(writable)


def _request(channel: socket.socket) -> tuple[Any, Any]:
    """The program's code object and its argument; both come from the grader."""
    size = int.from_bytes(wire.receive_exactly(channel, wire.HEADER), "big")
    code = marshal.loads(wire.receive_exactly(channel, size))  # noqa: S302 - the grader's own program
    received = wire.receive(channel)
    if received is None:
        raise OSError("the grader left before it had asked")
    return code, received[0]


def _perform(order: Order, channel: socket.socket, code: Any, argument: Any) -> NoReturn:
    """Run the program and send what it returns. What is used after learner code is held from before it."""
    encode, frame, leave = json.JSONEncoder(allow_nan=False).encode, wire.frame, os._exit
    largest = order.limits["result_bytes"]
    text_of: Any = builtins.str.encode
    try:
        space: dict[str, Any] = {"__name__": "__program__", "__builtins__": builtins}
        exec(code, space)  # noqa: S102 - the grader's own program
        value = space["main"](argument)
        if "listener" in order.descriptors:
            serve(value, order.descriptors["listener"], channel, order.root)
        answer = _encoded(encode, value)
    except BaseException as error:
        answer = encode({"failure": describe(error, order.root)})
    if len(answer) > largest:
        answer = encode({"failure": _too_much(len(answer), largest)})
    _flush()
    channel.sendall(frame(text_of(answer, "ascii")))
    leave(0)


def _encoded(encode: Any, value: Any) -> str:
    try:
        return str(encode({"value": value}))
    except (TypeError, ValueError, RecursionError) as error:
        message = f"the answer is not plain JSON: {error}"[:300]
        return str(encode({"failure": {"kind": "broken-answer", "message": message}}))


def _too_much(size: int, largest: int) -> dict[str, Any]:
    message = f"the answer has {size:,} bytes; at most {largest:,} are read"
    return {"kind": "too-much-output", "message": message}


def _flush() -> None:
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: S110 - whatever learner code put there
        pass
