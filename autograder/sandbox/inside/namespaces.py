"""A room's own namespaces, and within them those of each case. Security-critical: keep it short.

A room owns a user, process, mount, network, IPC and host name namespace; a case has process, mount and IPC
namespaces of its own in it (a network too, unless the room forwards ports), its own empty /tmp, /dev/shm and
/proc, and sees the tree read-only. The room's
first process keeps its capabilities (they reach no further than the room) and never runs learner code; a case
has none.
"""

from __future__ import annotations

import fcntl
import os
import socket
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from .syscalls import (
    CLONE_NEWIPC,
    CLONE_NEWNET,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_NEWUTS,
    MS_BIND,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_REMOUNT,
    PR_SET_DUMPABLE,
    mount,
    prctl,
    setns,
    unshare,
)

TREE = "/app"
RUN = "/run"
REACH = "/run/reach"
DOORS = "/run/doors"
SOCKETS = "/sockets"  # the grader's folder of listening sockets; every case covers it up

_PLAIN = MS_NOSUID | MS_NODEV
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1


def hide_memory() -> None:
    """Nobody else of this user may read or trace this process."""
    prctl(PR_SET_DUMPABLE, 0)


def enter_room() -> None:
    """Leave every namespace for new ones; the next fork is the room's first process.

    Raises:
        OSError: the kernel does not let an ordinary user do this.
    """
    user, group = os.getuid(), os.getgid()
    prctl(PR_SET_DUMPABLE, 1)  # or the files below belong to root
    Path("/proc/self/oom_score_adj").write_text("1000")  # when the kernel must end something: this
    unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWPID)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def furnish_room(limits: Mapping[str, int]) -> None:
    """As the room's first process: its own mounts, its loopback, and no user namespaces below it."""
    mount("none", "/", None, MS_REC | MS_PRIVATE)
    mount("proc", "/proc", "proc", _PLAIN | MS_NOEXEC)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    mount("tree", TREE, "tmpfs", _PLAIN, f"mode=755,nr_inodes=10k,size={limits['tree_bytes']}")
    mount("run", RUN, "tmpfs", _PLAIN, "mode=755,nr_inodes=1k,size=64k")
    Path(DOORS).mkdir()
    _raise_loopback()


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        request = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16xH14x", fcntl.ioctl(sock, _SIOCGIFFLAGS, request))[0]
        fcntl.ioctl(sock, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | _IFF_UP))


class CaseSpawner:
    """Forks whose children are the first process of a process namespace of their own.

    What a case leaves behind dies with its first process; nothing in it can name a process outside.
    """

    def __init__(self) -> None:
        self._own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)

    def fork(self) -> int:
        """Like ``os.fork``."""
        unshare(CLONE_NEWPID)
        try:
            pid = os.fork()
        except OSError:
            setns(self._own, CLONE_NEWPID)
            raise
        if pid:
            setns(self._own, CLONE_NEWPID)
        return pid


def enter_case(reach: Sequence[str], limits: Mapping[str, int], *, own_network: bool) -> None:
    """As a case's first process: an empty /tmp, its own /proc, a read-only tree, the sockets it may reach.

    Without a network of its own it could speak with the cases beside it.
    """
    unshare(CLONE_NEWNS | CLONE_NEWIPC | (CLONE_NEWNET if own_network else 0))
    if own_network:
        _raise_loopback()
    sources = [os.open(path, os.O_PATH) for path in reach]
    mount("run", RUN, "tmpfs", _PLAIN, "mode=755,nr_inodes=1k,size=64k")
    Path(REACH).mkdir()
    for number, source in enumerate(sources):
        target = f"{REACH}/{number}.sock"
        Path(target).touch()
        mount(f"/proc/self/fd/{source}", target, None, MS_BIND)
        mount("none", target, None, MS_REMOUNT | MS_BIND | MS_RDONLY | _PLAIN)
        os.close(source)
    mount("none", RUN, None, MS_REMOUNT | MS_BIND | MS_RDONLY | _PLAIN)
    mount("covered", SOCKETS, "tmpfs", _PLAIN | MS_RDONLY, "size=4k,nr_inodes=1")
    mount(TREE, TREE, None, MS_BIND)
    mount("none", TREE, None, MS_REMOUNT | MS_BIND | MS_RDONLY | _PLAIN)
    mount("/dev/null", "/dev/zero", None, MS_BIND)  # a shared mapping of it is memory that nothing counts
    mount("tmp", "/tmp", "tmpfs", _PLAIN, f"mode=1777,nr_inodes=10k,size={limits['tmp_bytes']}")  # noqa: S108
    mount("shm", "/dev/shm", "tmpfs", _PLAIN, f"mode=1777,nr_inodes=1k,size={limits['shared_bytes']}")  # noqa: S108
    mount("proc", "/proc", "proc", _PLAIN | MS_NOEXEC)
