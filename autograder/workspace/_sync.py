"""Bring a learner's folder up to date: read what is offered and what is there, decide, write."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import astuple
from pathlib import Path

from autograder.syllabus import load
from autograder.workspace._place import MARK
from autograder.workspace._plan import Action, Copy, Step, plan

MANIFEST = f"{MARK}/handed-out.json"
VERSION = 1
OFFERED_FOLDERS = ("notebooks", "exercises")
LEFT_OUT = frozenset({".ipynb_checkpoints", "__pycache__"})


def bring_up_to_date(home: Path, content: Path) -> tuple[Step, ...]:
    """Copy what is new in the course into a learner's folder, and never over the learner's work.

    Arguments:
        home: the learner's folder; made if it is not there.
        content: the folder that holds the course's ``notebooks/`` and ``exercises/``.

    Returns:
        What was done, by path.

    Raises:
        OSError: a file or folder cannot be read or written.
    """
    (home / MARK).mkdir(parents=True, exist_ok=True)
    offered = {path: _copy_of(content / path) for path in _offered_paths(content)}
    steps = plan(offered, _read_manifest(home), lambda path: _look(home / path))
    for step in steps:
        _apply(step, home, content)
    _write_manifest(home, offered)
    return steps


def forget_handed_out(home: Path, places: Collection[str]) -> None:
    """Forget that files were handed out, so that they are handed out as for the first time.

    Arguments:
        home: the learner's folder.
        places: files, or folders with all that is in them, relative to it.
    """
    kept = {
        path: copy
        for path, copy in _read_manifest(home).items()
        if not any(path == place or path.startswith(f"{place}/") for place in places)
    }
    _write_manifest(home, kept)


def _offered_paths(content: Path) -> Iterator[str]:
    planned = {lesson.slug for lesson in load().lessons if not lesson.ready}
    for folder in OFFERED_FOLDERS:
        for path in sorted((content / folder).rglob("*")):
            relative = path.relative_to(content)
            is_planned = any(part.partition(".")[0] in planned for part in relative.parts)
            if path.is_file() and LEFT_OUT.isdisjoint(relative.parts) and not is_planned:
                yield relative.as_posix()


def _look(path: Path) -> Copy | None:
    """What lies at a path. What cannot be read is the learner's own business, and unlike anything offered."""
    if not os.path.lexists(path):
        return None
    try:
        return _copy_of(path)
    except OSError:
        return Copy("unreadable", "unreadable")


def _copy_of(path: Path) -> Copy:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    meaning = _written(data) if path.suffix == ".ipynb" else None
    return Copy(digest, digest if meaning is None else hashlib.sha256(meaning).hexdigest())


def _written(notebook: bytes) -> bytes | None:
    """The types and sources of a notebook's cells, or None where it is not one."""
    try:
        cells = json.loads(notebook)["cells"]
        return json.dumps([[cell["cell_type"], "".join(cell["source"])] for cell in cells]).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _apply(step: Step, home: Path, content: Path) -> None:
    target = home / step.target
    if step.action is Action.WITHDRAW:
        target.unlink()
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.copyfile(content / step.path, unfinished)
    unfinished.replace(target)


def _read_manifest(home: Path) -> Mapping[str, Copy]:
    """What was handed out. A lost or damaged record is an empty one: then everything counts as touched."""
    try:
        data = json.loads((home / MANIFEST).read_text("utf-8"))
        if data["version"] != VERSION:
            return {}
        return {path: Copy(str(digest), str(meaning)) for path, (digest, meaning) in data["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_manifest(home: Path, offered: Mapping[str, Copy]) -> None:
    files = {path: astuple(copy) for path, copy in offered.items()}
    unfinished = home / f"{MANIFEST}.unfinished"
    unfinished.write_text(json.dumps({"version": VERSION, "files": files}, indent=1), "utf-8")
    unfinished.replace(home / MANIFEST)
