"""The interpreter as programs and learner code find it: environment, path, standard streams, bytecode."""

from __future__ import annotations

import importlib.util
import os
import py_compile
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path


def arrange_interpreter(root: str, environment: Mapping[str, str]) -> None:
    """Give this process its whole environment, and the tree as its current folder and first on its path.

    Arguments:
        root: the folder of the tree.
        environment: replaces the one there is.
    """
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None
    time.tzset()
    if sys.path[0] != root:
        sys.path.insert(0, root)
    sys.argv = ["app"]
    sys.dont_write_bytecode = True  # the tree is read-only
    for name, fd in (("stdout", 1), ("stderr", 2)):
        stream = open(fd, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def places(home: str, reach: str) -> dict[str, str]:
    """Where a process may write and find sockets, as environment variables."""
    own = {"HOME": home, "TMPDIR": home, "REACH": reach, "LANG": "C.UTF-8"}
    return {**own, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # a second of start-up, and none of them is ours


def compile_tree(folder: str, root: str) -> None:
    """Leave bytecode beside every module: the room's cases import it, and no learner code wrote it.

    Arguments:
        folder: where the tree can be written.
        root: its folder as the cases see it, for tracebacks.
    """
    for path in Path(folder).rglob("*.py"):
        try:
            name = f"{root}/{path.relative_to(folder)}"
            target = importlib.util.cache_from_source(str(path))
            py_compile.compile(str(path), cfile=target, dfile=name, doraise=True)
        except Exception:  # noqa: S112 - the import will say what is wrong, with its place
            continue
