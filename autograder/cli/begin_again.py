"""``survive reset`` and ``survive catch-up``: begin again, or further on. Nothing written is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from autograder import workspace
from autograder.cli._arguments import LESSON
from autograder.stages import content_root
from autograder.syllabus import Lesson, load


@click.command()
@click.argument("lesson", type=LESSON, required=False)
@click.option("--all", "everything", is_flag=True, help="The exercises of all lessons.")
def reset(lesson: Lesson | None, everything: bool) -> None:
    """Put LESSON's exercise back as it was handed out.

    What you wrote is kept beside it, and the checks of the exercise count as not tried.
    """
    if (lesson is None) == (not everything):
        raise click.UsageError("which exercise? Name one lesson (survive reset 03), or say --all")
    lessons = load().ready if lesson is None else (lesson,)
    home = _home()
    aside = _done(lambda: workspace.reset(home, content_root(), lessons, datetime.now().astimezone()))
    what = "All exercises are" if lesson is None else f"Exercise {lesson.slug[:2]} is"
    click.echo(f"{what} as handed out.{_where(aside)}")


@click.command("catch-up")
@click.argument("lesson", type=LESSON)
def catch_up(lesson: Lesson) -> None:
    """Go to the start of LESSON: the app as it finds it, its notebook and its exercise as handed out.

    What you wrote there is kept beside it, and `survive lab` opens at LESSON from now on.
    """
    home = _home()
    aside = _done(lambda: workspace.catch_up(home, content_root(), lesson, datetime.now().astimezone()))
    click.echo(f"You are at the start of {lesson.slug[:2]}, {lesson.title}.{_where(aside)}")
    click.echo(f"Open it: {home / 'notebooks' / lesson.slug}.ipynb, or survive lab")


def _home() -> Path:
    home = workspace.find_home()
    if home is None:
        raise click.UsageError("there is no folder of yours here; `make lab` or `survive lab` makes one")
    return home


def _done(work: Callable[[], Path | None]) -> Path | None:
    try:
        return work()
    except OSError as error:
        raise click.ClickException(f"the folder cannot be written: {error}") from None


def _where(aside: Path | None) -> str:
    return f" What was there is in {aside}" if aside else ""
