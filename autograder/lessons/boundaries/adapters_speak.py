"""`adapters-speak`: only adapters speak to payments and mail, and do on the wire what the ports promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.facts import Sources, imports, layer_of
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._adapter_cases import AdapterCase, adapter_cases
from autograder.lessons.boundaries._failures import refusal_of
from autograder.lessons.boundaries._reading import app_sources, app_tree, is_one_of, shown, source, unreadable
from autograder.lessons.boundaries.layers_kept import LAYERS, TABLES
from autograder.probes import AdapterOutcome, ComposedApps, asked_adapters
from autograder.verdict import Evidence

WIRE = frozenset(
    """
    requests httpx httpx2 httpcore aiohttp urllib3 urllib.request http.client socket ssl smtplib ftplib
    telnetlib xmlrpc websockets grpc
    """.split()  # noqa: SIM905 - fifteen quoted words are no easier to read
)
"""Libraries by which one speaks to another service."""

PORTS = ("payments", "mail")


@dataclass(frozen=True)
class Miss:
    """A promise that an adapter did not keep, and the port that made it."""

    port: str
    evidence: Evidence


def adapters_speak(exam: Examination) -> Finding:
    """What leaves the app leaves it in one place, in the form agreed upon."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    elsewhere = list(_elsewhere(sources))
    if elsewhere:
        summary = "A module outside of adapters speaks to other services by itself."
        return Finding(0.0, "wire-elsewhere", summary, shown(elsewhere))
    return exam.once("boundaries: adapters", lambda: _asked(exam))


def _elsewhere(sources: Sources) -> Iterator[Evidence]:
    for found in imports(sources):
        wire = [name for name in found.candidates if is_one_of(name, WIRE)]
        if wire and layer_of(LAYERS, found.importer) not in {"adapters", TABLES}:
            words = f"{wire[0]} belongs in an adapter; here the port is enough."
            yield source(sources, words, found.path, found.line)


def _asked(exam: Examination) -> Finding:
    cases = list(adapter_cases(exam.randomness("adapter cases")))
    with (
        ComposedApps(exam.room, app_tree(exam)) as composed,
        asked_adapters(composed, [case.call for case in cases]) as asked,
    ):
        if asked.failure:
            return refusal_of(asked.failure, exam.tree)
        pairs = zip(cases, asked.outcomes, strict=True)
        misses = [miss for case, outcome in pairs for miss in _misses(case, outcome)]
        astray = asked.environment.record
    if astray:
        first = astray[0]
        words = f"{first.method} {first.path} went where the environment says, not where the settings say."
        misses = [Miss(port, Evidence.text(words)) for port in PORTS]
    return _decided(misses)


def _misses(case: AdapterCase, outcome: AdapterOutcome) -> Iterator[Miss]:
    arrived = [(each.method, each.path, _trimmed(each.json)) for each in outcome.upstreams.record]
    expected = [(each.method, each.path, _trimmed(each.json)) for each in case.arrives]
    if arrived != expected:
        yield _miss(case, "arrived", _requests(expected), _requests(arrived))
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


def _decided(misses: Sequence[Miss]) -> Finding:
    if not misses:
        return Finding.passed(
            "Payments and mail get what they should, and what comes back is what was promised."
        )
    broken = {miss.port for miss in misses}
    share = (len(PORTS) - len(broken)) / len(PORTS)
    which = " and ".join(name for name in PORTS if name in broken)
    summary = f"The adapter of {which} does not keep its promise."
    return Finding(share, "promise-broken", summary, shown(miss.evidence for miss in misses))
