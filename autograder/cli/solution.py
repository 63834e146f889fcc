"""``survive solution LESSON``: a good answer to compare with, once yours passes."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.stages import after, before_exercise
from autograder.syllabus import Lesson
from autograder.workspace import progress


@click.command()
@click.argument("lesson", type=LESSON)
@click.option("--give-up", is_flag=True, help="Show it although your own does not pass yet.")
def solution(lesson: Lesson, give_up: bool) -> None:
    """Print the modules of a good answer to LESSON's exercise, with its trade-offs."""
    if not give_up and not progress.passed(lesson):
        raise click.ClickException(
            f"{lesson.slug} is not passed yet. Hints may help more: `survive hint {lesson.slug[:2]} CHECK`. "
            "To see the answer all the same: --give-up"
        )
    start = before_exercise(lesson)
    for path, text in after(lesson).files.items():
        if path not in start or start[path] != text:
            click.echo(f"# ---- {path}\n{text}")
    notes = Path(__file__).parent.parent / "lessons" / "notes" / f"{lesson.slug}.md"
    click.echo(notes.read_text("utf-8"))
