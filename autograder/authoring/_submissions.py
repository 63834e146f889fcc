"""The submissions that are kept in ``tests/submissions``: what was handed in, and what it must get."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.nbgrader.release import written_path
from autograder.stages import solution_notebook
from autograder.submission import PathRefusedError
from autograder.syllabus import Lesson
from autograder.tree import SourceTree

FOLDER = Path("tests", "submissions")
SOLUTION = "solution"


class KeptSubmissionError(ValueError):
    """A kept submission that does not say what it is. The message names the fix."""


@dataclass(frozen=True)
class Kept:
    """A submission with what it must get.

    Arguments:
        name: of its folder.
        why: what it is kept for, in a sentence.
        points: what it must get; None where only the refusals matter.
        refused: the reason for which each check named must refuse it.
        notebook: what was handed in.
    """

    name: str
    why: str
    points: float | None
    refused: Mapping[str, str]
    notebook: bytes


def kept_folders(lesson: Lesson, root: Path) -> list[Path]:
    """The folders of the submissions kept for a lesson, in the repository at ``root``."""
    folder = root / FOLDER / lesson.slug
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def read_kept(folder: Path, lesson: Lesson, released: Path) -> Kept:
    """Read one kept submission.

    ``expected.toml`` has ``why``, ``points`` and a table ``[refused]`` of check ids with reasons; without
    ``points`` only the checks that must refuse it are asked. Beside it
    lies ``submission.ipynb``, or the modules themselves (``boxoffice/...``, ``tests/...``), which are put in
    the released notebook's writing cells. Without either it is the exercise as it is handed out. With
    ``rest = "solution"`` what the folder does not have is as in the solution, with the name of another kept
    submission as in that one; ``removed`` lists modules that are removed at the end.

    Arguments:
        folder: the submission's.
        lesson: whose exercise it answers.
        released: the notebook as learners get it.

    Raises:
        KeptSubmissionError: something is missing or does not add up.
    """
    expected = _expected(folder / "expected.toml")
    refused = expected.get("refused", {})
    unknown = [check for check in refused if check not in {spec.id for spec in lesson.checks}]
    if unknown:
        raise KeptSubmissionError(f"expected.toml: {lesson.slug} has no check {unknown[0]!r}")
    points = float(expected["points"]) if "points" in expected else None
    if (points is None or points < lesson.points) and not refused:
        raise KeptSubmissionError("expected.toml: say under [refused] which check refuses it, and its reason")
    notebook = _notebook(folder, expected, lesson, released)
    return Kept(folder.name, expected["why"], points, refused, notebook)


def as_notebook(modules: SourceTree, released: Path, removed: Collection[str] = ()) -> bytes:
    """The released notebook as a learner hands it in who wrote these modules.

    A module that no cell of the notebook writes gets a cell of its own at the end.

    Arguments:
        modules: what was written.
        released: the notebook as learners get it.
        removed: paths of modules that were removed after all else.
    """
    notebook = json.loads(released.read_text("utf-8"))
    left = dict(modules.files)
    for cell in notebook["cells"]:
        path = _path_of(cell)
        if path in left:
            cell["source"] = f"%%writefile {path}\n{left.pop(path)}"
    sources = [f"%%writefile {path}\n{text}" for path, text in left.items()]
    sources += ["\n".join(f"%remove {path}" for path in removed)] if removed else []
    for source in sources:
        notebook["cells"].append({"cell_type": "code", "metadata": {}, "outputs": [], "source": source})
    return json.dumps(notebook).encode()


def _expected(path: Path) -> dict[str, Any]:
    try:
        expected = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        word = "it has no expected.toml; say there why it is kept and what it gets"
        raise KeptSubmissionError(word) from None
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise KeptSubmissionError(f"expected.toml: {error}") from error
    if not str(expected.get("why", "")).strip() or not isinstance(expected.get("points", 0), int | float):
        raise KeptSubmissionError('expected.toml: it needs why = "a sentence", and points = a number if any')
    rest = expected.get("rest", SOLUTION)
    if rest != SOLUTION and not (path.parent.parent / str(rest) / path.name).is_file():
        word = f'expected.toml: rest = "{SOLUTION}" or the name of a folder beside it, which {rest!r} is not'
        raise KeptSubmissionError(word)
    return expected


def _notebook(folder: Path, expected: Mapping[str, Any], lesson: Lesson, released: Path) -> bytes:
    file = folder / "submission.ipynb"
    if file.is_file():
        return file.read_bytes()
    rest, modules, removed = expected.get("rest"), SourceTree.from_folder(folder), expected.get("removed", [])
    if rest not in (None, SOLUTION):
        other = folder.parent / rest
        modules = SourceTree({**SourceTree.from_folder(other).files, **modules.files})
        rest = _expected(other / "expected.toml").get("rest")
    return as_notebook(modules, solution_notebook(lesson) if rest == SOLUTION else released, removed)


def _path_of(cell: Mapping[str, Any]) -> str | None:
    source = cell.get("source", "")
    try:
        return written_path("".join(source)) if cell.get("cell_type") == "code" else None
    except PathRefusedError:
        return None
