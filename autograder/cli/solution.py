"""``survive solution LESSON``: a good answer to compare with, once yours passes."""

from __future__ import annotations

import re
from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.stages import after, before_exercise
from autograder.syllabus import Lesson
from autograder.workspace import progress

NOTES = Path(__file__).parent.parent / "lessons" / "notes"
FOR_THE_INSTRUCTOR = "\n## For the instructor\n"
_MARKER = re.compile(r"^[ \t]*### *(BEGIN|END) SOLUTION[ \t]*\n", re.MULTILINE)


@click.command()
@click.argument("lesson", type=LESSON)
@click.option("--give-up", is_flag=True, help="Show it although your own does not pass yet.")
@click.option("--instructor", is_flag=True, help="With the notes on teaching and marking; asks for no pass.")
def solution(lesson: Lesson, give_up: bool, instructor: bool) -> None:
    """Print the modules of a good answer to LESSON's exercise, with its trade-offs."""
    if not (give_up or instructor or progress.passed(lesson)):
        raise click.ClickException(
            f"{lesson.slug} is not passed yet. Hints may help more: `survive hint {lesson.slug[:2]} CHECK`. "
            "To see the answer all the same: --give-up"
        )
    start = before_exercise(lesson)
    for path, text in after(lesson).files.items():
        if path not in start or start[path] != text:
            click.echo(f"# ---- {path}\n{_MARKER.sub('', text)}")
    notes = (NOTES / f"{lesson.slug}.md").read_text("utf-8")
    click.echo(notes if instructor else notes.partition(FOR_THE_INSTRUCTOR)[0])
