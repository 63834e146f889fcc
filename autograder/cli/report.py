"""``survive report SUBMITTED``: where a class stands, on one page."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.cli._class import handed_in, judged
from autograder.grading import class_report, course_secret
from autograder.show import report_page
from autograder.syllabus import Lesson


@click.command()
@click.argument("submitted", type=click.Path(path_type=Path, exists=True))
@click.option("--lesson", "lessons", type=LESSON, multiple=True, help="Only this lesson.")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), default="report.html", show_default=True
)
@click.option("--title", default="Where the class stands", show_default=True)
@click.option("--anonymous", is_flag=True, help="Without names, and without lines of code.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="At a time.")
@click.option("--not-isolated", is_flag=True, help="Run learners' code without a sandbox. Only for your own.")
def report(  # noqa: PLR0917 - click calls it by name
    submitted: Path,
    lessons: tuple[Lesson, ...],
    html: Path,
    title: str,
    anonymous: bool,
    jobs: int,
    not_isolated: bool,
) -> None:
    """Show where a class stands by lesson and check, why checks refuse, and which submissions look alike.

    SUBMITTED is what `survive grade` takes; what that has judged is not judged again.
    """
    with handed_in(submitted, lessons) as found:
        graded = [*judged(found, jobs=jobs, not_isolated=not_isolated)]
        standing = class_report(graded, secret=course_secret(), anonymous=anonymous)
    html.write_text(report_page(standing, title, datetime.now().astimezone()), "utf-8")
    click.echo(f"{len(graded)} submissions of {len(standing.students)} students: {html}")
