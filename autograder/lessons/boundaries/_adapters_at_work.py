"""What the adapters that `connect(settings)` hands out do when they are asked; seen once for all checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from autograder.lessons._app import app_tree
from autograder.lessons._examination import Examination
from autograder.lessons.boundaries._adapter_cases import AdapterCase, adapter_cases
from autograder.probes import AdapterCall, AdapterOutcome, ComposedApps, asked_adapters
from autograder.sandbox import Failure
from autograder.upstreams import Request
from autograder.verdict import Evidence

PORTS = ("payments", "mail")

CLOCK = AdapterCall("clock", "__call__", ())

SECONDS = 8.0
"""For all that is asked. Who waits a little before a second try waits ten times."""


@dataclass(frozen=True)
class Miss:
    """A promise that an adapter did not keep, and the port that made it."""

    port: str
    evidence: Evidence


@dataclass(frozen=True)
class AtWork:
    """What was seen of the adapters.

    Arguments:
        misses: promises of payments and mail that were not kept.
        clock: what is wrong with the clock of `connect`, if anything is.
        failure: why nobody could be asked.
    """

    misses: tuple[Miss, ...] = ()
    clock: Evidence | None = None
    failure: Failure | None = None


def asked_at_work(exam: Examination) -> AtWork:
    """Ask payments and mail in good times and bad, and the clock before and after all of it."""
    return exam.once("boundaries: adapters", lambda: _asked(exam))


def _asked(exam: Examination) -> AtWork:
    cases = list(adapter_cases(exam.randomness("adapter cases")))
    calls = [CLOCK, *(case.call for case in cases), CLOCK]
    with (
        ComposedApps(exam.room, app_tree(exam)) as composed,
        asked_adapters(composed, calls, seconds=SECONDS) as asked,
    ):
        if asked.failure:
            return AtWork(failure=asked.failure)
        first, *outcomes, last = asked.outcomes
        pairs = zip(cases, outcomes, strict=True)
        misses = [miss for case, outcome in pairs for miss in _misses(case, outcome)]
        astray = [*_astray(asked.environment.record)]
    lost = {miss.port for miss in astray}
    misses = [*astray, *(miss for miss in misses if miss.port not in lost)]
    return AtWork(tuple(misses), _clock_miss(first, last))


def _astray(record: Sequence[Request]) -> Iterator[Miss]:
    """For each port the first call that the settings know nothing of."""
    for port in PORTS:
        there = next((request for request in record if request.service == port), None)
        if there is not None:
            words = (
                f"{there.method} {there.path} went where the environment says, not where the settings say."
            )
            yield Miss(port, Evidence.text(words))


def _clock_miss(first: AdapterOutcome, last: AdapterOutcome) -> Evidence | None:
    """A clock goes on, and tells aware times in UTC."""
    moments = [_moment(outcome) for outcome in (first, last)]
    told = [moment for moment in moments if moment is not None and moment.utcoffset() == timedelta(0)]
    if len(told) == len(moments) and told[0] < told[1]:
        return None
    return Evidence.exchange(
        "The clock that `connect(settings)` hands out, asked before and after some other work.",
        asked="ports.clock()",
        expected="an aware time in UTC, and then a later one",
        got=" and then ".join(_given(outcome) for outcome in (first, last)),
    )


def _moment(outcome: AdapterOutcome) -> datetime | None:
    try:
        return datetime.fromisoformat(str(outcome.value))
    except ValueError:
        return None


def _misses(case: AdapterCase, outcome: AdapterOutcome) -> Iterator[Miss]:
    arrived = [(each.method, each.path, _trimmed(each.json)) for each in outcome.upstreams.record]
    expected = [(each.method, each.path, _trimmed(each.json)) for each in case.arrives]
    if arrived != expected:
        raised = [_given(outcome)] if outcome.raised else []
        yield _miss(case, "arrived", _requests(expected), "\n".join([_requests(arrived), *raised]))
    elif not case.is_kept(outcome):
        yield _miss(case, "came back", case.promise, _given(outcome))


def _trimmed(body: Any) -> Any:
    """A body; whether a text ends with an empty line is nobody's business."""
    if not isinstance(body, dict):
        return body
    return {name: value.strip() if isinstance(value, str) else value for name, value in body.items()}


def _miss(case: AdapterCase, what: str, expected: str, got: str) -> Miss:
    words = f"{case.why}: what {what}."
    return Miss(case.call.port, Evidence.exchange(words, asked=case.asked, expected=expected, got=got))


def _requests(requests: Sequence[tuple[str, str, Any]]) -> str:
    if not requests:
        return "no request"
    counted: dict[str, int] = {}
    for method, path, body in requests:
        words = f"{method} {path} {_fields(body)}"
        counted[words] = counted.get(words, 0) + 1
    return "\n".join(words if count == 1 else f"{words} ({count} times)" for words, count in counted.items())


def _fields(body: Any) -> str:
    fields = sorted(body.items()) if isinstance(body, dict) else [("", body)]
    try:
        return ", ".join(f"{name} {value!r}" for name, value in fields)
    except (RecursionError, ValueError):  # nested too deeply; a number of thousands of digits
        return "with nothing that could be shown"


def _given(outcome: AdapterOutcome) -> str:
    if not outcome.raised:
        return f"{outcome.value!r}"
    where = f" at {outcome.path}, line {outcome.line}" if outcome.path else ""
    return f"{outcome.message}{where}"
