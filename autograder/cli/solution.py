"""``survive solution LESSON``: a good answer to compare with, once yours passes."""

from __future__ import annotations

import re
from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.grading import given_in
from autograder.stages import after, released_notebook, solution_notebook
from autograder.submission import read_notebook
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
    given = given_in(released_notebook(lesson)).paths
    texts = after(lesson).files
    for path in dict.fromkeys(each.path for each in read_notebook(solution_notebook(lesson)).operations):
        if path in texts and path not in given:
            click.echo(f"# ---- {path}\n{_MARKER.sub('', texts[path])}")
    notes = (NOTES / f"{lesson.slug}.md").read_text("utf-8")
    click.echo(notes if instructor else notes.partition(FOR_THE_INSTRUCTOR)[0])
