"""The replay's language: ``%%writefile PATH`` writes a whole module, ``%remove PATH`` removes one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

ALLOWED_ROOTS = ("boxoffice", "scripts", "tests")
"""The folders in which a cell may write."""

_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,119}")
_WRITE = re.compile(r"%%writefile(?:[ \t]+(?P<path>.*))?")
_REMOVE = re.compile(r"^%remove[ \t]+(?P<path>\S.*)$")


class PathRefusedError(ValueError):
    """A path that a cell may not write or remove. The message names the fix."""


@dataclass(frozen=True)
class Write:
    """A cell that writes a module.

    Arguments:
        path: POSIX path in the tree.
        text: the module, ending in one newline.
        cell: the cell's position in the notebook, counted from 1.
        cell_id: the cell's id, empty where the notebook has none.
    """

    path: str
    text: str
    cell: int
    cell_id: str = ""


@dataclass(frozen=True)
class Remove:
    """A line that removes a module. The fields are those of `Write`."""

    path: str
    cell: int
    cell_id: str = ""


Operation = Write | Remove


def checked_path(text: str) -> str:
    """The path of a verb, if a cell may touch it.

    Raises:
        PathRefusedError: it is not a Python file in one of the allowed folders.
    """
    path = text.strip()
    parts = PurePosixPath(path).parts
    if path.startswith("-"):
        raise PathRefusedError(
            f"{path[:40]!r}: %%writefile knows no options here; it writes the whole module"
        )
    plain = _PATH.fullmatch(path) and str(PurePosixPath(path)) == path
    # A folder named like a module could stand where a module stands, which no file system can hold.
    if not plain or any("." in folder for folder in parts[:-1]):
        raise PathRefusedError(f"{path[:120]!r} is not a plain path; write it like boxoffice/refunds.py")
    if len(parts) < 2 or parts[0] not in ALLOWED_ROOTS or not path.endswith(".py"):  # noqa: PLR2004 - folder/file
        folders = ", ".join(f"{root}/" for root in ALLOWED_ROOTS)
        raise PathRefusedError(f"{path!r}: cells write Python modules in {folders} and nowhere else")
    return path


def module_text(body: str) -> str:
    """A module's text from a cell's: newlines made plain, one at the end."""
    text = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    return f"{text}\n" if text else ""


def operations_of(source: str, cell: int, cell_id: str = "") -> tuple[Operation, ...]:
    """What running one code cell does to the tree.

    Arguments:
        source: the cell's text.
        cell: the cell's position in the notebook, counted from 1.
        cell_id: the cell's id.

    Raises:
        PathRefusedError: a verb with a path that a cell may not touch.
    """
    first, _, body = source.lstrip("\r\n").partition("\n")
    writes = _WRITE.fullmatch(first.rstrip())
    if writes:
        return (Write(checked_path(writes["path"] or ""), module_text(body), cell, cell_id),)
    if first.startswith("%%"):
        return ()
    lines = (_REMOVE.match(line.rstrip()) for line in source.splitlines())
    return tuple(Remove(checked_path(line["path"]), cell, cell_id) for line in lines if line)
