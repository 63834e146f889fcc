"""Which text of each module a live check judges, and what to do where the other copies differ from it.

A module has up to three copies: what its cell wrote when it last ran, the file, and the saved notebook.
The last run is judged. The saved notebook is what will be graded: the card says how to bring them together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.jupyter._session import Ran, Session
from autograder.submission import (
    Operation,
    Problem,
    Submission,
    Write,
    from_operations,
    module_text,
    read_notebook,
)
from autograder.tree import SourceTree


@dataclass(frozen=True)
class Copies:
    """All copies of the modules of one exercise.

    Arguments:
        ran: the last run for each path in this session.
        saved: what the saved notebook does, in document order; None where no notebook is found.
        saved_at: when it was saved, in seconds since the epoch.
        files: text of the files in the folder, by path.
        files_at: when each was changed.
        problems: what could not be taken from the saved notebook.
    """

    ran: Mapping[str, Ran]
    saved: tuple[Operation, ...] | None
    saved_at: float
    files: Mapping[str, str]
    files_at: Mapping[str, float]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Judged:
    """What a live check judges.

    Arguments:
        submission: to be graded.
        advice: one line that says what to do so that the same will be graded later; None if it will.
    """

    submission: Submission
    advice: str | None


def judged(copies: Copies, stage: SourceTree) -> Judged:
    """Choose the text of each module.

    Arguments:
        copies: all there are.
        stage: the app as the exercise finds it.
    """
    saved = {operation.path: operation for operation in copies.saved or ()}
    chosen = {path: _chosen(operation, copies) for path, operation in saved.items()}
    chosen |= {path: ran.operation for path, ran in copies.ran.items()}
    submission = from_operations(chosen.values())
    return Judged(
        Submission(submission.operations, (*copies.problems, *submission.problems)),
        _advice(chosen, saved, copies, stage),
    )


def _chosen(saved: Operation, copies: Copies) -> Operation:
    """A module that no cell wrote in this session is judged as its file has it, or as it was saved."""
    text = copies.files.get(saved.path)
    if not isinstance(saved, Write) or text is None:
        return saved
    return Write(saved.path, text, saved.cell, saved.cell_id)


def _advice(
    chosen: Mapping[str, Operation], saved: Mapping[str, Operation], copies: Copies, stage: SourceTree
) -> str | None:
    lines = (
        *(_file_differs(ran, copies) for ran in copies.ran.values()),
        *(_not_run(chosen[path], operation, copies) for path, operation in saved.items()),
        *(_only_a_file(path, text, stage) for path, text in copies.files.items() if path not in chosen),
        *(_cell_is_gone(ran, saved, copies) for ran in copies.ran.values()),
        _not_saved(chosen, saved, copies),
    )
    return next((line for line in lines if line), None)


def _file_differs(ran: Ran, copies: Copies) -> str | None:
    path, text = ran.operation.path, copies.files.get(ran.operation.path)
    if not isinstance(ran.operation, Write) or text is None or text == ran.operation.text:
        return None
    return (
        f"{path} was changed outside the notebook. To judge the file, put %take {path} in place of its "
        "cell's text and run it; to go back to the cell, run the cell."
    )


def _not_run(chosen: Operation, saved: Operation, copies: Copies) -> str | None:
    if _text(chosen) == _text(saved):
        return None
    ran = copies.ran.get(saved.path)
    judged_at = ran.at if ran else copies.files_at.get(saved.path, 0.0)
    if copies.saved_at > judged_at:
        return f"The cell of {saved.path} was changed after it ran last: run it, then this one."
    if ran is None:
        return (
            f"{saved.path} was changed outside the notebook: "
            f"put %take {saved.path} in place of its cell's text and run it."
        )
    return None


def _cell_is_gone(ran: Ran, saved: Mapping[str, Operation], copies: Copies) -> str | None:
    path = ran.operation.path
    if copies.saved is None or path in saved or copies.saved_at <= ran.at:
        return None
    return (
        f"{path} was written by a cell that the saved notebook does not have: only cells are graded. "
        f"Run %take {path} in a new cell, or %remove {path}."
    )


def _only_a_file(path: str, text: str, stage: SourceTree) -> str | None:
    if not path.startswith("boxoffice/") or not text or (path in stage and stage[path] == text):
        return None
    return (
        f"{path} was changed, and no cell writes it: only cells are graded. Run %take {path} in a new cell."
    )


def _not_saved(chosen: Mapping[str, Operation], saved: Mapping[str, Operation], copies: Copies) -> str | None:
    if copies.saved is None:
        return None
    same = all(path in saved and _text(saved[path]) == _text(operation) for path, operation in chosen.items())
    return None if same else "Save the notebook (Ctrl+S) before you hand it in: the saved one is graded."


def _text(operation: Operation) -> str | None:
    return operation.text if isinstance(operation, Write) else None


def read_copies(session: Session, notebook: Path | None) -> Copies:
    """Read the saved notebook and the files.

    Arguments:
        session: whose cells ran.
        notebook: the saved notebook, where one is found.
    """
    handed_in = read_notebook(notebook) if notebook and notebook.is_file() else None
    paths = {operation.path for operation in handed_in.operations} if handed_in else set()
    paths |= set(session.ran) | set(_modules(session.folder))
    files = {path: text for path in paths if (text := _file(session.folder / path)) is not None}
    return Copies(
        ran=session.ran,
        saved=handed_in.operations if handed_in else None,
        saved_at=notebook.stat().st_mtime if handed_in and notebook else 0.0,
        files=files,
        files_at={path: (session.folder / path).stat().st_mtime for path in files},
        problems=handed_in.problems if handed_in else (),
    )


def _modules(folder: Path) -> Iterable[str]:
    return (path.relative_to(folder).as_posix() for path in (folder / "boxoffice").rglob("*.py"))


def _file(path: Path) -> str | None:
    try:
        return module_text(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
