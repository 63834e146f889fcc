"""The system calls that learner code may not make: a hand-assembled filter (classic BPF) put in by prctl.

Everything else is allowed: namespaces, limits and the lack of capabilities do most of the work, this filter
takes away what has let code out of a sandbox before. See seccomp(2) and linux/filter.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from .syscalls import PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, prctl

_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_AT_LEAST, _AND, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_ARGUMENT_0, _ARGUMENT_1, _ARGUMENT_3 = 16, 24, 40
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020080  # every CLONE_NEW* flag
_TIOCSTI = 0x5412
_SOCKET_TYPE = 0xF
_SHARED_ANONYMOUS = 0x21  # MAP_SHARED | MAP_ANONYMOUS

_SAME_EVERYWHERE = {
    "pidfd_getfd": 438, "process_madvise": 440, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "open_tree": 428, "move_mount": 429, "mount_setattr": 442, "io_uring_setup": 425,
    "io_uring_enter": 426, "io_uring_register": 427, "memfd_secret": 447, "quotactl_fd": 443,
}  # fmt: skip
_X86_64 = {
    "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "mount": 165,
    "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308, "bpf": 321,
    "add_key": 248, "request_key": 249, "keyctl": 250, "userfaultfd": 323, "memfd_create": 319, "shmget": 29,
    "shmat": 30, "shmctl": 31, "shmdt": 67, "semget": 64, "semop": 65, "semctl": 66, "semtimedop": 220,
    "msgget": 68, "msgsnd": 69, "msgrcv": 70, "msgctl": 71, "mq_open": 240, "mq_unlink": 241,
    "perf_event_open": 298, "reboot": 169, "swapon": 167, "swapoff": 168, "init_module": 175,
    "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "quotactl": 179,
    "acct": 163, "syslog": 103, "open_by_handle_at": 304, "name_to_handle_at": 303, "personality": 135,
    "fanotify_init": 300, "lookup_dcookie": 212, "mbind": 237, "set_mempolicy": 238, "migrate_pages": 256,
    "move_pages": 279, "vhangup": 153, "modify_ldt": 154, "iopl": 172, "ioperm": 173, "uselib": 134,
}  # fmt: skip
_AARCH64 = {
    "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "kcmp": 272, "mount": 40,
    "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268, "bpf": 280, "add_key": 217,
    "request_key": 218, "keyctl": 219, "userfaultfd": 282, "memfd_create": 279, "shmget": 194, "shmat": 196,
    "shmctl": 195, "shmdt": 197, "semget": 190, "semop": 193, "semctl": 191, "semtimedop": 192,
    "msgget": 186, "msgsnd": 189, "msgrcv": 188, "msgctl": 187, "mq_open": 180, "mq_unlink": 181,
    "perf_event_open": 241, "reboot": 142, "swapon": 224, "swapoff": 225, "init_module": 105,
    "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294, "quotactl": 60,
    "acct": 89, "syslog": 116, "open_by_handle_at": 265, "name_to_handle_at": 264, "personality": 92,
    "fanotify_init": 262, "lookup_dcookie": 18, "mbind": 235, "set_mempolicy": 237, "migrate_pages": 238,
    "move_pages": 239, "vhangup": 58,
}  # fmt: skip


@dataclass(frozen=True)
class Architecture:
    """What the filter must know about a processor: its audit number and the numbers of its system calls."""

    audit: int
    refused: Mapping[str, int]
    clone: int
    clone3: int
    socket: int
    ioctl: int
    mmap: int


ARCHITECTURES: Mapping[str, Architecture] = {
    "x86_64": Architecture(
        0xC000003E, {**_SAME_EVERYWHERE, **_X86_64}, clone=56, clone3=435, socket=41, ioctl=16, mmap=9
    ),
    "aarch64": Architecture(
        0xC00000B7, {**_SAME_EVERYWHERE, **_AARCH64}, clone=220, clone3=435, socket=198, ioctl=29, mmap=222
    ),
}


def _instruction(code: int, value: int, on_true: int = 0, on_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, on_true, on_false, value)


def _refuse(error: int) -> bytes:
    return _instruction(_RETURN, _ERRNO | error)


def _when(number: int, body: list[bytes]) -> list[bytes]:
    """The body for one system call; the body must return, the system call's number is in the accumulator."""
    return [_instruction(_JUMP_EQUAL, number, 0, len(body)), *body]


def _only_plain_sockets() -> list[bytes]:
    """Unix sockets, and TCP or UDP over IPv4: the room's own network namespace holds nothing but loopback."""
    return [
        _instruction(_LOAD, _ARGUMENT_0),
        _instruction(_JUMP_EQUAL, socket.AF_UNIX, 5, 0),
        _instruction(_JUMP_EQUAL, socket.AF_INET, 0, 5),
        _instruction(_LOAD, _ARGUMENT_1),
        _instruction(_AND, _SOCKET_TYPE),
        _instruction(_JUMP_EQUAL, socket.SOCK_STREAM, 1, 0),
        _instruction(_JUMP_EQUAL, socket.SOCK_DGRAM, 0, 1),
        _instruction(_RETURN, _ALLOW),
        _refuse(errno.EAFNOSUPPORT),
    ]


def program(architecture: Architecture) -> bytes:
    """The filter for one architecture, as an array of struct sock_filter."""
    lines = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQUAL, architecture.audit, 1, 0),
        _instruction(_RETURN, _KILL),
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_AT_LEAST, _X32, 0, 1),
        _instruction(_RETURN, _KILL),
    ]
    for number in sorted(architecture.refused.values()):
        lines += _when(number, [_refuse(errno.EPERM)])
    # A library asks clone3 first and falls back to clone, whose flags the filter can read.
    lines += _when(architecture.clone3, [_refuse(errno.ENOSYS)])
    lines += _when(architecture.clone, _unless_flagged(_ARGUMENT_0, _NEW_NAMESPACES))
    lines += _when(architecture.socket, _only_plain_sockets())
    lines += _when(architecture.ioctl, _unless_equal(_ARGUMENT_1, _TIOCSTI))
    # Shared memory without a file is in no quota, and in nobody's sum once it is out of sight.
    lines += _when(architecture.mmap, _unless_all_set(_ARGUMENT_3, _SHARED_ANONYMOUS))
    return b"".join([*lines, _instruction(_RETURN, _ALLOW)])


def _unless_flagged(argument: int, flags: int) -> list[bytes]:
    return [
        _instruction(_LOAD, argument),
        _instruction(_JUMP_SET, flags, 1, 0),
        _instruction(_RETURN, _ALLOW),
        _refuse(errno.EPERM),
    ]


def _unless_all_set(argument: int, flags: int) -> list[bytes]:
    return [
        _instruction(_LOAD, argument),
        _instruction(_AND, flags),
        _instruction(_JUMP_EQUAL, flags, 1, 0),
        _instruction(_RETURN, _ALLOW),
        _refuse(errno.EPERM),
    ]


def _unless_equal(argument: int, value: int) -> list[bytes]:
    return [
        _instruction(_LOAD, argument),
        _instruction(_JUMP_EQUAL, value, 1, 0),
        _instruction(_RETURN, _ALLOW),
        _refuse(errno.EPERM),
    ]


def install() -> None:
    """Put the filter on this process and on whatever it starts; it cannot be taken off.

    Raises:
        OSError: there is no filter for this processor, or the kernel refuses it.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise OSError(f"no system call filter for the processor {machine}; there is one for {known}")
    code = program(ARCHITECTURES[machine])
    buffer = ctypes.create_string_buffer(code, len(code))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer)))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(header))
