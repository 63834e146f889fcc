"""Versions of checks: what their verdicts depend on besides the submission, as digests.

A check's version covers its module and every module of this package that it can reach by imports, the
programs that are sent into the sandbox, and the data files beside them. It does not cover the manifest: what
a check is worth and how it is worded does not change what it finds.
"""

from __future__ import annotations

import hashlib
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from autograder.lessons import checks_of
from autograder.syllabus import Lesson

PACKAGE = Path(__file__).resolve().parents[1]

_IMPORT = re.compile(
    r"^\s*(?:from\s+(autograder[\w.]*)\s+import\s+(\([^)]*\)|[^\n]*)|import\s+(autograder[\w.]*))", re.M
)
_NAME = re.compile(r"\w+")


def version_of(lesson: Lesson, check: str) -> str:
    """The version of one check, in hex.

    Arguments:
        lesson: whose check it is.
        check: its id.
    """
    return _digest_of(checks_of(lesson)[check].__module__)


@cache
def version_of_all(lesson: Lesson) -> str:
    """The version of all checks of a lesson together, in hex."""
    return _digest(version_of(lesson, check.id) for check in lesson.checks)


@cache
def environment_version() -> str:
    """The version of what learners' code runs on: the interpreter, the machine, every installed package."""
    # Not what else is on sys.path: some packages put their own copies of others there when they are imported.
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    installed = sorted(f"{each.name} {each.version}" for each in distributions(path=sorted(folders)))
    return _digest((sys.version, platform.machine(), platform.system(), *installed))


@cache
def version_of_everything() -> str:
    """The version of this package, all of it, and of what it runs on, in hex."""
    files = (path for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return _digest((environment_version(), _digest_of_files(files)))


@cache
def _digest_of(module: str) -> str:
    return _digest_of_files(_with_data(_reached(module)))


def _digest_of_files(files: Iterable[Path]) -> str:
    together = sorted(files)
    return _digest(part for path in together for part in (str(path.relative_to(PACKAGE)), path.read_bytes()))


def _digest(parts: Iterable[str | bytes]) -> str:
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()


def _reached(module: str) -> set[Path]:
    """The files of a module and of all that it can reach by imports."""
    seen: set[Path] = set()
    waiting = {path for path in [_file_of(module)] if path is not None}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting |= _imported_by(path) - seen
    return seen


@cache
def _imported_by(path: Path) -> frozenset[Path]:
    found: set[Path | None] = set()
    for source, names, plain in _IMPORT.findall(path.read_text("utf-8")):
        found.add(_file_of(source or plain))
        # A name may be a module of the package that it is imported from.
        found |= {_file_of(f"{source}.{name}") for name in _NAME.findall(names) if source}
    return frozenset(each for each in found if each is not None)


@cache
def _file_of(module: str) -> Path | None:
    base = PACKAGE.joinpath(*module.split(".")[1:])
    for path in (base.with_suffix(".py") if base != PACKAGE else base / "__init__.py", base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _with_data(modules: set[Path]) -> Iterator[Path]:
    """Modules, with the programs and data files that lie beside them or in an `inside` below them."""
    yield from modules
    for folder in {path.parent for path in modules}:
        yield from (path for path in folder.glob("*.toml") if path.parent.name != "syllabus")
        yield from (path for path in folder.glob("inside/**/*.py") if path not in modules)
