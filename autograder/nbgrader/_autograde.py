"""Autograde: the verdict in place of execution. No cell of a submission runs here or in a kernel."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, cast

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import NbGraderException  # type: ignore[import-untyped] # ships no py.typed
from nbgrader.preprocessors import NbGraderPreprocessor  # type: ignore[import-untyped] # ships no py.typed
from traitlets import Bool

from autograder.grading import Grader, KeptFindings
from autograder.nbgrader.answers import with_answers
from autograder.nbgrader.marks import with_marks
from autograder.nbgrader.notebooks import read
from autograder.sandbox import Isolation, IsolationUnavailable, probe
from autograder.stages import released_notebook
from autograder.submission import UnreadableNotebookError, Write, read_cells, read_notebook
from autograder.syllabus import load

NOT_ISOLATED = "SURVIVE_NOT_ISOLATED"
"""Set to 1, this variable lets submissions run without a sandbox."""

_KEPT = {"timestamp.txt", "submission_secret.txt"}
"""Of what `nbgrader submit` puts beside a notebook: when it was, and whose feedback is whose."""

_SHORT = 200
"""Bytes that such a file has at most."""


@cache
def _grader(isolation: Isolation) -> Grader:
    """One for the whole process: formgrader makes an exporter a click, and a sandbox is warm only once."""
    if isolation is not Isolation.NONE:
        probe()
    return Grader(isolation=isolation, kept=KeptFindings())


class SubmissionExporter(NotebookExporter):
    """Reads what was handed in so that nbgrader can go on, whatever it is.

    In nbgrader's first pass, from `submitted/`, it gives the released notebook with the learner's sources
    put in; in the second, from `autograded/`, it gives what the first one wrote.
    """

    not_isolated = Bool(
        False, help="Run submissions without a sandbox. Only where every one of them is yours."
    ).tag(config=True)

    def __init__(self, config: Any = None, **kw: Any) -> None:
        super().__init__(config=config, **kw)  # type: ignore[no-untyped-call]
        trusted = self.not_isolated or os.environ.get(NOT_ISOLATED) == "1"
        try:
            self.grader = _grader(Isolation.NONE if trusted else Isolation.BUBBLEWRAP)
        except IsolationUnavailable as error:
            word = (
                f"{error} Others' work is not run without isolation; where all of it is your own, "
                f"set {NOT_ISOLATED}=1 or c.SubmissionExporter.not_isolated = True in nbgrader_config.py."
            )
            self.log.error(word)  # noqa: TRY400 - a traceback would hide it
            raise NbGraderException(word) from None

    @property
    def _coursedir(self) -> Any:
        # Its parent is nbgrader's converter.
        return cast(Any, self.parent).coursedir

    def handed_in(self, resources: Any) -> Path:
        """The notebook that the student handed in."""
        named, coursedir = resources["nbgrader"], self._coursedir
        folder = coursedir.format_path(coursedir.submitted_directory, named["student"], named["assignment"])
        return Path(folder, f"{named['notebook']}.ipynb")

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """As nbgrader calls it, once for each pass."""
        path, named = Path(filename), resources or {}
        named["metadata"] = ResourcesDict(name=path.stem, path=str(path.parent))
        if path != self.handed_in(named):
            notebook = read(path)
        else:
            self._drop_copied_files(named)
            notebook = self._shown(path, named["nbgrader"]["assignment"])
        found = self.from_notebook_node(notebook, named, **kw)  # type: ignore[no-untyped-call]
        return cast(tuple[NotebookNode, dict[str, Any]], found)

    def _shown(self, path: Path, assignment: str) -> NotebookNode:
        released = read(released_notebook(load().lesson(assignment)))
        try:
            return with_answers(released, read_cells(path))
        except UnreadableNotebookError:
            # Why is among the verdict's notes, which the second pass puts on top.
            return released

    def _drop_copied_files(self, resources: Any) -> None:
        """Remove what nbgrader copied from the submission's folder: it would go on into the feedback."""
        named, coursedir = resources["nbgrader"], self._coursedir
        folder = coursedir.format_path(coursedir.autograded_directory, named["student"], named["assignment"])
        for copied in Path(folder).rglob("*"):
            ours = copied.name in _KEPT and not copied.is_symlink() and copied.stat().st_size <= _SHORT
            if not (ours or copied.suffix == ".ipynb" or copied.is_dir()):
                with suppress(OSError):
                    copied.unlink()


class WriteVerdict(NbGraderPreprocessor):  # type: ignore[misc] # its base is untyped
    """Stands where `Execute` stood: judges the submission, writes its marks as the check cells' outputs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """As nbconvert calls it.

        Raises:
            NotJudgedError: there is no verdict; nbgrader leaves this submission out and goes on.
        """
        lesson = load().lesson(resources["nbgrader"]["assignment"])
        submission = read_notebook(self.parent.handed_in(resources))
        verdict = self.parent.grader.grade(lesson, submission)
        written = {item.path for item in submission.operations if isinstance(item, Write)}
        return with_marks(nb, verdict, lesson, written), resources
