"""What the course is worth to the list of 400 events, live: the messy app beside the finished one."""

from __future__ import annotations

import time

from autograder import syllabus
from autograder.bench import LiveApp
from autograder.stages import after, app_of, before
from autograder.tree import SourceTree
from benchmarks.report import Result

SECONDS = 10.0
"""For which the list is asked for, one request after the other; at least once."""


def measure() -> list[Result]:
    """Requests a second of both, and the ratio."""
    lessons = syllabus.load().ready
    old, new = _rate(before(lessons[0])), _rate(app_of(after(lessons[-1])))
    return [
        Result("event-list-rate-before", round(old, 2), "requests/s"),
        Result("event-list-rate-after", round(new, 1), "requests/s"),
        Result("event-list-after-vs-before", round(new / old, 1), "times"),
    ]


def _rate(tree: SourceTree) -> float:
    with LiveApp(tree) as app:
        app.run_script("scripts/seed.py")
        app.get("/events")  # whatever is slow for the first time
        start, count = time.perf_counter(), 0
        while count == 0 or time.perf_counter() - start < SECONDS:
            app.get("/events")
            count += 1
        return count / (time.perf_counter() - start)
