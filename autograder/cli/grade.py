"""``survive grade SUBMITTED``: judge a class, a verdict file a submission and one table."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.cli._class import handed_in, judged
from autograder.cli._tables import Row, row_of, write_tables
from autograder.grading import Graded
from autograder.syllabus import Lesson


@click.command()
@click.argument("submitted", type=click.Path(path_type=Path, exists=True))
@click.option("--lesson", "lessons", type=LESSON, multiple=True, help="Only this lesson.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="At a time.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default="verdicts", show_default=True
)
@click.option("--anew", is_flag=True, help="Judge everything again, whatever verdicts are kept.")
@click.option("--not-isolated", is_flag=True, help="Run learners' code without a sandbox. Only for your own.")
@click.option("--dask", metavar="ADDRESS", help="On this Dask cluster; `local` starts one of --jobs workers.")
def grade(  # noqa: PLR0917 - click calls it by name
    submitted: Path,
    lessons: tuple[Lesson, ...],
    jobs: int,
    out: Path,
    anew: bool,
    not_isolated: bool,
    dask: str | None,
) -> None:
    """Judge every notebook of SUBMITTED.

    SUBMITTED is nbgrader's tree (STUDENT/LESSON/LESSON.ipynb), a folder of notebooks, or a zip as Moodle or
    Canvas exports it. Stopped at any moment, the same command goes on where it was.
    """
    if dask and not_isolated:
        raise click.UsageError("--dask judges in the sandboxes of its workers; leave --not-isolated out")
    with handed_in(submitted, lessons) as found:
        graded = judged(found, jobs=jobs, anew=anew, not_isolated=not_isolated, dask=dask)
        rows = [*_written(graded, out)]
    tables = ", ".join(path.name for path in write_tables(out, rows))
    click.echo(f"{len(rows)} submissions judged; verdicts and {tables} are in {out}")


def _written(graded: Iterable[Graded], out: Path) -> Iterator[Row]:
    """Write each verdict as it comes; what remains of it is a row."""
    for item in graded:
        _write_verdict(out, item)
        yield row_of(item)


def _write_verdict(out: Path, graded: Graded) -> None:
    path = out / graded.handed_in.student / f"{graded.handed_in.lesson.slug}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(graded.verdict.to_json() + "\n", "utf-8")
    # Renamed when whole: a verdict file that is there can be trusted.
    unfinished.replace(path)
