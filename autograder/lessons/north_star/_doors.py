"""Events with hours of their own, without, and with hours that make no sense; and tickets at their doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

from autograder.lessons.errors_by_design._scenes import Wrong
from autograder.lessons.errors_by_design._shop import NoShopError, Reply
from autograder.lessons.north_star._tills import Tills
from autograder.verdict import Evidence

USUAL = (180, 360)
"""Minutes before and after the start."""

MINUTE, MOMENT = timedelta(minutes=1), timedelta(seconds=1)
STARTS_IN = timedelta(days=30)
"""As `Shop.concert` has it."""

DoorScene = Callable[[Tills], Wrong | None]


def own_hours(tills: Tills, *, opens: Sequence[int], closes: Sequence[int]) -> Wrong | None:
    """An event with hours of its own, some of these."""
    before, after = tills.chance.choice(opens), tills.chance.choice(closes)
    hours = {"opens_minutes_before": before, "closes_minutes_after": after}
    return _at_the_door(tills, {"check_in": hours}, before, after)


def usual_hours(tills: Tills, *, fields: Mapping[str, Any]) -> Wrong | None:
    """An event without hours of its own."""
    return _at_the_door(tills, fields, *USUAL)


def nonsense(tills: Tills, *, hours: Any) -> Wrong | None:
    """Hours that make no sense are refused before anything is made of them."""
    reply = _made(tills, {"check_in": hours})
    if (reply.status, reply.reason) == (HTTPStatus.UNPROCESSABLE_ENTITY, "bad-input"):
        return None
    evidence = Evidence.exchange(
        "These hours make no sense.",
        asked=f"POST /events with check_in = {hours!r}",
        expected="422, reason bad-input",
        got=str(reply),
    )
    return Wrong("accepts-nonsense", "Hours that make no sense are taken.", evidence)


def same_answer(tills: Tills) -> Wrong | None:
    """What `POST /events` answers has the fields that it had."""
    hours = {"opens_minutes_before": 60, "closes_minutes_after": 60}
    plain, own = (_made(tills, fields) for fields in ({}, {"check_in": hours}))
    if own.fields and set(plain.fields) == set(own.fields):
        return None
    evidence = Evidence.exchange(
        "An event with hours of its own is made.",
        asked=f"POST /events with check_in = {hours}",
        expected=f"201 with {', '.join(sorted(plain.fields))}",
        got=str(own),
    )
    return Wrong("other-answer", "The answer to a new event is another one.", evidence)


def _at_the_door(tills: Tills, fields: Mapping[str, Any], opens: int, closes: int) -> Wrong | None:
    """Two tickets, at both limits of the door and a moment beside them."""
    concert = tills.concert(**fields)
    codes = tills.buy(tills.want(concert, 2)).codes
    if len(codes) != 2:  # noqa: PLR2004 - as many as were bought
        raise NoShopError("No tickets can be bought.", "POST /orders", tills.get(f"/events/{concert.id}"))
    starts = tills.now + STARTS_IN
    first, last = starts - opens * MINUTE, starts + closes * MINUTE
    steps = (
        (codes[0], first - MOMENT, "too-early"),
        (codes[0], first, None),
        (codes[1], last, "too-late"),
        (codes[1], last - MOMENT, None),
    )
    for code, at, reason in steps:
        tills.app.turn_clock(at)
        wrong = _wrong_at(tills.post(f"/checkin/{code}"), fields, at - starts, reason)
        if wrong is not None:
            tills.app.turn_clock(tills.now)
            return wrong
    tills.app.turn_clock(tills.now)
    return None


def _wrong_at(reply: Reply, fields: Mapping[str, Any], since: timedelta, reason: str | None) -> Wrong | None:
    if reason is None and reply.status == HTTPStatus.OK:
        return None
    if reason is not None and (reply.status, reply.reason) == (HTTPStatus.CONFLICT, reason):
        return None
    side = "before" if since < timedelta(0) else "after"
    evidence = Evidence.exchange(
        f"A good ticket, {abs(since)} {side} the start.",
        asked=f"POST /checkin/... of an event with check_in = {fields.get('check_in', 'left out')}",
        expected="200" if reason is None else f"409, reason {reason}",
        got=str(reply),
    )
    return Wrong("wrong-door", "The door does not go by the hours of its event.", evidence)


def _made(tills: Tills, fields: Mapping[str, Any]) -> Reply:
    """An answer to `POST /events`, whatever it is."""
    body = {
        "title": tills.word(),
        "venue": {"name": tills.word(), "city": tills.word()},
        "starts_at": (tills.now + STARTS_IN).isoformat(),
        "on_sale_at": (tills.now - STARTS_IN).isoformat(),
        "tiers": [{"name": "Standing", "price_cents": 3_500, "seats": 20}],
        **fields,
    }
    return tills.post("/events", body)


_NONSENSE: Mapping[str, Any] = {
    "only one of them": {"opens_minutes_before": 90},
    "only the other": {"closes_minutes_after": 90},
    "neither": {},
    "one of them null": {"opens_minutes_before": None, "closes_minutes_after": 90},
    "negative": {"opens_minutes_before": -1, "closes_minutes_after": 90},
    "longer than a day": {"opens_minutes_before": 1_441, "closes_minutes_after": 90},
    "closed at once": {"opens_minutes_before": 90, "closes_minutes_after": 0},
    "closed too late": {"opens_minutes_before": 90, "closes_minutes_after": 1_441},
    "in words": {"opens_minutes_before": "early", "closes_minutes_after": "late"},
    "half a minute": {"opens_minutes_before": 90.5, "closes_minutes_after": 90},
    "a number": 90,
}

GIVEN_DOORS: Mapping[str, DoorScene] = {
    "without hours": partial(usual_hours, fields={}),
    "null": partial(usual_hours, fields={"check_in": None}),
}
"""As ever: right before the exercise."""

DOORS: Mapping[str, DoorScene] = {
    **GIVEN_DOORS,
    "the same answer": same_answer,
    "own hours": partial(own_hours, opens=range(200, 600), closes=range(20, 300)),
    "shorter before, longer after": partial(own_hours, opens=range(10, 170), closes=range(400, 900)),
    "shortest": partial(own_hours, opens=(0,), closes=(1,)),
    "longest": partial(own_hours, opens=(1_440,), closes=(1_440,)),
    **{name: partial(nonsense, hours=hours) for name, hours in _NONSENSE.items()},
}
"""What may come of hours."""
