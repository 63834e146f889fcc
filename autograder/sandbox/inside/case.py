"""One case: a fork that runs a trusted program beside learner code, answers once, and ends.

Before the program: namespaces, descriptors, limits, capabilities, the filter of system calls. The word on the
status socket that all of this stands is written, and the socket closed, before learner code can run.
"""

from __future__ import annotations

import builtins
import faulthandler
import gc
import json
import marshal
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from . import namespaces, seccomp, wire
from .confinement import limit_resources
from .descriptors import close_all_but
from .failures import describe
from .interpreter import arrange_interpreter, compile_tree, places
from .preparing import Space, new_space
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
        own_network: whether the case has a network to itself; not where the room forwards ports.
        compile: whether it is this case that leaves bytecode for the room's later ones.
        space: the program's namespace where the room is prepared with it.
    """

    descriptors: Mapping[str, int]
    reach: tuple[str, ...]
    environment: Mapping[str, str]
    limits: Mapping[str, int]
    root: str
    isolated: bool
    own_network: bool
    compile: bool
    space: Space | None


def main(order: Order) -> NoReturn:
    """Be the case; never returns."""
    try:
        status = socket.socket(fileno=order.descriptors["status"])
        try:
            writable = os.open(order.root, os.O_RDONLY) if order.compile else None
            _settle(order, writable)
            channel = socket.socket(fileno=order.descriptors["channel"])
            code, argument = request(channel)
        except BaseException as error:
            status.sendall(f"E{error!r}".encode())
            os._exit(BROKEN_SETUP)
        status.sendall(READY)
        status.close()
        if writable is not None:
            _compile_tree(order.root, writable)
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
        namespaces.enter_case(order.reach, order.limits, own_network=order.own_network)
    arrange_interpreter(order.root, {**_places(order), **order.environment})
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
    if order.isolated:
        return places("/tmp", namespaces.REACH)  # noqa: S108 - the case's own
    home = tempfile.mkdtemp(prefix="case-", dir=os.path.dirname(order.root))  # noqa: PTH120
    for number, path in enumerate(order.reach):
        Path(f"{home}/{number}.sock").symlink_to(path)
    return places(home, home)


def _compile_tree(root: str, writable: int) -> None:
    """Leave bytecode in the tree, which is read-only here by now, through a descriptor from before."""
    compile_tree(root if os.access(root, os.W_OK) else f"/proc/self/fd/{writable}", root)
    os.close(writable)


def request(channel: socket.socket) -> tuple[Any, Any]:
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
        space = order.space
        if space is None:
            space = new_space()
            exec(code, space)  # noqa: S102 - the grader's own program
        if "listener" in order.descriptors:
            serve(_made(space, argument), order.descriptors["listener"], channel, order.root)
        value = space["main"](argument)
        answer = _encoded(encode, value)
    except BaseException as error:
        answer = encode({"failure": describe(error, order.root)})
    if len(answer) > largest:
        answer = encode({"failure": _too_much(len(answer), largest)})
    _flush()
    channel.sendall(frame(text_of(answer, "ascii")))
    leave(0)


def _made(space: Space, argument: Any) -> Any:
    """The app. What imports make stays for good: to look through it for garbage meanwhile finds nothing."""
    gc.disable()
    try:
        return space["main"](argument)
    finally:
        gc.freeze()
        gc.enable()


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
