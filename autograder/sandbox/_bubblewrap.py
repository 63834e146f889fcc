"""The bubblewrap command: what the sandbox can see, and nothing else."""

from __future__ import annotations

import os
import shutil
import site
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.sandbox.inside.namespaces import RUN, SOCKETS, TREE
from autograder.sandbox.isolation import IsolationUnavailable

PACKAGE = Path(__file__).resolve().parents[1]
INSIDE = Path(__file__).parent / "inside"
RUNNER = "/runner"
UNPRIVILEGED = 65534  # nobody: the user that root becomes before bubblewrap starts
_SYSTEM_PREFIXES = (Path("/"), Path("/usr"), Path("/usr/local"))
_TMP, _SHARED = "/tmp", "/dev/shm"  # noqa: S108 - the sandbox's own, empty
_SYSTEM_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")


def command(sockets: Path) -> list[str]:
    """The words before the interpreter's own.

    Arguments:
        sockets: the grader's folder of listening sockets; it also holds ``hosts`` and ``passwd``.

    Raises:
        IsolationUnavailable: bubblewrap is missing, or the sandbox's user cannot read the interpreter.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise IsolationUnavailable(
            "bubblewrap is not installed.", "Install it: sudo apt-get install bubblewrap"
        )
    folders = interpreter_folders()
    check_not_covered(folders)
    shown = (*folders, *map(Path, _SYSTEM_FOLDERS))
    site_packages = [Path(name).resolve() for name in site.getsitepackages()]
    if os.geteuid() == 0:
        for folder in (*folders, INSIDE):
            check_open_to_everyone(folder)
    return [
        bwrap, "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox",
        "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", "--clearenv",
        "--setenv", "MALLOC_ARENA_MAX", "2", "--setenv", "PYTHONHASHSEED", "0",
        "--setenv", "LANG", "C.UTF-8", "--setenv", "HOME", _TMP,
        *_system(), *_interpreter(folders), *masks(shown, PACKAGE, site_packages),
        "--ro-bind", str(INSIDE), f"{RUNNER}/{INSIDE.name}",
        "--ro-bind", str(sockets), SOCKETS,
        "--ro-bind", str(sockets / "hosts"), "/etc/hosts",
        "--ro-bind", str(sockets / "passwd"), "/etc/passwd",
        "--dir", TREE, "--dir", RUN, "--proc", "/proc", "--dev", "/dev",
        "--size", "16777216", "--tmpfs", _SHARED, "--size", "16777216", "--tmpfs", _TMP,
        "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/",
    ]  # fmt: skip


def interpreter_folders() -> tuple[Path, ...]:
    """The folders of this interpreter and of its packages, outermost only, without the system's own."""
    candidates = [Path(sys.prefix), Path(sys.base_prefix), *map(Path, site.getsitepackages())]
    own = [
        path for path in candidates if path not in _SYSTEM_PREFIXES and path.is_dir() and not _is_system(path)
    ]
    return tuple(path for path in dict.fromkeys(own) if not any(other in path.parents for other in own))


def _is_system(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _SYSTEM_FOLDERS)


def _system() -> Iterator[str]:
    for folder in map(Path, _SYSTEM_FOLDERS):
        if folder.is_symlink():
            yield from ("--symlink", str(folder.readlink()), str(folder))
        elif folder.is_dir():
            yield from ("--ro-bind", str(folder), str(folder))
    yield from ("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache")


def _interpreter(folders: tuple[Path, ...]) -> Iterator[str]:
    for folder in folders:
        yield from ("--ro-bind", str(folder), str(folder))
    real = Path(sys.executable).resolve()
    hop = Path(sys.executable)
    while True:  # a virtual environment's interpreter is a link to a link to the real one
        if not any(hop.is_relative_to(folder) for folder in folders):
            yield from ("--ro-bind", str(real), str(hop))
        if not hop.is_symlink():
            return
        hop = Path(os.path.normpath(hop.parent / hop.readlink()))


def masks(shown: Sequence[Path], package: Path, site_packages: Sequence[Path]) -> Iterator[str]:
    """Empty folders over the grader's package and its repository, where a shown folder holds them.

    Arguments:
        shown: the folders that the sandbox sees.
        package: this package's folder.
        site_packages: where a wheel would put it; the folder around it is then no repository.
    """
    secret = package if package.parent in site_packages else package.parent
    if any(secret.is_relative_to(folder.resolve()) for folder in shown):
        yield from ("--size", "4096", "--tmpfs", str(secret), "--remount-ro", str(secret))


def hand_over(path: Path) -> None:
    """As root, make the sandbox's user the owner of a folder or a socket that it is to reach."""
    if os.geteuid() == 0:
        os.chown(path, UNPRIVILEGED, UNPRIVILEGED)


def check_not_covered(folders: Sequence[Path]) -> None:
    """Refuse an interpreter that lies where each case has an empty folder of its own."""
    for folder in folders:
        if folder.is_relative_to(_TMP) or folder.is_relative_to(_SHARED):
            raise IsolationUnavailable(
                f"The sandbox has a /tmp and a /dev/shm of its own, and the environment {folder} lies there.",
                "Make it elsewhere, such as in your home folder or below /var/tmp.",
            )


def check_open_to_everyone(folder: Path) -> None:
    for path in (folder, *folder.parents):
        mode = path.stat().st_mode
        if not mode & stat.S_IXOTH:
            raise IsolationUnavailable(
                f"The sandbox's user cannot read {folder}: {path} is closed to others.",
                "Make the environment where every user can read it, or grade as an ordinary user.",
            )
