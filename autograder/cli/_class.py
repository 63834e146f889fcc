"""What the commands for a class have in common: take what was handed in, judge it, show how far it is."""

from __future__ import annotations

import resource
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Task as ProgressTask
from rich.text import Text

from autograder.grading import (
    Cluster,
    ClusterError,
    Graded,
    Grader,
    HandedIn,
    HandedInError,
    KeptFindings,
    collect,
    course_secret,
    grade_all,
)
from autograder.sandbox import Isolation, IsolationUnavailable
from autograder.syllabus import Lesson, load

SHOWN = 5
"""Notebooks that are left out are named, so many of them."""

GOES_ON = "The same command goes on where it was."


@contextmanager
def handed_in(submitted: Path, lessons: Sequence[Lesson]) -> Iterator[tuple[HandedIn, ...]]:
    """The notebooks to judge, there until the context ends; what was left out is said.

    Raises:
        click.UsageError: there are none.
        click.ClickException: somebody stopped it in the middle.
    """
    with TemporaryDirectory(prefix="survive-") as scratch:
        try:
            collected = collect(submitted, lessons or load().ready, Path(scratch))
        except HandedInError as error:
            raise click.UsageError(str(error)) from None
        _say_left(collected.left)
        if not collected.handed_in:
            raise click.UsageError(
                f"no notebook of a ready lesson in {submitted}; where their names do not say "
                "which lesson it is, name it: --lesson 01"
            )
        try:
            yield collected.handed_in
        except KeyboardInterrupt:  # between two verdicts, while one is written
            raise click.ClickException(f"Stopped. {GOES_ON}") from None


def judged(
    found: Sequence[HandedIn],
    *,
    jobs: int,
    anew: bool = False,
    not_isolated: bool = False,
    dask: str | None = None,
) -> Iterator[Graded]:
    """Judge notebooks, with a bar on stderr.

    Arguments:
        found: what to judge.
        jobs: at a time.
        anew: whatever verdicts are kept.
        not_isolated: without a sandbox.
        dask: address of a cluster that is to do it.

    Raises:
        click.ClickException: there is no sandbox or no cluster to be had, it went away, or somebody stopped
            it in the middle.
    """
    _allow_descriptors()
    done = 0
    try:
        with ExitStack() as stack:
            grader, places = _grader(stack, not_isolated, anew, dask, jobs)
            bar = stack.enter_context(_progress(len(found)))
            for item in grade_all(grader, found, jobs=places):
                yield item
                done += 1
                bar.advance(bar.task_ids[0])
    except (KeyboardInterrupt, ClusterError) as error:
        why = f": {error}" if str(error) else ""
        word = f"Stopped{why}. {done} of {len(found)} are judged. {GOES_ON}"
        raise click.ClickException(word) from None


def _say_left(names: Sequence[str]) -> None:
    if names:
        more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        shown = f"{', '.join(names[:SHOWN])}{more}"
        click.echo(f"Left out, since their names say no lesson (--lesson 01 would): {shown}", err=True)


def _allow_descriptors() -> None:
    """As many open files as this user may have: each submission's app and services hold some."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _grader(
    stack: ExitStack, not_isolated: bool, anew: bool, dask: str | None, jobs: int
) -> tuple[Grader, int]:
    """A grader, and how many submissions it takes at a time."""
    isolation = Isolation.NONE if not_isolated else Isolation.BUBBLEWRAP
    kept, secret = None if anew else KeptFindings(), course_secret()
    finder, places = None, jobs
    if dask is not None:
        cluster = stack.enter_context(Cluster(dask, workers=jobs, secret=secret))
        finder, places = cluster.find, cluster.places
    try:
        grader = Grader(isolation=isolation, secret=secret, kept=kept, elsewhere=finder)
        return stack.enter_context(grader), places
    except IsolationUnavailable as error:
        raise click.ClickException(
            f"{error} Others' work is not run without isolation (--not-isolated for your own)."
        ) from None


class _Rate(ProgressColumn):
    """Submissions a second."""

    def render(self, task: ProgressTask) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


def _progress(total: int) -> Progress:
    columns = (TextColumn("judging"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    console = Console(stderr=True)
    # Where nobody looks on, redrawing ten times a second takes a twentieth of a core from judging.
    bar = Progress(*columns, console=console, auto_refresh=console.is_terminal, refresh_per_second=4)
    bar.add_task("judging", total=total)
    return bar
