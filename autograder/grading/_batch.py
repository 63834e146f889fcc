"""Judge many submissions: threads keep the cores busy, since the work is done in the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice

from autograder.grading._grader import Grader
from autograder.grading._handed_in import HandedIn
from autograder.submission import read_notebook
from autograder.verdict import Verdict

AHEAD = 4
"""So many notebooks a thread are under way or wait for one: all of a large class would not fit in memory."""


@dataclass(frozen=True)
class Graded:
    """One notebook with its verdict."""

    handed_in: HandedIn
    verdict: Verdict


def grade_all(grader: Grader, handed_in: Iterable[HandedIn], *, jobs: int) -> Iterator[Graded]:
    """Judge notebooks, each as soon as a thread is free.

    Arguments:
        grader: shared by the threads.
        handed_in: what to judge.
        jobs: threads.

    Yields:
        Each notebook with its verdict, in the order in which they are done.
    """

    def graded(item: HandedIn) -> Graded:
        return Graded(item, grader.grade(item.lesson, read_notebook(item.path)))

    left = iter(handed_in)
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="grading")
    try:
        running: set[Future[Graded]] = {threads.submit(graded, item) for item in islice(left, AHEAD * jobs)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {threads.submit(graded, item) for item in islice(left, len(done))}
            for task in done:
                yield task.result()
    finally:
        # Whoever stops in the middle waits for what runs and for nothing else.
        threads.shutdown(cancel_futures=True)
