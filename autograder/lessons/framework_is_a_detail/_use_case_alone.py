"""The use case of the door, with a rule and ports of ours, where no web framework can be imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._places import place
from autograder.lessons.framework_is_a_detail._asked import PACKAGE
from autograder.lessons.framework_is_a_detail._contract import filled
from autograder.lessons.framework_is_a_detail._door_rules import CLOSES, OPENS
from autograder.lessons.framework_is_a_detail._shop import CANCELLED, FAR, NEAR, TONIGHT, Shop, new_shop
from autograder.lessons.framework_is_a_detail._told import Refusal, answer, is_right, right_answer
from autograder.probes import DoorStep, LetIn, check_in_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 8.0
"""For all of it; two scanners that wait for one another take their time."""

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
USED, TWO_TIMES = "used", "two-times"
NOT_LOGGED, LOGGED_TOO = "gate-not-logged", "turned-away-logged-alike"
OF_THE_LOG = frozenset({NOT_LOGGED, LOGGED_TOO})
"""Reasons that cost the use case alone, not the two scanners."""

A_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:?\d\d|Z)?)?")


@dataclass(frozen=True)
class Visit:
    """What happens at the door, and what is right.

    Arguments:
        why: in a few words.
        step: what happens.
        right: the reason of the refusal; none where the ticket is let in.
        ticket: what is then given back of it.
        facts: what the rule has to be asked; none where there is nothing to ask it.
    """

    why: str
    step: DoorStep
    right: str | None = None
    ticket: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Miss:
    """A visit that went another way, and in a word how."""

    visit: Visit
    outcome: LetIn
    expected: str
    got: str
    reason: str = "wrong-answer"


def use_case_alone(exam: Examination) -> tuple[Refusal | None, Refusal | None]:
    """What is wrong with the use case, and with it when two scanners meet."""
    randomness = exam.randomness("door visits")
    now = datetime(2031, 3, 1, 18, tzinfo=UTC) + timedelta(minutes=randomness.randrange(500_000))
    shop = new_shop("door", now, randomness)
    word = "".join(randomness.choices("abcdefghijklmnopqrstuvwxyz", k=9))
    visits = (*_visits(shop, word), *_races(shop), *_visits_after(shop))
    visits = tuple(replace(visit, step=replace(visit.step, gate=f"{word}-gate")) for visit in visits)
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
    alone += _logged_too(pairs)
    first = min(alone, key=lambda miss: miss.reason in OF_THE_LOG, default=None)
    refusal = Refusal(first.reason, tuple(_told(first, exam.tree))) if first else None
    if first and first.reason not in OF_THE_LOG:
        return (refusal,) * 2
    return refusal, next(filter(None, (_raced(*pair) for pair in pairs if _is_race(pair[0]))), None)


def _visits(shop: Shop, word: str) -> Iterator[Visit]:
    """What happens to tickets that nobody else holds; the rule says what it is told to."""
    codes, starts_at = shop.tickets["checkin"], shop.starts_at(TONIGHT)
    yield Visit("An event is cancelled", DoorStep("cancel", CANCELLED, shop.now))
    yield Visit("An order is refunded", DoorStep("refund", shop.order_ids["refunded"], shop.now))
    yield _unknown("An unknown code", "NOSUCHCODE", starts_at)
    yield _let_in("A ticket an hour before the start", shop, TONIGHT, codes[0], starts_at - HOUR)
    used = _turned_away(shop, TONIGHT, USED, used=True)
    yield used("The same ticket, a minute later", codes[0], starts_at - HOUR + MINUTE)
    yield used("The same ticket, long after the doors have closed", codes[0], starts_at + 2 * CLOSES)
    yield _turned_away(shop, TONIGHT, word)("A reason that only the rule knows", codes[1], starts_at - HOUR)
    early = _turned_away(shop, TONIGHT, "too-early")
    yield early("A minute too early", codes[1], starts_at - OPENS - MINUTE)
    yield _let_in("The same ticket as the doors open", shop, TONIGHT, codes[1], starts_at - OPENS)
    refunded = _turned_away(shop, NEAR, "refunded", paid=False)
    yield refunded("A refunded ticket", shop.tickets["refunded"][0], shop.starts_at(NEAR))
    cancelled = _turned_away(shop, CANCELLED, "event-cancelled", cancelled=True)
    when = shop.starts_at(CANCELLED)
    yield cancelled("A ticket of a cancelled event", shop.tickets["cancelled"][0], when)
    near, closing = shop.tickets["half"][0], shop.starts_at(NEAR) + CLOSES
    yield _turned_away(shop, NEAR, "too-late")("As the doors close", near, closing)
    yield _let_in("A minute before that", shop, NEAR, near, closing - MINUTE)
    far = shop.tickets["page"][0]
    yield _let_in("Weeks before the start, with a rule that lets everybody in", shop, FAR, far, shop.now)


def _races(shop: Shop) -> Iterator[Visit]:
    tickets, starts_at = shop.tickets, shop.starts_at(TONIGHT)
    yield Visit(
        "Two scanners read the same ticket before one of them has noted it",
        DoorStep("two-scanners", tickets["checkin"][2], starts_at),
    )
    yield Visit(
        "A scanner of another process notes a ticket before this one, so that `use_ticket` says False",
        DoorStep("overtaken", tickets["page"][1], starts_at),
        USED,
    )


def _visits_after(shop: Shop) -> Iterator[Visit]:
    """Several refusals apply to a ticket that has been used: the first one counts."""
    code, starts_at = shop.tickets["checkin"][0], shop.starts_at(TONIGHT)
    yield Visit("The event is cancelled", DoorStep("cancel", TONIGHT, starts_at))
    cancelled = _turned_away(shop, TONIGHT, "event-cancelled", cancelled=True, used=True)
    yield cancelled("A used ticket of a cancelled event", code, starts_at)
    yield Visit("The order is refunded", DoorStep("refund", shop.order_ids["checkin"], starts_at))
    refunded = _turned_away(shop, TONIGHT, "refunded", paid=False, cancelled=True, used=True)
    yield refunded("A used and refunded ticket of a cancelled event", code, starts_at)


def _unknown(why: str, code: str, now: datetime) -> Visit:
    return Visit(why, DoorStep("check-in", code, now), "unknown-ticket")


def _turned_away(shop: Shop, event: int, reason: str, **facts: bool) -> Callable[[str, str, datetime], Visit]:
    """Makes visits with tickets of an event that the rule refuses for that reason."""
    asked = _facts(shop, event, **facts)

    def visit(why: str, code: str, now: datetime) -> Visit:
        return Visit(why, DoorStep("check-in", code, now, rule=reason), reason, facts=asked)

    return visit


def _facts(
    shop: Shop, event: int, *, paid: bool = True, cancelled: bool = False, used: bool = False
) -> Mapping[str, Any]:
    starts_at = shop.starts_at(event).astimezone(UTC).isoformat()
    return {"starts_at": starts_at, "paid": paid, "cancelled": cancelled, "used": used}


def _let_in(why: str, shop: Shop, event: int, code: str, now: datetime) -> Visit:
    purpose = next(name for name, codes in shop.tickets.items() if code in codes)
    said = shop.events[event - 1]
    ticket = {
        "code": code,
        "order_id": shop.order_ids[purpose],
        "event": said["title"],
        "tier": said["tiers"][0]["name"],
    }
    return Visit(why, DoorStep("check-in", code, now), ticket=ticket, facts=_facts(shop, event))


def _is_race(visit: Visit) -> bool:
    return visit.step.do in {"two-scanners", "overtaken"}


def _misses(visit: Visit, calls: Sequence[LetIn]) -> Iterator[Miss]:
    for call in calls:
        yield from _wrong_rule_use(visit, call)
        if not is_right(call.raised, call.reason, visit.right):
            got = answer(call.raised, call.reason, call.message)
            is_foreign = call.raised is not None and call.reason is None
            reason = "exception" if is_foreign else "wrong-answer"
            yield Miss(visit, call, right_answer(visit.right), got, reason)
        elif visit.ticket is not None:
            yield from _wrong_ticket(visit, visit.ticket, call)


def _wrong_rule_use(visit: Visit, call: LetIn) -> Iterator[Miss]:
    """The rule is not asked, or about something else than this ticket at this time."""
    if visit.facts is None:
        return
    if not call.asked and (call.raised is None or call.reason is not None):
        yield Miss(visit, call, "boxoffice.domain.check_in is asked", "it is not asked", "rule-not-asked")
    for asked in call.asked:
        for name, value in visit.facts.items():
            if asked[name] != value:
                expected, got = f"check_in({name}={value!r})", f"check_in({name}={asked[name]!r})"
                yield Miss(visit, call, expected, got, "wrong-question")
        if not _is_about(visit.step.now, asked["now"]):
            now = visit.step.now.isoformat()
            yield Miss(visit, call, f"check_in(now={now})", f"now={asked['now']!r}", "wrong-question")


def _wrong_ticket(visit: Visit, ticket: Mapping[str, Any], call: LetIn) -> Iterator[Miss]:
    """What is given back is not this ticket as the store has it now; or the log has no line with the gate."""
    given = call.ticket or {}
    for name, value in ticket.items():
        if type(given.get(name)) is not type(value) or given[name] != value:
            yield Miss(visit, call, f"let in, {name} {value!r}", f"{name} {given.get(name)!r}")
    used_at = given.get("used_at")
    asked_about = call.asked[-1].get("now") if call.asked else None
    if not _is_about(visit.step.now, call.noted):
        noted = f"in the store used_at {call.noted!r}"
        yield Miss(visit, call, f"noted at {visit.step.now.isoformat()}", noted)
    elif call.asked and call.noted != asked_about:
        right = f"noted at {asked_about}, the time that the rule was asked about"
        yield Miss(visit, call, right, f"in the store used_at {call.noted!r}", TWO_TIMES)
    elif used_at != call.noted:
        yield Miss(visit, call, f"let in, used_at {call.noted!r}, as in the store", f"used_at {used_at!r}")
    if not call.logged:
        yield Miss(visit, call, f"a line of the log with {visit.step.gate!r}", "no such line", NOT_LOGGED)


def _logged_too(pairs: Sequence[tuple[Visit, Sequence[LetIn]]]) -> Iterator[Miss]:
    """Tickets that are turned away with the very lines with which one is let in; other words are free."""
    calls = [(visit, call) for visit, outcomes in pairs if not _is_race(visit) for call in outcomes]
    turned_away = {
        form: (visit, call, line)
        for visit, call in reversed(calls)
        for form, line in _forms(visit, call).items()
        if call.raised
    }
    for visit, call in calls:
        forms = {} if call.raised else _forms(visit, call)
        if forms and forms.keys() <= turned_away.keys():
            other, seen, line = turned_away[next(iter(forms))]
            expected = f"{right_answer(other.right)}, and no such line"
            yield Miss(other, seen, expected, f"in the log, as of one let in: {line!r}", LOGGED_TOO)


def _forms(visit: Visit, call: LetIn) -> Mapping[str, str]:
    """The lines with the gate, by what is left of them without the code and times, which always differ."""
    return {A_TIME.sub("", line.replace(str(visit.step.what), "")): line for line in call.logged}


def _is_about(now: datetime, told: Any) -> bool:
    """Whether a time is one that the clock showed: it goes on by a second whenever it is looked at."""
    try:
        return isinstance(told, str) and now <= datetime.fromisoformat(told) < now + MINUTE
    except (TypeError, ValueError):
        return False


def _told(miss: Miss, tree: SourceTree) -> Iterator[Evidence]:
    yield Evidence.exchange(
        f"{miss.visit.why}.", asked=_asked(miss.visit), expected=miss.expected, got=miss.got
    )
    outcome = miss.outcome
    if outcome.raised is not None and outcome.reason is None:
        yield place(f"{outcome.raised}: {outcome.message}", outcome.path, outcome.line, tree)


def _asked(visit: Visit) -> str:
    step = visit.step
    return f"check_in_ticket({step.what!r}, {step.gate!r}, ports) at {step.now.isoformat(' ')}"


def _raced(visit: Visit, calls: Sequence[LetIn]) -> Refusal | None:
    """One of two is let in, the other is told that the ticket is used; which may be the only one of ours."""
    came = [answer(call.raised, call.reason, call.message) for call in calls]
    if visit.right is not None:
        return _lost(visit, came)
    if sorted(came) == sorted([right_answer(None), right_answer(USED)]):
        return None
    words = f"{visit.why}."
    if len(calls) == 1:
        words = "The ticket was not noted by `transaction.use_ticket(code, now)`, which tells who was first."
    told = Evidence.exchange(
        words,
        asked=_asked(visit),
        expected=f"one let in, the other {right_answer(USED)}",
        got=" and ".join(came),
    )
    return Refusal("two-let-in" if came.count(right_answer(None)) > 1 else "wrong-race", (told,))


def _lost(visit: Visit, came: Sequence[str]) -> Refusal | None:
    """What is wrong where somebody else was quicker."""
    right = right_answer(visit.right)
    if came == [right]:
        return None
    told = Evidence.exchange(f"{visit.why}.", asked=_asked(visit), expected=right, got=" and ".join(came))
    return Refusal("two-let-in" if right_answer(None) in came else "wrong-race", (told,))
