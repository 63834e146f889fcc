"""Marks as tables: one for everybody, and in the forms that Canvas and Moodle import."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from autograder.grading import Graded
from autograder.verdict import State

CANVAS_COLUMNS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
"""What Canvas wants before the assignments, see its guide on importing grades."""


@dataclass(frozen=True)
class Row:
    """A submission in the table.

    Arguments:
        student, lesson: whose, and of what.
        points, max_points: of the verdict.
        passed: checks that passed, of all.
        refused: the others with their reasons, `check: reason`, one after the other.
        notes: what is to be known of the submission as a whole.
        isolated: whether it ran in the sandbox.
        submission, checks: digests of what was judged and of what judged it.
        platform_id: what a learning platform knows the student by.
    """

    student: str
    lesson: str
    points: float
    max_points: float
    passed: str
    refused: str
    notes: str
    isolated: bool
    submission: str
    checks: str
    platform_id: str


def row_of(graded: Graded) -> Row:
    """A submission with its verdict as a row."""
    handed_in, verdict = graded.handed_in, graded.verdict
    others = [result for result in verdict.results if result.state is not State.PASSED]
    earlier = [f"handed in before: {name}" for name in handed_in.earlier]
    return Row(
        handed_in.student,
        handed_in.lesson.slug,
        verdict.points,
        verdict.max_points,
        f"{len(verdict.results) - len(others)}/{len(verdict.results)}",
        "; ".join(f"{result.check}: {result.reason}" for result in others),
        "; ".join((*verdict.notes, *earlier)),
        verdict.isolated,
        verdict.submission,
        verdict.checks,
        handed_in.platform_id,
    )


def write_tables(folder: Path, rows: Iterable[Row]) -> list[Path]:
    """Write `grades.csv`, and where a platform named the students, one file for it to import.

    Returns:
        The files, in that order.
    """
    ordered = sorted(rows, key=lambda row: (row.student, row.lesson))
    columns = tuple(field.name for field in fields(Row))
    written = [_write(folder / "grades.csv", columns, map(astuple, ordered))]
    known = [row for row in ordered if row.platform_id]
    if known:
        written.append(_write_canvas(folder / "canvas.csv", known))
        written += [_write_moodle(folder, lesson, known) for lesson in _lessons(known)]
    return written


def _write_canvas(path: Path, rows: Sequence[Row]) -> Path:
    """One line a student, one column a lesson: Canvas finds students by ID, assignments by name."""
    lessons = _lessons(rows)
    marks = {(row.platform_id, row.lesson): row.points for row in rows}
    names = {row.platform_id: row.student for row in rows}
    lines = [
        (name, number, "", "", "", *(marks.get((number, lesson), "") for lesson in lessons))
        for number, name in names.items()
    ]
    return _write(path, (*CANVAS_COLUMNS, *lessons), lines)


def _write_moodle(folder: Path, lesson: str, rows: Sequence[Row]) -> Path:
    """Moodle's offline grading worksheet of one assignment: participants by their number."""
    lines = [
        (f"Participant {row.platform_id}", row.student, row.points, row.max_points, row.refused)
        for row in rows
        if row.lesson == lesson
    ]
    columns = ("Identifier", "Full name", "Grade", "Maximum grade", "Feedback comments")
    return _write(folder / f"moodle-{lesson}.csv", columns, lines)


def _lessons(rows: Iterable[Row]) -> list[str]:
    return sorted({row.lesson for row in rows})


def _write(path: Path, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_safe(value) for value in line] for line in lines)
    return path


def _safe(value: object) -> object:
    """A text that no spreadsheet takes for a formula: a student's name may begin with `=`."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
