"""`nothing-blocks`: whatever runs in the event loop never waits in place, and does no long work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.facts import BlockingCall, blocking_calls
from autograder.lessons._app import MOST_SHOWN, app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.async_with_care._observing import observed
from autograder.lessons.async_with_care._reading import unreadable
from autograder.lessons.async_with_care.together import not_watched, shared_session
from autograder.probes import Sight
from autograder.tree import SourceTree
from autograder.verdict import Evidence

DATABASE = "the database"
WORDS = {
    "time.sleep": "a sleep",
    "open": "a file",
    "open certificates": "a file of certificates",
    "select.select": "select.select",
    "waiting for a thread": "another thread",
    "queue.get": "another thread",
    "lock.acquire": "a lock",
}
"""What a call waits for; the first part of other names says it."""

KINDS = {
    "socket": "the network",
    "_socket": "the network",
    "sqlite3": DATABASE,
    "posix": "another process",
}


@dataclass(frozen=True)
class Stop:
    """A place where the loop stands still: what it waits for, and the way there, its own place last."""

    waits_for: str
    steps: tuple[tuple[str, int, str], ...]


def nothing_blocks(exam: Examination) -> Finding:
    """No call in the loop waits, seen while it runs and read off the code."""
    refused = unreadable(exam) or not_watched(observed(exam))
    if refused:
        return refused
    seen = observed(exam)
    stops = _stops(blocking_calls(app_sources(exam)), seen.sights)
    if stops:
        return _refused(stops, exam.tree)
    long = [sight for sight in seen.sights if sight.kind == "long"]
    if long:
        return _too_long(long, exam.tree)
    if seen.lost and shared_session(seen, exam.tree) is None:  # else it died of that, and did not stand
        words = "While partners took their time, the loop answered nobody else."
        return Finding.refused("loop-stands-still", words)
    return Finding.passed("All routes were asked, and nothing in the loop waits in place.")


def _stops(read_off: Iterable[BlockingCall], sights: Iterable[Sight]) -> list[Stop]:
    """Where the loop stands still, once a place, as the code says it and else as it was seen."""
    found: dict[tuple[str, int | str], Stop] = {}
    for call in read_off:
        steps = tuple((step.path, step.line, step.function) for step in call.steps)
        stop = Stop(call.call, steps)
        found.setdefault(_key(stop), stop)
    for sight in sights:
        if sight.kind == "blocking":
            stop = Stop(_in_words(sight.what), tuple((*place,) for place in sight.steps))
            found.setdefault(_key(stop), stop)
    return list(found.values())


def _key(stop: Stop) -> tuple[str, int | str]:
    """What makes two stops one: the place, and of the database's many calls what led there."""
    if not stop.steps:
        return "", stop.waits_for
    if _is_database(stop):
        return DATABASE, stop.steps[0][2]
    path, line, _ = stop.steps[-1]
    return path, line


def _is_database(stop: Stop) -> bool:
    return stop.waits_for == DATABASE or stop.waits_for.startswith(("sqlalchemy.", "sqlite3."))


def _in_words(what: str) -> str:
    return WORDS.get(what) or KINDS.get(what.partition(".")[0].partition(" ")[0], what)


def _refused(stops: Sequence[Stop], tree: SourceTree) -> Finding:
    places = "place" if len(stops) == 1 else "places"
    summary = f"The loop stands still in {len(stops)} {places}: nobody else is answered meanwhile."
    return Finding.refused("blocks", summary, *_evidence(stops[:MOST_SHOWN], tree))


def _evidence(stops: Iterable[Stop], tree: SourceTree) -> Iterator[Evidence]:
    for stop in stops:
        if not stop.steps:
            yield Evidence.text(f"A callback of the loop waits for {stop.waits_for}.")
            continue
        # The database's own module is as it should be: what matters is who asks it in the loop.
        path, line, function = stop.steps[0 if _is_database(stop) else -1]
        way = " → ".join(f"{name} ({where}:{number})" for where, number, name in stop.steps)
        reached = f" on this way: {way}" if len(stop.steps) > 1 else ""
        yield place(f"{function} waits for {stop.waits_for} in the loop{reached}.", path, line, tree)


def _too_long(long: Sequence[Sight], tree: SourceTree) -> Finding:
    summary = "The loop works for so long at one thing that everybody else waits."
    places = [
        place(f"More than {sight.what} ran in one go, up to here.", *sight.steps[-1][:2], tree)
        for sight in long
        if sight.steps
    ]
    return Finding.refused("long-work", summary, *places[:MOST_SHOWN])
