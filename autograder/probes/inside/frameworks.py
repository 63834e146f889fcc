"""Puts web frameworks out of reach of a process, for good. Sent into the sandbox as a part.

Nothing of a closed framework is left: it cannot be imported, its files cannot be opened, what the warm parent
had of it in memory is emptied, and no other process can be started that would have it.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

WAYS_ROUND = frozenset(
    """
    subprocess.Popen os.system os.exec os.posix_spawn os.spawn os.fork os.forkpty os.startfile pty.spawn
    gc.get_objects gc.get_referrers gc.get_referents ctypes.dlopen ctypes.dlsym
    """.split()  # noqa: SIM905 - fourteen quoted words are no easier to read
)
"""Audit events of what would start another process, or look for what is left in memory."""


class Closed(importlib.abc.MetaPathFinder):
    """Refuses to import packages."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002 - the importer's signature
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> importlib.machinery.ModuleSpec | None:
        """Refuse what is closed."""
        if fullname.partition(".")[0] in self._names:
            raise ImportError(f"{fullname} cannot be imported here")
        return None


def close(names: Sequence[str]) -> None:
    """Put packages out of reach of whatever runs in this process from now on.

    Arguments:
        names: of top-level packages.
    """
    closed = frozenset(names)
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] in closed:
            del sys.modules[name]
            vars(module).clear()  # its functions find nothing any more, whoever still has one
    sys.meta_path.insert(0, Closed(closed))
    folders = tuple(f"/{name}/" for name in closed)

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in WAYS_ROUND:
            raise PermissionError(f"{event} is out of reach here")
        if event == "open" and isinstance(arguments[0], str) and "site-packages" in arguments[0]:
            for folder in folders:
                if folder in arguments[0]:
                    raise PermissionError("a framework is out of reach here")

    sys.addaudithook(refuse)
