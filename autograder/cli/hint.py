"""``survive hint LESSON CHECK``: one step of a check's ladder of hints."""

from __future__ import annotations

import click

from autograder.cli._arguments import LESSON
from autograder.syllabus import HINTS, Lesson


@click.command()
@click.argument("lesson", type=LESSON)
@click.argument("check")
@click.option("--step", type=click.IntRange(1, HINTS), default=1, help="1 nudges, 3 all but tells.")
def hint(lesson: Lesson, check: str, step: int) -> None:
    """Print a hint for CHECK of LESSON's exercise."""
    try:
        spec = lesson.check(check)
    except LookupError as error:
        raise click.BadParameter(str(error), param_hint="CHECK") from None
    click.echo(spec.hints[step - 1])
    if step < HINTS:
        click.echo(
            f"(step {step} of {HINTS}; for more: survive hint {lesson.slug[:2]} {check} --step {step + 1})"
        )
