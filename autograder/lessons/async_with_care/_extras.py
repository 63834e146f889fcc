"""Ask for the extras while partners hold back their answers, and the clock of time limits is in our hands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple

from autograder.probes import Pending, Place, Trouble, WatchedApp
from autograder.sandbox import Answer, Failure
from autograder.upstreams import PARTNERS, Call, Fault, Request

LIMIT = 1.5
"""Seconds that a partner may take."""

IN_TIME, TOO_LATE = 1.4, 0.2
"""Seconds after which an answer still counts, and seconds after these by which the partner was given up."""

TWICE = 1.6
FOREVER = 30.0

PAUSE = 1.0
"""Seconds, within every limit, for those who do not ask all at once."""

VERY_PATIENT = 4
"""Times as long as else."""

MOST_AT_ONCE = 4

CROWD = 4
"""Requests that meet partners of which none answers: 48 waits, more than a usual pool has threads."""

BESIDE = 3
"""Requests that are under way at the same time, two of them for one event."""

MOST_TURNS = CROWD * len(PARTNERS)
"""Limits that run out one after the other where the whole app asks one at a time."""

TROUBLES: Mapping[str, Trouble] = {
    "answers 503": Trouble(Fault.ERROR, status=503),
    "answers something that is not JSON": Trouble(Fault.GARBAGE),
    "drops the connection": Trouble(Fault.DROP),
    "answers a JSON object without offers": Trouble(Fault.ERROR, status=200),
    "answers a JSON list": Trouble(Fault.GARBAGE, status=200, body=b"[]"),
    "answers 502, and offers": Trouble(Fault.NONE, status=502),
    "answers 404, and offers": Trouble(Fault.NONE, status=404),
}
"""What partners do besides hanging."""


class Offer(NamedTuple):
    """What a partner offers; the price in cents."""

    partner: str
    title: str
    price_cents: int


@dataclass(frozen=True)
class Reply:
    """An answer to the request for extras.

    Arguments:
        status: of the answer; None where there was none.
        offers, missing: what it holds, in any order; None where it is no such answer.
        failure: why there was no answer, or what was raised instead of one.
        text: the start of the answer as it came.
    """

    status: int | None
    offers: frozenset[Offer] | None = None
    missing: frozenset[str] | None = None
    failure: Failure | None = field(default=None, compare=False)
    text: str = field(default="", compare=False)


@dataclass(frozen=True)
class Event:
    """The event whose extras are asked for, the city of its venue, and what each partner offers for it."""

    path: str
    city: str
    offers: Mapping[str, frozenset[Offer]]

    def reply(self, missing: Iterable[str] = ()) -> Reply:
        """The right answer while these partners give nothing."""
        gone = frozenset(missing)
        given = (offers for partner, offers in self.offers.items() if partner not in gone)
        return Reply(HTTPStatus.OK, frozenset(offer for offers in given for offer in offers), gone)


@dataclass(frozen=True)
class Scene:
    """What came of one request.

    Arguments:
        reply: the answer, with everything let go in the end.
        missing: the partners that were kept from giving anything.
        asked: the partners that were asked, in order of arrival.
        at_once: the most that were asked at a time, or waited for, where all hang.
        seconds: how far the clock had to be moved until the answer was there; None: it never came by itself.
        left: tasks of the request that were not done after its end.
        troubles: what each partner did, where it matters.
        event: whose extras were asked for, where there were several.
    """

    reply: Reply
    missing: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    at_once: int = 0
    seconds: float | None = 0.0
    left: tuple[Place, ...] = ()
    troubles: Mapping[str, str] | None = None
    event: Event | None = None


class Extras:
    """Asks a watched app for the extras of one event, scene by scene; the clock of its loop stands still.

    Arguments:
        app: the app.
        event: the event to ask for.
    """

    def __init__(self, app: WatchedApp, event: Event) -> None:
        self._app, self._event = app, event
        self._width = MOST_AT_ONCE

    def together(self) -> Scene:
        """Nobody gets an answer before four are asked, and then one after the other."""
        self._app.advance(0.0)
        pending = self._begin(lambda _: True)
        self._app.settle(pending, lambda: len(self._app.waiting) >= MOST_AT_ONCE, patient=True)
        if len(self._app.waiting) < MOST_AT_ONCE:  # whoever pauses between two calls
            self._app.advance(PAUSE)
        self._app.settle(pending)
        while self._app.waiting and not pending.done and not self._app.lost:
            before = len(self._asked())
            self._app.upstreams.gate.release(self._app.waiting[:1])
            self._app.settle(pending, lambda known=before: len(self._asked()) > known)  # type: ignore[misc] # the default binds it
        at_once = max((request.in_flight for request in self._asked()), default=0)
        self._width = max(1, min(at_once, MOST_AT_ONCE))
        return self._end(pending, at_once=at_once)

    def slow(self) -> Scene:
        """Every partner answers, each in time, and no sooner."""
        pending = self._begin(lambda _: True)
        for turn in range(len(PARTNERS)):
            self._await_asked(pending, turn + 1)
            if pending.done or self._app.lost:
                break
            self._app.advance(IN_TIME)
            self._app.settle(pending)
            self._app.upstreams.gate.release(self._app.waiting)
        return self._end(pending)

    def hanging(self, partner: str) -> Scene:
        """One partner never answers, the others at once."""
        pending = self._begin(lambda request: request.partner == partner)
        for _ in range(VERY_PATIENT):  # its time must not begin after the clock was moved
            self._app.settle(pending, lambda: len(self._app.waiting) > 0, patient=True)
        self._app.settle(pending, lambda: len(self._asked()) == len(PARTNERS), patient=True)
        self._app.settle(pending)
        seconds = self._moved(pending, (IN_TIME, TOO_LATE, TWICE, FOREVER))
        return self._end(pending, missing=(partner,), seconds=seconds)

    def dripping(self, partner: str) -> Scene:
        """One partner sends a few bytes now and then, and never an answer; the others answer at once."""
        pending = self._begin(lambda request: request.partner == partner)
        for _ in range(VERY_PATIENT):
            self._app.settle(pending, lambda: len(self._app.waiting) > 0, patient=True)
        self._app.settle(pending, lambda: len(self._asked()) == len(PARTNERS), patient=True)
        moved = 0.0
        for seconds in (LIMIT / 2, IN_TIME - LIMIT / 2, TOO_LATE):
            self._app.upstreams.gate.drip()
            self._app.settle(pending)
            if pending.done or self._app.lost:
                break
            self._app.advance(seconds)
            moved += seconds
        self._app.settle(pending, patient=True)
        return self._end(pending, missing=(partner,), seconds=moved if pending.done else None)

    def crowded(self) -> Scene:
        """Several requests met partners of which none answered; for one more all are well."""
        self._app.upstreams.clear_record()
        self._app.upstreams.gate.hold(lambda _: True)
        crowd = [self._app.begin(self._event.path) for _ in range(CROWD)]
        for turn in range(1, MOST_TURNS + 1):
            wanted = min(turn * self._width, len(PARTNERS)) * CROWD
            waits = next((each for each in crowd if not each.done), None)
            if waits is None or self._app.lost:
                break
            self._app.settle(waits, lambda most=wanted: len(self._asked()) >= most, patient=True)  # type: ignore[misc] # the default binds it
            self._app.settle(waits)
            self._app.advance(IN_TIME + TOO_LATE)
        for each in crowd:
            self._app.settle(each)
        self._app.upstreams.gate.hold(lambda _: False)  # who waits goes on to wait
        last = self._app.begin(self._event.path)
        self._app.settle(last, patient=True)
        seconds = self._moved(last, (IN_TIME, TOO_LATE))
        scene = self._end(last, seconds=seconds, asked=())  # whom it asked and whom the crowd, nobody knows
        for each in crowd:
            self._app.settle(each, patient=True)
        return scene

    def all_hanging(self) -> Scene:
        """No partner ever answers."""
        pending = self._begin(lambda _: True)
        at_once = 0
        for turn in range(len(PARTNERS)):
            self._await_asked(pending, turn + 1)
            if pending.done or self._app.lost:
                break
            at_once = max(at_once, self._waited_for(pending))
            self._app.advance(IN_TIME + TOO_LATE)
        self._app.settle(pending, patient=True)
        seconds = 0.0 if pending.done else None
        return self._end(pending, missing=PARTNERS, seconds=seconds, at_once=at_once)

    def _waited_for(self, pending: Pending) -> int:
        """How many wait for their partner, when those whose limit is over had the time to hang up."""
        self._app.settle(pending, lambda: len(self._app.waiting) <= MOST_AT_ONCE, patient=True)
        return len(self._app.waiting)

    def failing(self, partners: tuple[str, ...]) -> Scene:
        """Some partners fail at once, each in its own way."""
        troubles = dict(zip(partners, TROUBLES, strict=False))
        for partner, trouble in troubles.items():
            made = TROUBLES[trouble]
            dials = self._app.upstreams.partners[partner]
            dials.dial(made.fault, status=made.status, body=made.body)
        pending = self._begin(None)
        self._app.settle(pending, patient=True)
        seconds = self._moved(pending, (IN_TIME, TOO_LATE))
        scene = self._end(pending, missing=tuple(troubles), seconds=seconds, troubles=troubles)
        self._app.upstreams.partners.reset()
        return scene

    def cancelled(self) -> Scene:
        """The request is cancelled while partners are asked, and none of them answers."""
        pending = self._begin(lambda _: True)
        self._await_asked(pending, 1)
        self._app.cancel(pending)
        self._app.settle(pending)
        if not pending.done:  # threads end when their limit does
            self._app.advance(IN_TIME + TOO_LATE)
            self._app.settle(pending, patient=True)
        return self._end(pending, seconds=0.0 if pending.done else None)

    def well(self) -> Scene:
        """Nothing is in the way."""
        pending = self._begin(None)
        self._app.settle(pending, patient=True)
        return self._end(pending)

    def empty(self, partner: str) -> Scene:
        """One partner has nothing to offer."""
        nothing = json.dumps({"partner": partner, "offers": []}).encode()
        self._app.upstreams.partners[partner].dial(Fault.GARBAGE, status=HTTPStatus.OK, body=nothing)
        pending = self._begin(None)
        self._app.settle(pending, patient=True)
        scene = self._end(pending, missing=(partner,))
        self._app.upstreams.partners.reset()
        return scene

    def beside(self, other: Event) -> Scene:
        """Two requests for one event and one for another at a time; nobody gets an answer at first.

        Returns:
            The first reply that is wrong, or one that is right.
        """
        self._app.upstreams.clear_record()
        self._app.upstreams.gate.hold(lambda _: True)
        begun: list[tuple[Event, Pending]] = []
        for event in (self._event, other, self._event):
            begun.append((event, self._app.begin(event.path)))
            wanted = len(begun) * self._width
            self._app.settle(begun[-1][1], lambda most=wanted: len(self._asked()) >= most, patient=True)  # type: ignore[misc] # the default binds it
        self._app.let_go()
        for _, pending in begun:
            self._app.settle(pending, patient=True)
        asked = _names(self._asked())
        scenes = [Scene(_reply(pending), asked=asked, event=event) for event, pending in begun]
        wrong = (each for each in scenes if each.event is not None and each.reply != each.event.reply())
        return next(wrong, scenes[0])

    def _begin(self, holds: Callable[[Request], bool] | None) -> Pending:
        self._app.upstreams.clear_record()
        if holds is not None:
            self._app.upstreams.gate.hold(holds)
        return self._app.begin(self._event.path)

    def _end(self, pending: Pending, **seen: Any) -> Scene:
        """Look at what is left, let everything go, and read the answer."""
        left = self._left(pending) if pending.done else ()
        seen = {"asked": _names(self._asked()), **seen}
        self._app.let_go()
        self._app.settle(pending, patient=True)
        if not pending.done:
            return Scene(Reply(None), **{"seconds": None, **seen})
        return Scene(_reply(pending), left=left, **seen)

    def _left(self, pending: Pending) -> tuple[Place, ...]:
        """The tasks that are not done, after they had the time to end."""
        left = self._app.left(pending)
        if left:
            self._app.turns()
            left = self._app.left(pending)
        return left

    def _moved(self, pending: Pending, steps: Iterable[float]) -> float | None:
        """Move the clock step by step until the answer is there: how far it was moved."""
        moved = 0.0
        for seconds in steps:
            if pending.done or self._app.lost:
                break
            self._app.advance(seconds)
            moved += seconds
            self._app.settle(pending, patient=seconds != IN_TIME)
        return moved if pending.done else None

    def _await_asked(self, pending: Pending, turns: int) -> None:
        """Wait until so many times as many partners are asked as the app asks at a time, or all."""
        wanted = min(self._width * turns, len(PARTNERS))
        self._app.settle(pending, lambda: len(self._asked()) >= wanted, patient=True)
        self._app.settle(pending)

    def _asked(self) -> tuple[Request, ...]:
        return tuple(request for request in self._app.upstreams.record if request.service == "partners")


def the_event(app: WatchedApp, event_id: int, city: str) -> Event:
    """The event with what each partner would answer, asked of the upstream services themselves."""
    offers = {}
    for partner in PARTNERS:
        call = Call("GET", (partner, "offers"), {"event": str(event_id), "city": city})
        said: Any = app.upstreams.partners.work("offers", call).json
        offers[partner] = frozenset(
            Offer(partner, each["title"], each["price_cents"]) for each in said["offers"]
        )
    return Event(f"/events/{event_id}/extras", city, offers)


def read_reply(answer: Answer | Failure) -> Reply:
    """An answer as far as it is one."""
    if isinstance(answer, Failure):
        return Reply(None, failure=answer)
    text = answer.text[:200]
    try:
        body: Any = answer.json()
        offers = frozenset(
            Offer(str(each["partner"]), str(each["title"]), int(each["price_cents"]))
            for each in body["offers"]
        )
        missing = frozenset(str(each) for each in body["missing"])
    except (ValueError, TypeError, KeyError):
        return Reply(answer.status, failure=answer.raised, text=text)
    return Reply(answer.status, offers, missing, answer.raised, text)


def _reply(pending: Pending) -> Reply:
    return read_reply(pending.answer.result()) if pending.done else Reply(None)


def _names(requests: Iterable[Request]) -> tuple[str, ...]:
    return tuple(request.partner or "" for request in requests)
