"""What the writing cells of one session wrote when they last ran."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.submission import Operation, Remove, Write, module_text


@dataclass(frozen=True)
class Ran:
    """One run of a verb.

    Arguments:
        operation: what it did.
        at: when, in seconds since the epoch, as file times are.
    """

    operation: Operation
    at: float


@dataclass
class Session:
    """One kernel's session.

    Arguments:
        folder: where cells write.
        notebook: the notebook's own file, where it is known.
        ran: the last run of a verb for each path.
    """

    folder: Path
    notebook: Path | None = None
    ran: dict[str, Ran] = field(default_factory=dict)

    def write(self, path: str, body: str) -> Write:
        """Write a module as the learner's cell has it, and make its folders packages.

        Arguments:
            path: one that `checked_path` let through.
            body: the cell below its first line.
        """
        operation = Write(path, module_text(body), cell=0)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(operation.text, "utf-8", newline="\n")
        for package in _packages(path):
            (self.folder / package).touch()
        self._note(operation)
        return operation

    def remove(self, path: str) -> bool:
        """Remove a module; False where there was none."""
        target = self.folder / path
        existed = target.is_file()
        target.unlink(missing_ok=True)
        self._note(Remove(path, cell=0))
        return existed

    def take(self, path: str) -> str:
        """The file's text, which from now on is what its cell wrote.

        Raises:
            FileNotFoundError: there is no such file.
            UnicodeDecodeError: it is not text.
        """
        text = module_text((self.folder / path).read_text("utf-8"))
        self._note(Write(path, text, cell=0))
        return text

    def _note(self, operation: Operation) -> None:
        self.ran[operation.path] = Ran(operation, time.time())
        _forget_imports(self.folder, self.folder / operation.path)


def _packages(path: str) -> list[str]:
    if not path.startswith("boxoffice/"):
        return []
    return [f"{folder}/__init__.py" for folder in PurePosixPath(path).parents if str(folder) != "."]


def _forget_imports(folder: Path, changed: Path) -> None:
    """Let the next import see what was written, with no loaded or cached module in its way."""
    # Bytecode is told to be stale by the second and the size: two quick writes of one size look alike.
    Path(importlib.util.cache_from_source(str(changed))).unlink(missing_ok=True)
    forget_imports(folder)


def forget_imports(folder: Path) -> None:
    """Let the next import of a module in the folder load it again."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if file and Path(file).is_relative_to(folder) and name != "__main__":
            del sys.modules[name]
    importlib.invalidate_caches()
