"""``survive grade SUBMITTED``: judge a class, a verdict file a submission and one table."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.text import Text

from autograder.cli._arguments import LESSON
from autograder.cli._tables import Row, row_of, write_tables
from autograder.grading import Graded, Grader, HandedInError, KeptFindings, collect, grade_all
from autograder.sandbox import Isolation, IsolationUnavailable
from autograder.syllabus import Lesson, load

SHOWN = 5
"""Notebooks that are left out are named, so many of them."""


@click.command()
@click.argument("submitted", type=click.Path(path_type=Path, exists=True))
@click.option("--lesson", "lessons", type=LESSON, multiple=True, help="Only this lesson.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="At a time.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default="verdicts", show_default=True
)
@click.option("--anew", is_flag=True, help="Judge everything again, whatever verdicts are kept.")
@click.option("--not-isolated", is_flag=True, help="Run learners' code without a sandbox. Only for your own.")
def grade(  # noqa: PLR0917 - click calls it by name
    submitted: Path, lessons: tuple[Lesson, ...], jobs: int, out: Path, anew: bool, not_isolated: bool
) -> None:
    """Judge every notebook of SUBMITTED.

    SUBMITTED is nbgrader's tree (STUDENT/LESSON/LESSON.ipynb), a folder of notebooks, or a zip as Moodle or
    Canvas exports it. Stopped at any moment, the same command goes on where it was.
    """
    with TemporaryDirectory(prefix="survive-") as scratch:
        try:
            collected = collect(submitted, lessons or load().ready, Path(scratch))
        except HandedInError as error:
            raise click.UsageError(str(error)) from None
        _say_left(collected.left)
        if not collected.handed_in:
            raise click.UsageError(
                f"no notebook of a ready lesson in {submitted}; where their names do not say "
                "which lesson it is, name it: --lesson 01"
            )
        _allow_descriptors()
        with _grader(not_isolated, anew) as grader:
            graded = grade_all(grader, collected.handed_in, jobs=jobs)
            rows = [*_written(graded, len(collected.handed_in), out)]
    tables = ", ".join(path.name for path in write_tables(out, rows))
    click.echo(f"{len(rows)} submissions judged; verdicts and {tables} are in {out}")


def _say_left(names: Sequence[str]) -> None:
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        shown = f"{', '.join(names[:SHOWN])}{more}"
        click.echo(f"Left out, since their names say no lesson (--lesson 01 would): {shown}", err=True)


def _allow_descriptors() -> None:
    """As many open files as this user may have: each submission's app and services hold some."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _grader(not_isolated: bool, anew: bool) -> Grader:
    isolation = Isolation.NONE if not_isolated else Isolation.BUBBLEWRAP
    try:
        return Grader(isolation=isolation, kept=None if anew else KeptFindings())
    except IsolationUnavailable as error:
        raise click.ClickException(
            f"{error} Others' work is not run without isolation (--not-isolated for your own)."
        ) from None


def _written(graded: Iterable[Graded], total: int, out: Path) -> Iterator[Row]:
    """Write each verdict as it comes; what remains of it is a row."""
    done = 0
    try:
        with _progress(total) as advance:
            for item in graded:
                _write_verdict(out, item)
                done += 1
                advance()
                yield row_of(item)
    except KeyboardInterrupt:
        word = f"Stopped: {done} of {total} judged. The same command goes on where it was."
        raise click.ClickException(word) from None


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: ProgressTask) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
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
