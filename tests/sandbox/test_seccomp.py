"""The filter of system calls, run by a small interpreter of its own instructions: both processors, on any."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from autograder.sandbox.inside.seccomp import ARCHITECTURES, Architecture, program

ALLOW, KILL = 0x7FFF0000, 0x80000000
LOAD, EQUAL, SET, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06


def refused(error: int) -> int:
    return 0x00050000 | error


def judge(architecture: Architecture, number: int, *arguments: int, audit: int | None = None) -> int:
    """What the filter answers to one call."""
    padded = [*arguments, 0, 0, 0, 0, 0, 0][:6]
    data = struct.pack("=IIQ6Q", number, architecture.audit if audit is None else audit, 0, *padded)
    code = list(struct.iter_unpack("=HBBI", program(architecture)))
    accumulator, at = 0, 0
    while True:
        operation, on_true, on_false, value = code[at]
        at += 1
        if operation == LOAD:
            (accumulator,) = struct.unpack_from("=I", data, value)
        elif operation == AND:
            accumulator &= value
        elif operation == RETURN:
            return value
        else:
            holds = {
                EQUAL: accumulator == value, SET: bool(accumulator & value), AT_LEAST: accumulator >= value
            }[operation]  # fmt: skip
            at += on_true if holds else on_false


@pytest.fixture(params=sorted(ARCHITECTURES))
def architecture(request: pytest.FixtureRequest) -> Architecture:
    return ARCHITECTURES[request.param]


def test_what_is_on_the_list_is_refused(architecture: Architecture):
    for number in architecture.refused.values():
        assert judge(architecture, number) == refused(errno.EPERM)


def test_what_is_not_on_the_list_is_allowed(architecture: Architecture):
    special = {architecture.clone3, *architecture.refused.values(), architecture.socket}
    allowed = [number for number in range(424) if number not in special]
    assert all(judge(architecture, number) == ALLOW for number in allowed)


def test_calls_of_another_processor_end_the_process(architecture: Architecture):
    i386 = 0x40000003
    assert judge(architecture, 0, audit=i386) == KILL


def test_calls_of_the_x32_kind_end_the_process(architecture: Architecture):
    assert judge(architecture, 0x40000000 + 101) == KILL


@pytest.mark.parametrize(
    "flag", [0x80, 0x20000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000]
)
def test_no_flag_of_a_new_namespace_gets_through_clone(architecture: Architecture, flag: int):
    assert judge(architecture, architecture.clone, flag | 17) == refused(errno.EPERM)


def test_threads_and_forks_get_through_clone(architecture: Architecture):
    assert judge(architecture, architecture.clone, 0x3D0F00) == ALLOW
    assert judge(architecture, architecture.clone, 0x1200011) == ALLOW
    assert judge(architecture, architecture.clone3) == refused(errno.ENOSYS)


def test_only_plain_sockets_can_be_made(architecture: Architecture):
    flags = socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_STREAM | flags):
        assert judge(architecture, architecture.socket, socket.AF_INET, kind) == ALLOW
        assert judge(architecture, architecture.socket, socket.AF_UNIX, kind) == ALLOW
    assert judge(architecture, architecture.socket, socket.AF_INET, socket.SOCK_RAW) == refused(
        errno.EAFNOSUPPORT
    )
    for family in (0, 10, 16, 17, 38, 40):
        assert judge(architecture, architecture.socket, family, 1) == refused(errno.EAFNOSUPPORT)


def test_shared_memory_needs_a_file(architecture: Architecture):
    assert judge(architecture, architecture.mmap, 0, 4096, 3, 0x21) == refused(errno.EPERM)
    assert judge(architecture, architecture.mmap, 0, 4096, 3, 0x22) == ALLOW
    assert judge(architecture, architecture.mmap, 0, 4096, 3, 0x01) == ALLOW


def test_nothing_can_be_typed_into_a_terminal(architecture: Architecture):
    assert judge(architecture, architecture.ioctl, 0, 0x5412) == refused(errno.EPERM)
    assert judge(architecture, architecture.ioctl, 0, 0x5401) == ALLOW
