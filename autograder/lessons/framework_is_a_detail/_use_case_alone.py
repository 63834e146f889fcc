"""The use case of the door, with ports of ours, where no web framework can be imported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons.framework_is_a_detail._asked import PACKAGE
from autograder.lessons.framework_is_a_detail._contract import filled
from autograder.lessons.framework_is_a_detail._door_rules import CLOSES, OPENS
from autograder.lessons.framework_is_a_detail._failures import place, refusal_of
from autograder.lessons.framework_is_a_detail._shop import CANCELLED, NEAR, TONIGHT, Shop, new_shop
from autograder.lessons.framework_is_a_detail._told import Refusal, answer, is_right, right_answer
from autograder.probes import DoorStep, LetIn, check_in_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 8.0
"""For all of it; two scanners that wait for one another take their time."""

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
USED = "used"


@dataclass(frozen=True)
class Visit:
    """What happens at the door, and what is right.

    Arguments:
        why: in a few words.
        step: what happens.
        right: the reason of the refusal; none where the ticket is let in.
        ticket: what is then given back of it.
    """

    why: str
    step: DoorStep
    right: str | None = None
    ticket: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Miss:
    """A visit that went another way."""

    visit: Visit
    outcome: LetIn
    expected: str
    got: str


def use_case_alone(exam: Examination) -> tuple[Refusal | None, Refusal | None]:
    """What is wrong with the use case, and with it when two scanners meet."""
    randomness = exam.randomness("door visits")
    now = datetime(2031, 3, 1, 18, tzinfo=UTC) + timedelta(minutes=randomness.randrange(500_000))
    shop = new_shop("door", now, randomness)
    visits = (*_visits(shop), _race(shop), *_visits_after(shop))
    with exam.room(exam.tree.under(PACKAGE)) as room:
        done = check_in_alone(room, filled(shop), [each.step for each in visits], seconds=SECONDS)
    if done.failure:
        found = refusal_of(done.failure, exam.tree)
        return (Refusal(found.reason, found.evidence),) * 2
    if done.missing or len(done.outcomes) != len(visits):
        words = f"{done.missing}(code, gate, ports) is not there." if done.missing else "Not all was asked."
        return (Refusal("missing-seam", (Evidence.text(words),)),) * 2
    pairs = [*zip(visits, done.outcomes, strict=True)]
    alone = [miss for visit, calls in pairs if not _is_race(visit) for miss in _misses(visit, calls)]
    if alone:
        return (Refusal(_reason(alone[0]), tuple(_told(alone[0], exam.tree))),) * 2
    return None, next(_raced(*pair) for pair in pairs if _is_race(pair[0]))


def _visits(shop: Shop) -> Iterator[Visit]:
    """What happens to tickets that nobody else holds."""
    codes, starts_at = shop.tickets["checkin"], shop.starts_at(TONIGHT)
    yield Visit("An event is cancelled", DoorStep("cancel", CANCELLED, shop.now))
    yield Visit("An order is refunded", DoorStep("refund", shop.order_ids["refunded"], shop.now))
    yield _turned_away("An unknown code", "NOSUCHCODE", starts_at, "unknown-ticket")
    yield _let_in("A ticket an hour before the start", shop, TONIGHT, codes[0], starts_at - HOUR)
    yield _turned_away("The same ticket, a second later", codes[0], starts_at - HOUR + SECOND, USED)
    yield _turned_away("A second too early", codes[1], starts_at - OPENS - SECOND, "too-early")
    yield _let_in("The same ticket as the doors open", shop, TONIGHT, codes[1], starts_at - OPENS)
    yield _turned_away("A refunded ticket", shop.tickets["refunded"][0], starts_at, "refunded")
    cancelled = shop.tickets["cancelled"][0]
    yield _turned_away("A ticket of a cancelled event", cancelled, starts_at, "event-cancelled")
    near, closing = shop.tickets["half"][0], shop.starts_at(NEAR) + CLOSES
    yield _turned_away("As the doors close", near, closing, "too-late")
    yield _let_in("A second before that", shop, NEAR, near, closing - SECOND)


def _race(shop: Shop) -> Visit:
    return Visit(
        "Two scanners read the same ticket before one of them has noted it",
        DoorStep("two-scanners", shop.tickets["checkin"][2], shop.starts_at(TONIGHT)),
    )


def _visits_after(shop: Shop) -> Iterator[Visit]:
    """Several refusals apply to a ticket that has been used: the first one counts."""
    code, starts_at = shop.tickets["checkin"][0], shop.starts_at(TONIGHT)
    yield Visit("The event is cancelled", DoorStep("cancel", TONIGHT, starts_at))
    yield _turned_away("A used ticket of a cancelled event", code, starts_at, "event-cancelled")
    yield Visit("The order is refunded", DoorStep("refund", shop.order_ids["checkin"], starts_at))
    yield _turned_away("A used and refunded ticket of a cancelled event", code, starts_at, "refunded")


def _turned_away(why: str, code: str, now: datetime, reason: str) -> Visit:
    return Visit(why, DoorStep("check-in", code, now), reason)


def _let_in(why: str, shop: Shop, event: int, code: str, now: datetime) -> Visit:
    purpose = next(name for name, codes in shop.tickets.items() if code in codes)
    said = shop.events[event - 1]
    ticket = {
        "code": code,
        "order_id": shop.order_ids[purpose],
        "event": said["title"],
        "tier": said["tiers"][0]["name"],
        "used_at": now.astimezone(UTC).isoformat(),
    }
    return Visit(why, DoorStep("check-in", code, now), ticket=ticket)


def _is_race(visit: Visit) -> bool:
    return visit.step.do == "two-scanners"


def _misses(visit: Visit, calls: Sequence[LetIn]) -> Iterator[Miss]:
    for call in calls:
        if not is_right(call.raised, call.reason, visit.right):
            got = answer(call.raised, call.reason, call.message)
            yield Miss(visit, call, right_answer(visit.right), got)
            continue
        given = call.ticket or {}
        for name, value in (visit.ticket or {}).items():
            if type(given.get(name)) is not type(value) or given[name] != value:
                yield Miss(visit, call, f"let in, {name} {value!r}", f"{name} {given.get(name)!r}")


def _reason(miss: Miss) -> str:
    return "exception" if miss.outcome.raised is not None and miss.outcome.reason is None else "wrong-answer"


def _told(miss: Miss, tree: SourceTree) -> Iterator[Evidence]:
    yield Evidence.exchange(
        f"{miss.visit.why}.", asked=_asked(miss.visit), expected=miss.expected, got=miss.got
    )
    outcome = miss.outcome
    if outcome.raised is not None and outcome.reason is None:
        yield place(f"{outcome.raised}: {outcome.message}", outcome.path, outcome.line, tree)


def _asked(visit: Visit) -> str:
    step = visit.step
    return f'check_in_ticket({step.what!r}, "north", ports) at {step.now.isoformat(" ")}'


def _raced(visit: Visit, calls: Sequence[LetIn]) -> Refusal | None:
    """One of two is let in, the other is told that the ticket is used."""
    came = [answer(call.raised, call.reason, call.message) for call in calls]
    if sorted(came) == sorted([right_answer(None), f"Refused({USED!r})"]):
        return None
    words = f"{visit.why}."
    if len(calls) == 1:
        words = "The ticket was not noted by `transaction.use_ticket(code, now)`, which tells who was first."
    told = Evidence.exchange(
        words,
        asked=_asked(visit),
        expected=f"one let in, the other Refused({USED!r})",
        got=" and ".join(came),
    )
    return Refusal("two-let-in" if came.count(right_answer(None)) > 1 else "wrong-race", (told,))
