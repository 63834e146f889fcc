"""``survive progress``: what is done so far."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from autograder.syllabus import Course, Lesson, load
from autograder.workspace import find_home
from autograder.workspace import progress as records


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def progress(as_json: bool) -> None:
    """Show the best that each of your checks has been, lesson by lesson."""
    course, done = load(), records.load()
    if as_json:
        click.echo(json.dumps([_as_data(lesson, done) for lesson in course.ready], indent=1))
    else:
        _show(course, done)


def _as_data(lesson: Lesson, done: records.Progress) -> dict[str, object]:
    checks = {check.id: done.record(lesson, check.id) for check in lesson.checks}
    return {
        "lesson": lesson.slug,
        "passed": done.passed(lesson),
        "points": done.points(lesson),
        "max_points": lesson.points,
        "checks": {check: {"state": one.state, "points": one.points} for check, one in checks.items()},
    }


def _show(course: Course, done: records.Progress) -> None:
    console = Console(highlight=False)
    table = Table("lesson", "checks", "points", "", box=None, header_style="bold", pad_edge=False)
    for lesson in course.ready:
        states = [done.record(lesson, check.id).state for check in lesson.checks]
        passed = sum(state == "passed" for state in states)
        table.add_row(
            f"{lesson.slug[:2]} {lesson.title}",
            f"{passed} of {len(states)}",
            f"{done.points(lesson):g} of {lesson.points:g}",
            _word(lesson, done),
        )
    console.print(table)
    following = done.next_lesson(course)
    if find_home() is None:
        console.print("Nothing is kept yet: start with `make lab` or `survive lab`.")
    elif following:
        console.print(f"Next: {following.slug[:2]} {following.title}")
    else:
        console.print("All lessons that are ready are passed.")


def _word(lesson: Lesson, done: records.Progress) -> str:
    if done.passed(lesson):
        return "passed"
    tried = any(done.record(lesson, check.id).state != "not tried" for check in lesson.checks)
    return "under way" if tried else "not tried"
