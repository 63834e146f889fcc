"""``survive verify``: prove that the course's content holds."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.authoring import PROOFS, Outcome, prove_all
from autograder.cli._arguments import LESSON
from autograder.grading import KeptFindings
from autograder.syllabus import Lesson, load


@click.command("verify")
@click.argument("lessons", type=LESSON, nargs=-1)
@click.option("--only", "names", type=click.Choice(list(PROOFS)), multiple=True, help="Only this proof.")
@click.option("--jobs", type=click.IntRange(1, 64), default=os.cpu_count() or 1, help="At a time.")
@click.option("--anew", is_flag=True, help="Judge also what has not changed since it was judged.")
@click.option("--json", "as_json", is_flag=True, help="What was found, as JSON.")
def verify(lessons: tuple[Lesson, ...], names: tuple[str, ...], jobs: int, anew: bool, as_json: bool) -> None:
    """Prove that lessons hold: all that are ready, or LESSONS.

    Exercises are what the solutions give and give nothing away, solutions get full marks and starters none,
    kept submissions get what they must, lessons run and fit on one another, hints are there, notebooks are
    canonical.
    """
    wanted = lessons or load().ready
    proofs = {name: proof for name, proof in PROOFS.items() if not names or name in names}
    kept = None if anew else KeptFindings()
    found = _shown(prove_all(wanted, proofs, jobs=jobs, kept=kept), len(wanted) * len(proofs))
    outcomes = sorted(found, key=lambda outcome: outcome.lesson.slug)
    broken = [outcome for outcome in outcomes if outcome.faults]
    if as_json:
        click.echo(json.dumps({"held": not broken, "proofs": [_plain(outcome) for outcome in outcomes]}))
    else:
        _print(outcomes, broken)
    if broken:
        raise SystemExit(1)


def _shown(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("verifying", total=total)
        for outcome in outcomes:
            bar.update(task, advance=1, description=f"{outcome.lesson.slug} {outcome.proof}")
            yield outcome


def _print(outcomes: list[Outcome], broken: list[Outcome]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for outcome in broken:
        console.print(f"✗ {outcome.lesson.slug} {outcome.proof}", style="bold red", markup=False)
        for fault in outcome.faults:
            console.print(f"    {fault.where}: {fault.message}", markup=False)
    held = len(outcomes) - len(broken)
    console.print(f"{held} of {len(outcomes)} proofs hold", style="bold", markup=False)


def _plain(outcome: Outcome) -> dict[str, object]:
    faults = [{"where": fault.where, "message": fault.message} for fault in outcome.faults]
    return {"lesson": outcome.lesson.slug, "proof": outcome.proof, "faults": faults}
