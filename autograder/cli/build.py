"""``survive build``: make the exercises from the solutions."""

from __future__ import annotations

import json

import click
from rich.console import Console

from autograder.authoring import BuildError, Built, build_exercise, committed_notebooks, put_in_form
from autograder.cli._arguments import LESSON
from autograder.nbgrader.canonical import NotCanonicalError
from autograder.stages import content_root
from autograder.syllabus import Lesson, load


@click.command("build")
@click.argument("lessons", type=LESSON, nargs=-1)
@click.option("--canonical", is_flag=True, help="First rewrite lessons and solutions in canonical form.")
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
def build(lessons: tuple[Lesson, ...], canonical: bool, as_json: bool) -> None:
    """Make exercises/ from solutions/ through nbgrader's generate step: all that are ready, or LESSONS."""
    wanted = lessons or load().ready
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    rewritten = _rewrite(wanted, console) if canonical else []
    built: list[Built] = []
    broken: dict[str, str] = {}
    for lesson in wanted:
        with console.status(f"building {lesson.slug}"):
            try:
                built.append(build_exercise(lesson))
            except BuildError as error:
                broken[lesson.slug] = str(error)
        console.print(f"{lesson.slug}: {broken.get(lesson.slug) or _word(built[-1])}", markup=False)
    if as_json:
        changed = {item.lesson.slug: item.changed for item in built}
        click.echo(json.dumps({"built": changed, "broken": broken, "rewritten": rewritten}))
    if broken:
        raise SystemExit(1)


def _rewrite(lessons: tuple[Lesson, ...], console: Console) -> list[str]:
    rewritten = []
    for path in committed_notebooks(lessons):
        name = path.relative_to(content_root()).as_posix()
        try:
            if put_in_form(path):
                rewritten.append(name)
                console.print(f"{name}: rewritten in canonical form", markup=False)
        except NotCanonicalError as error:
            raise click.ClickException(f"{name}: {error}") from None
    return rewritten


def _word(built: Built) -> str:
    if not built.changed:
        return "up to date"
    files = "1 file" if len(built.changed) == 1 else f"{len(built.changed)} files"
    return f"built, {files} changed"
