"""What lesson 05 is worth, live: the rest of the site while a partner hangs, and how long the extras take."""

from __future__ import annotations

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from autograder import syllabus
from autograder.bench import LiveApp
from autograder.stages import after, before
from autograder.tree import SourceTree
from benchmarks.report import Result

WINDOW = 2.0
"""Seconds for which the requests are counted."""

VISITORS = 4
LATENCY = 0.05
"""Seconds that each partner takes where nobody hangs."""

ROUNDS = 5
SOON = 0.01
"""Seconds between two looks."""

PAGE, EXTRAS = "/events/1", "/events/1/extras"
EVENT = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2999-06-01T20:00:00+02:00",
    "on_sale_at": "2026-01-01T10:00:00+00:00",
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 200}],
}


def measure() -> list[Result]:
    """Shares and ratios of the app as lesson 05 finds it and as it leaves it."""
    lesson = syllabus.load().lesson("05")
    return compare(before(lesson), after(lesson))


def compare(old: SourceTree, new: SourceTree) -> list[Result]:
    """The same of two apps."""
    served = [_served(tree) for tree in (old, new)]
    taken = [_extras(tree) for tree in (old, new)]
    return [
        *(
            Result(f"page-rate-with-hanging-partner-{name}", round(rate, 1), "requests/s")
            for name, (rate, _) in zip(("before", "after"), served, strict=True)
        ),
        *(
            Result(f"page-rate-kept-with-hanging-partner-{name}", round(100 * rate / alone), "%")
            for name, (rate, alone) in zip(("before", "after"), served, strict=True)
        ),
        Result("extras-one-by-one-vs-together", round(taken[0] / taken[1], 1), "times"),
    ]


def _served(tree: SourceTree) -> tuple[float, float]:
    """Requests a second for another page while a partner hangs, and while nobody does."""
    with LiveApp(tree) as app:
        app.post("/events", EVENT)
        _rate(app)  # whatever is slow for the first time
        alone = _rate(app)
        app.upstreams.gate.hold(lambda request: request.partner == "trains-ic")
        with ThreadPoolExecutor(1) as customer:
            over = threading.Event()
            customer.submit(_keep_asking, app, over)
            while not app.upstreams.gate.waiting:
                time.sleep(SOON)
            beside = _rate(app)
            over.set()
            app.upstreams.gate.open()
    return beside, alone


def _keep_asking(app: LiveApp, over: threading.Event) -> None:
    while not over.is_set():
        app.get(EXTRAS)


def _rate(app: LiveApp) -> float:
    """Answers a second within the window; what is answered after it does not count."""
    end = time.monotonic() + WINDOW
    with ThreadPoolExecutor(VISITORS) as visitors:
        counts = [visitors.submit(_visit, app, end) for _ in range(VISITORS)]
        time.sleep(WINDOW)
        while not all(count.done() for count in counts):  # the customer asks again, and may come first
            app.upstreams.gate.release(app.upstreams.gate.waiting)
            time.sleep(SOON)
        return sum(count.result() for count in counts) / WINDOW


def _visit(app: LiveApp, end: float) -> int:
    count = 0
    while time.monotonic() < end:
        app.get(PAGE)
        count += time.monotonic() < end
    return count


def _extras(tree: SourceTree) -> float:
    """Seconds for the extras with all partners well."""
    with LiveApp(tree) as app:
        app.post("/events", EVENT)
        app.upstreams.partners.dial(latency=LATENCY)
        app.get(EXTRAS)
        return statistics.median(_timed(app) for _ in range(ROUNDS))


def _timed(app: LiveApp) -> float:
    start = time.perf_counter()
    app.get(EXTRAS)
    return time.perf_counter() - start
