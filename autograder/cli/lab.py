"""``survive lab``: JupyterLab at the next lesson, over copies that are the learner's own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console

from autograder import workspace
from autograder.stages import content_root
from autograder.syllabus import load
from autograder.workspace import Action, PortInUseError, Step, progress


class WrongCallError(click.ClickException):
    """The call was wrong, in a way that one line explains better than the usage does."""

    exit_code = 2


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8888, show_default=True, help="0: any free.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--instructor", is_flag=True, help="Over the clone itself, with nbgrader's formgrader.")
@click.option("--work", type=click.Path(path_type=Path, file_okay=False), help="Your folder. Default: work/.")
def lab(port: int, no_browser: bool, instructor: bool, work: Path | None) -> None:
    """Open JupyterLab at your next lesson.

    Copies of the notebooks and exercises are laid into work/, and what is new after an update is added there;
    what you have changed stays as it is.
    """
    try:
        workspace.require_free_port(port)
        if instructor:
            folder, command = _teacher(port, browser=not no_browser)
        else:
            folder, command = _learner(work, port, browser=not no_browser)
    except PortInUseError as error:
        raise WrongCallError(str(error)) from None
    except OSError as error:
        raise WrongCallError(f"the folder cannot be made ready: {error}") from None
    os.chdir(folder)
    os.execve(command[0], command, workspace.lab_environment(os.environ, teacher=instructor))  # noqa: S606 - a list


def _teacher(port: int, *, browser: bool) -> tuple[Path, list[str]]:
    root = workspace.checkout()
    if root is None:
        raise WrongCallError("an instructor works in a clone of the repository; this is an installed wheel")
    return root, workspace.teacher_lab(root, port=port, browser=browser)


def _learner(work: Path | None, port: int, *, browser: bool) -> tuple[Path, list[str]]:
    home = (work or workspace.find_home() or workspace.new_home()).resolve()
    _tell(workspace.bring_up_to_date(home, content_root()))
    course = load()
    lesson = progress.load(home).next_lesson(course) or course.lessons[0]
    notebook = home / "notebooks" / f"{lesson.slug}.ipynb"
    found = notebook if notebook.is_file() else None
    return home, workspace.learner_lab(home, found, port=port, browser=browser)


def _tell(steps: Iterable[Step]) -> None:
    """One line for what was added, and one for each file that is the learner's now and has a new version."""
    done = list(steps)
    console = Console(stderr=True, highlight=False)
    for action, word in ((Action.ADD, "added"), (Action.REFRESH, "updated"), (Action.WITHDRAW, "removed")):
        count = sum(step.action is action for step in done)
        if count:
            console.print(f"{count} {'file' if count == 1 else 'files'} {word} in your folder")
    for step in done:
        if step.action is Action.BESIDE:
            console.print(
                f"{step.path} has your work in it and stays; the new version lies beside it: {step.target}"
            )
