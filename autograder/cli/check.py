"""``survive check LESSON``: the same verdict as the notebook's cards."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.cli._arguments import LESSON
from autograder.grading import Grader
from autograder.sandbox import default_isolation
from autograder.show import print_verdict
from autograder.submission import read_notebook
from autograder.syllabus import Lesson
from autograder.verdict import Verdict
from autograder.workspace import enclosing_home, exercise_notebook, progress


@click.command()
@click.argument("lesson", type=LESSON)
@click.argument("notebook", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--only", multiple=True, metavar="CHECK", help="Only this check (may be given again).")
@click.option("--json", "as_json", is_flag=True, help="The verdict as JSON.")
def check(lesson: Lesson, notebook: Path | None, only: tuple[str, ...], as_json: bool) -> None:
    """Judge the saved notebook of LESSON's exercise.

    NOTEBOOK is yours in work/ unless you name another. Only what yours earns is kept as progress.
    """
    for name in only:
        try:
            lesson.check(name)
        except LookupError as error:
            raise click.BadParameter(str(error), param_hint="--only") from None
    path = notebook or exercise_notebook(lesson)
    if not path.is_file():
        raise click.UsageError(f"there is no {path.name} here; name the notebook, or run `survive lab` first")
    with Grader(isolation=default_isolation(), alone=True) as grader:
        verdict = grader.grade(lesson, read_notebook(path), only or None)
    is_kept = _keep(lesson, verdict, path)
    if as_json:
        click.echo(verdict.to_json())
    else:
        print_verdict(verdict, lesson)
        if not is_kept:
            click.echo(NOT_KEPT)
    if verdict.points < verdict.max_points or any(result.state != "passed" for result in verdict.results):
        raise SystemExit(1)


NOT_KEPT = "Not kept as progress: this is no notebook of your own folder, the one that `survive lab` made."


def _keep(lesson: Lesson, verdict: Verdict, notebook: Path) -> bool:
    """Keep what a learner's own notebook earned; another's, or a copy elsewhere, is no progress.

    Returns:
        Whether it was kept.
    """
    home = enclosing_home(notebook.parent)
    if not home or notebook.resolve() != home / "exercises" / lesson.slug / f"{lesson.slug}.ipynb":
        return False
    for result in verdict.results:
        progress.record(lesson, result.check, result.points, result.state, home=home)
    return True
