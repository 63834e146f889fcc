"""Where the cells of a notebook write: a pure function of where the notebook is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Kind(Enum):
    """What a notebook is, by the folder that it is in."""

    LESSON = "lesson"
    EXERCISE = "exercise"
    SOLUTION = "solution"


@dataclass(frozen=True)
class Place:
    """Where a notebook's cells write.

    Arguments:
        kind: what the notebook is.
        folder: the folder to write into; None for a temporary one.
        notebook: the notebook's own file, where it is known.
    """

    kind: Kind
    folder: Path | None
    notebook: Path | None


def place_of(notebook: Path | None, cwd: Path) -> Place:
    """Where the cells of a notebook write.

    An exercise's cells write beside it. A lesson's write into ``work/NN-slug/``, so that the folder of
    lessons stays clean. A solution's write into a temporary folder: whatever lay in ``solutions/`` would be
    released with the exercise.

    Arguments:
        notebook: the notebook's file, or None where the front end does not tell.
        cwd: the folder in which the kernel runs.
    """
    home = notebook.parent if notebook else cwd
    if home.parent.name == "solutions":
        return Place(Kind.SOLUTION, None, notebook)
    if home.name == "notebooks":
        return Place(Kind.LESSON, _work(home.parent) / notebook.stem if notebook else None, notebook)
    return Place(Kind.EXERCISE, home, notebook)


def _work(root: Path) -> Path:
    """A learner's own copy of the notebooks lies in ``work/`` already."""
    return root if root.name == "work" else root / "work"


def notebook_file(environ: Mapping[str, str], names: Mapping[str, object], cwd: Path) -> Path | None:
    """The notebook that a kernel belongs to, or None: nbclient and nbconvert, for instance, do not tell.

    Arguments:
        environ: the kernel's environment; Jupyter's server names the notebook in ``JPY_SESSION_NAME``.
        names: the notebook's variables; VS Code names the notebook in ``__vsc_ipynb_file__``.
        cwd: the folder in which the kernel runs.
    """
    told = (str(names.get("__vsc_ipynb_file__", "")), environ.get("JPY_SESSION_NAME", ""))
    # Some servers give the path from their root only; the kernel runs in the notebook's folder.
    candidates = (path for named in told for path in (Path(named), cwd / Path(named).name))
    return next((path for path in candidates if _is_notebook(path)), None)


def _is_notebook(path: Path) -> bool:
    return path.suffix == ".ipynb" and path.is_absolute() and path.is_file()
