"""``check(lesson, check_id)``: a card, and the points as a plain float."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence
from pathlib import Path

from autograder.jupyter._judged import Judged, judged, read_copies
from autograder.jupyter._output import show_html
from autograder.jupyter._session import Session
from autograder.jupyter._warm import WarmGrader
from autograder.show import card, mark_of
from autograder.stages import before_exercise
from autograder.submission import Write
from autograder.syllabus import CheckSpec, Lesson, load
from autograder.verdict import CheckResult, State, Verdict

log = logging.getLogger(__name__)

Recorder = Callable[[Lesson, Verdict], None]
"""Keeps a verdict as progress."""


class LiveCheck:
    """The function ``check`` of a notebook.

    Arguments:
        session: whose cells ran.
        grader: judges.
        record: keeps what was judged as progress.
    """

    def __init__(self, session: Session, grader: WarmGrader, record: Recorder) -> None:
        self._session, self._grader, self._record = session, grader, record

    def __call__(self, lesson: str, check_id: str) -> float:
        """Judge one check of an exercise, show its card, return its points.

        Never raises and never writes on stderr: nbgrader gives a cell that does so no points at all.

        Arguments:
            lesson: the lesson's slug or number (`"01-readability"`).
            check_id: the check's id (`"flat-functions"`).

        Returns:
            The points, a plain finite float from 0 to the check's maximum.
        """
        spec = _unknown(str(check_id))
        try:
            found = load().lesson(lesson)
            spec = found.check(check_id)
            return self._judge(found, spec)
        except LookupError as error:
            return _show(
                _not_judged(spec, str(error.args[0]) if error.args else "There is no such check."), spec
            )
        except KeyboardInterrupt:
            return _show(_not_judged(spec, "You stopped it. Run the cell again when you like."), spec)
        except Exception:  # whatever breaks in here is ours, and the learner's notebook goes on
            log.exception("the check %s/%s broke", lesson, check_id)
            return _show(_not_judged(spec, _BROKEN), spec)

    def _judge(self, lesson: Lesson, spec: CheckSpec) -> float:
        subject = self._subject(lesson)
        verdict = self._grader.get().grade(lesson, subject.submission, only=[spec.id])
        written = {item.path for item in subject.submission.operations if isinstance(item, Write)}
        points = _show(
            verdict.result(spec.id),
            spec,
            isolated=verdict.isolated,
            advice=subject.advice,
            notes=verdict.notes,
            written=written,
        )
        self._record(lesson, verdict)
        return points

    def _subject(self, lesson: Lesson) -> Judged:
        notebook = self._session.notebook or _beside(self._session.folder, lesson)
        return judged(read_copies(self._session, notebook), before_exercise(lesson))


_BROKEN = (
    "The grader broke; your work is not at fault. Run this cell again; if that does not help, "
    "restart the kernel (Kernel, Restart Kernel) and run the notebook from the top."
)


def _beside(folder: Path, lesson: Lesson) -> Path:
    return folder / f"{lesson.slug}.ipynb"


def _unknown(check_id: str) -> CheckSpec:
    return CheckSpec(check_id, 0.0, "This check is looked up in the syllabus.", (), 0.0, invariant=False)


def _not_judged(spec: CheckSpec, words: str) -> CheckResult:
    return CheckResult(spec.id, State.NOT_JUDGED, 0.0, spec.points, "not-judged", words)


def _show(
    result: CheckResult,
    spec: CheckSpec,
    *,
    isolated: bool = True,
    advice: str | None = None,
    notes: Sequence[str] = (),
    written: set[str] | None = None,
) -> float:
    html = card(result, spec, isolated=isolated, advice=advice, notes=notes, written=written)
    mark = mark_of(result)
    plain = f"{mark.shape} {result.check}: {mark.word}. {result.summary}".rstrip()
    show_html(html, plain)
    return clamped(result.points, result.max_points)


def clamped(points: float, most: float) -> float:
    """Points as a plain float from 0 to ``most``; nbgrader takes anything else for full marks."""
    value = float(points)
    return min(max(value, 0.0), float(most)) if math.isfinite(value) else 0.0
