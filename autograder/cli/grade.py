"""``survive grade SUBMITTED``: judge a class, a verdict file a submission and one CSV."""

from __future__ import annotations

import csv
import os
import resource
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli._arguments import LESSON
from autograder.grading import Graded, Grader, grade_all, submissions_in
from autograder.sandbox import Isolation, IsolationUnavailable
from autograder.syllabus import Lesson, load


@click.command()
@click.argument("submitted", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--lesson", "lessons", type=LESSON, multiple=True, help="Only this lesson.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="At a time.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default="verdicts")
@click.option("--not-isolated", is_flag=True, help="Run learners' code without a sandbox. Only for your own.")
def grade(submitted: Path, lessons: tuple[Lesson, ...], jobs: int, out: Path, not_isolated: bool) -> None:
    """Judge every notebook of SUBMITTED, a tree of STUDENT/LESSON/LESSON.ipynb as nbgrader collects it."""
    found = [item for item in submissions_in(submitted, load()) if not lessons or item.lesson in lessons]
    if not found:
        raise click.UsageError(f"no STUDENT/LESSON/LESSON.ipynb of a ready lesson in {submitted}")
    _allow_descriptors()
    with _grader(not_isolated) as grader:
        graded = list(_shown(grade_all(grader, found, jobs=jobs), len(found), out))
    _write_table(out / "grades.csv", graded)
    click.echo(f"{len(graded)} submissions judged; verdicts and grades.csv are in {out}")


def _allow_descriptors() -> None:
    """As many open files as this user may have: each submission's app and services hold some."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _grader(not_isolated: bool) -> Grader:
    try:
        return Grader(isolation=Isolation.NONE if not_isolated else Isolation.BUBBLEWRAP)
    except IsolationUnavailable as error:
        raise click.ClickException(
            f"{error} Others' work is not run without isolation (--not-isolated for your own)."
        ) from None


def _shown(graded: Iterable[Graded], total: int, out: Path) -> Iterator[Graded]:
    with _progress(total) as advance:
        for item in graded:
            _write_verdict(out, item)
            advance()
            yield item


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("judging", total=total)
        yield lambda: bar.advance(task)


def _write_verdict(out: Path, graded: Graded) -> None:
    path = out / graded.handed_in.student / f"{graded.handed_in.lesson.slug}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(graded.verdict.to_json() + "\n", "utf-8")
    # Renamed when whole: a verdict file that is there can be trusted.
    unfinished.replace(path)


def _write_table(path: Path, graded: Iterable[Graded]) -> None:
    rows = sorted(
        (item.handed_in.student, item.handed_in.lesson.slug, item.verdict.points, item.verdict.max_points)
        for item in graded
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("student", "lesson", "points", "max_points"))
        writer.writerows(rows)
