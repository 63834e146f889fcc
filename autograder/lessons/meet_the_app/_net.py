"""A learner's net in one room, versions of the app in another: runs of the one against the other."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from autograder.lessons._examination import Examination
from autograder.probes import LearnerTests, Question, ServingBoxoffices, TestRun
from autograder.sandbox import JSON

UNTOUCHED = TestRun()
"""Of a version that no test reaches: nothing failed, since nothing ran."""


@dataclass(frozen=True)
class Trial:
    """A version of the app (the modules that differ) and the tests to run on it, in order; none, no run."""

    files: Mapping[str, str]
    select: tuple[str, ...]


@dataclass(frozen=True)
class Net:
    """The learner's tests in a room that has nothing of the app, beside a room that serves it."""

    tests: LearnerTests
    serving: ServingBoxoffices

    def prepare(self) -> None:
        """Do once what all the runs to come begin with, on either side."""
        with ThreadPoolExecutor(1, thread_name_prefix="net") as thread:
            preparing = thread.submit(self.tests.prepare, explain=False)
            self.serving.prepare(_questions())
            preparing.result()

    def run(
        self, trial: Trial, seconds: float, *, explain: bool = False, stop_at_first: bool = True
    ) -> TestRun:
        """The tests' run on one version, a process of its own, up to the first that fails or to the end."""
        if not trial.select:
            return UNTOUCHED
        with self.serving.version(trial.files) as boxoffice:
            return self.tests.run(
                boxoffice, trial.select, seconds=seconds, stop_at_first=stop_at_first, explain=explain
            )

    def run_all(
        self,
        trials: Sequence[Trial],
        seconds: float,
        *,
        explain: bool = False,
        stop_at_first: bool = True,
    ) -> list[TestRun]:
        """The runs on several versions, a few at a time."""
        run = partial(self.run, seconds=seconds, explain=explain, stop_at_first=stop_at_first)
        with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="net") as threads:
            return list(threads.map(run, trials))


def net_of(examination: Examination, serving: type[ServingBoxoffices] = ServingBoxoffices) -> Net:
    """The net of a submission, which all checks of a judgement share.

    Arguments:
        examination: whose tests, and versions of which app.
        serving: what serves the versions.
    """
    return examination.share("net", lambda: _opened(examination, serving))


@contextmanager
def _opened(examination: Examination, serving: type[ServingBoxoffices]) -> Iterator[Net]:
    with (
        serving(examination.room, examination.stage) as served,
        examination.room(examination.tree.under("tests/")) as room,
    ):
        net = Net(LearnerTests(room, served.upstream_socket), served)
        net.prepare()
        yield net


def _questions() -> list[Question]:
    """Some of everything that tests ask of the app, in an order in which it can answer."""
    now = datetime.now(UTC)
    days = [(now + timedelta(days=days)).isoformat() for days in (-1, 0.1, 20)]
    event: JSON = {
        "title": "Rehearsal",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": days[2],
        "on_sale_at": days[0],
        "tiers": [{"name": "Standing", "price_cents": 2000, "seats": 100}],
        "promos": [{"code": "TEN", "percent": 10, "starts_at": days[0], "ends_at": days[2], "uses": 5}],
    }
    order: JSON = {
        "event_id": 1,
        "email": "ada@example.org",
        "lines": [{"tier_id": 1, "quantity": 2}],
        "card": "tok_visa",
        "promo": "TEN",
    }
    return [
        ("POST", "/events", event),
        ("GET", "/events", None),
        ("GET", "/events/1", None),
        ("GET", "/quote?event_id=1&lines=1:2", None),
        ("POST", "/orders", order),
        ("GET", "/orders/1", None),
        ("POST", "/checkin/NOBODY", None),
        ("POST", "/orders/1/refund", None),
        ("POST", "/events/1/cancel", None),
    ]
