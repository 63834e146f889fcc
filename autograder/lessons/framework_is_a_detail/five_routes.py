"""`five-routes`: one contract suite, asked of the app under FastAPI, Flask and Django; a point a route."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place_of_failure
from autograder.lessons.framework_is_a_detail._asked import Asked, Compared, Given, compared
from autograder.lessons.framework_is_a_detail._contract import ROUTES, Request
from autograder.lessons.framework_is_a_detail._differences import first_difference, where_they_part
from autograder.sandbox import Failure
from autograder.tree import SourceTree
from autograder.verdict import Evidence

FIRST, OTHERS = "FastAPI", ("Flask", "Django")

GIVEN = "Flask"
"""Whose handlers are the course's: what they hand on, the others hand on too."""

TRACES = {"log": "in the log", "orders": "with the order in the store"}

SHOWN = 3
"""Routes of which a failing request is shown."""


@dataclass(frozen=True)
class Miss:
    """A request that a framework answers otherwise than FastAPI, or of which it hands on less than Flask."""

    framework: str
    request: Request
    expected: Given
    got: Given
    beside: str = FIRST


def five_routes(exam: Examination) -> Finding:
    """The same requests get the same answers, whatever carries them."""
    found = compared(exam)
    for asked in found.asked.values():
        if asked.failure:
            return refusal_of(asked.failure, exam.tree, f"under {asked.framework.name}")
    misses = _first_miss_of_each_route(found)
    if len(misses) < len(ROUTES) and not _is_routed(found.asked["Django"], found):
        return NOT_DJANGO
    together = [each for each in _together(found) if _route_of(each) not in misses]
    places = [evidence for miss in [*misses.values()][:SHOWN] for evidence in _told(miss, exam.tree)]
    places += [evidence for each in together[:1] for evidence in _told_apart(each, exam.tree)]
    right = len(ROUTES) - len(misses)
    if not places:
        many = len(found.contract.requests)
        return Finding.passed(f"{many} requests to five routes, the same answers under all three frameworks.")
    share = max(right - bool(together), 0) / len(ROUTES)
    if misses:
        named = ", ".join(ROUTES[route] for route in misses)
        summary = f"{right} of {len(ROUTES)} routes answer alike. The others: {named}."
        return Finding(share, "other-answer", summary, tuple(places))
    summary = "The routes answer alike, but two apps of one process know of one another."
    return Finding(share, "shared-apps", summary, tuple(places))


NOT_DJANGO = Finding.refused(
    "not-django",
    "The requests are answered, but not by Django.",
    Evidence.text(
        "`create_app` of boxoffice/web/django_app.py gives an app whose requests Django's own handler routes "
        "to views (`WSGIHandler` or `ASGIHandler`)."
    ),
)


def _is_routed(django: Asked, found: Compared) -> bool:
    """Whether Django looked for a view for what was asked."""
    return django.resolved is not None and django.resolved >= len(found.contract.requests)


def _first_miss_of_each_route(found: Compared) -> Mapping[str, Miss]:
    """By route; Django's before Flask's."""
    misses: dict[str, Miss] = {}
    for name in reversed(OTHERS):
        for miss in _misses(found, name):
            misses.setdefault(miss.request.route, miss)
    for miss in _lost_words(found):
        misses.setdefault(miss.request.route, miss)
    return {route: misses[route] for route in ROUTES if route in misses}


def _misses(found: Compared, name: str) -> Iterator[Miss]:
    pairs = zip(found.contract.requests, found.asked[FIRST].answers, found.asked[name].answers, strict=True)
    for request, expected, got in pairs:
        if not got.agrees_with(expected, request):
            yield Miss(name, request, expected, got)


def _lost_words(found: Compared) -> Iterator[Miss]:
    """What handlers of the learner's do not hand on: a header, and what stands for it where there is none."""
    given = found.asked[GIVEN].answers
    for name in (FIRST, "Django"):
        for request, expected, got in zip(
            found.contract.requests, given, found.asked[name].answers, strict=True
        ):
            if expected.traces - got.traces:
                yield Miss(name, request, expected, got, GIVEN)


def _together(found: Compared) -> list[Miss | tuple[str, Failure]]:
    """Where a second app of the process is not a thing of its own."""
    seen: list[Miss | tuple[str, Failure]] = []
    reference = found.asked[FIRST].apart
    for name, asked in found.asked.items():
        if asked.not_made:
            seen.append((name, asked.not_made))
            continue
        for (_, request), expected, got in zip(found.contract.apart, reference, asked.apart, strict=False):
            if not got.agrees_with(expected, request):
                seen.append(Miss(name, request, expected, got))
    return seen


def _route_of(each: Miss | tuple[str, Failure]) -> str:
    """The route that two apps do not have apart; a route that is wrong by itself does not count twice."""
    return each.request.route if isinstance(each, Miss) else ""


def _told_apart(each: Miss | tuple[str, Failure], tree: SourceTree) -> Iterator[Evidence]:
    if isinstance(each, Miss):
        yield from _told(each, tree)
        return
    name, failure = each
    yield Evidence.text(f"Under {name} a second `create_app(settings, ports)` in the same process failed.")
    yield place_of_failure(failure, tree)


def _told(miss: Miss, tree: SourceTree) -> Iterator[Evidence]:
    expected, got = _words(miss)
    words = f"{miss.request.why.capitalize()}. Under {miss.beside} and under {miss.framework}."
    yield Evidence.exchange(words, asked=miss.request.shown, expected=expected, got=got)
    if miss.got.failure is not None:
        yield place_of_failure(miss.got.failure, tree)


def _words(miss: Miss) -> tuple[str, str]:
    """What differs: the status, else a field, else what went out."""
    expected, got = miss.expected, miss.got
    if got.status != expected.status:
        return f"status {expected.status}", "no answer" if got.status is None else f"status {got.status}"
    if not miss.request.status_only and got.said != expected.said:
        return first_difference(expected.said, got.said)
    if got.went_out != expected.went_out:
        return _apart(expected.went_out, got.went_out)
    lost = expected.traces - got.traces
    if lost:
        return (
            f"{miss.request.word!r} {' and '.join(TRACES[each] for each in sorted(lost))}",
            "it is not there",
        )
    return first_difference(expected.said, got.said)


def _apart(expected: tuple[str, ...], got: tuple[str, ...]) -> tuple[str, str]:
    texts = where_they_part("; ".join(expected), "; ".join(got))
    one, other = (f"out go: {text}" if text else "nothing goes out" for text in texts)
    return one, other
