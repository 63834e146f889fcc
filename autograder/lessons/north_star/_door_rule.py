"""The door's rule with hours and without, asked through the facade, where there is nothing but the domain."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import timedelta

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.boundaries.domain_alone import domain_only
from autograder.lessons.framework_is_a_detail._door_rules import CLOSES, OPENS, DoorCase, door_cases
from autograder.lessons.framework_is_a_detail._told import answer, is_right, right_answer
from autograder.probes import Call, Make, Outcome, ask_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MODULE, FUNCTION = "boxoffice.domain", "check_in"
NAMES = ("now", "starts_at", "paid", "cancelled", "used")
SECONDS = 3.0
SHOWN = 2
CASES = 24
"""With hours, in any state."""

MOMENT = timedelta(microseconds=1)
STEPS = (timedelta(0), MOMENT, timedelta(minutes=1))
LIMITS = ("opening", "closing")
PLACES = tuple((limit, sign * step) for limit in LIMITS for step in STEPS for sign in (1, -1))
"""Both sides of each limit, and how far from it."""


@dataclass(frozen=True)
class HoursCase:
    """A ticket at the door of an event with hours of its own; None stands for the usual ones."""

    ticket: DoorCase
    hours: tuple[timedelta, timedelta] | None

    @property
    def right(self) -> str | None:
        """The reason for which it is turned away, the first that applies; none if it is good."""
        ticket = self.ticket
        states = ((not ticket.paid, "refunded"), (ticket.cancelled, "event-cancelled"), (ticket.used, "used"))
        first = next((reason for applies, reason in states if applies), None)
        if first is not None:
            return first
        opens, closes = self.hours or (OPENS, CLOSES)
        since = ticket.now - ticket.starts_at
        if since < -opens:
            return "too-early"
        return "too-late" if since >= closes else None

    @property
    def shown(self) -> str:
        """The call in a line."""
        hours = "None" if self.hours is None else f"DoorHours({self.hours[0]}, {self.hours[1]})"
        ticket = self.ticket
        since = ticket.now - ticket.starts_at
        side = f"starts_at - {-since}" if since < timedelta(0) else f"starts_at + {since}"
        states = f"paid={ticket.paid}, cancelled={ticket.cancelled}, used={ticket.used}"
        return f"{FUNCTION}(now={side}, {states}, hours={hours})"


def rule_alone(exam: Examination) -> Finding:
    """Whether `check_in` answers as the rules do; all of it, or nothing."""
    cases = [*_cases(exam.randomness("north star: door"))]
    calls = [_call(case, by_name=bool(number % 2)) for number, case in enumerate(cases)]
    with exam.room(domain_only(exam.tree)) as room:
        alone = ask_alone(room, MODULE, calls, seconds=SECONDS)
    if alone.failure:
        return refusal_of(alone.failure, exam.tree)
    if alone.missing:
        words = f"{MODULE} hands out no {', '.join(alone.missing)}."
        return Finding.refused("missing-seam", words)
    return _decided(cases, alone.first, exam.tree)


def _cases(chance: random.Random) -> Iterator[HoursCase]:
    tickets = [*door_cases(chance)]
    good, others = ([each for each in tickets if _is_good(each) == wanted] for wanted in (True, False))
    for ticket in (*good, *chance.sample(others, CASES)):
        yield HoursCase(ticket, None)
    # Nought minutes are hours of one's own: the door opens with the show.
    for ticket, since in zip(chance.sample(good, 3), (-MOMENT, timedelta(0), MOMENT), strict=True):
        yield HoursCase(_at(ticket, since), (timedelta(0), timedelta(minutes=chance.randint(1, 1_440))))
    for ticket, (limit, step) in [
        *zip(chance.choices(good, k=2 * len(PLACES)), PLACES * 2, strict=True),
        *zip(chance.choices(others, k=CASES), chance.choices(PLACES, k=CASES), strict=True),
    ]:
        opens, closes = (timedelta(minutes=chance.randint(low, 1_440)) for low in (0, 1))
        bound = -opens if limit == "opening" else closes
        yield HoursCase(_at(ticket, bound + step), (opens, closes))


def _is_good(ticket: DoorCase) -> bool:
    """Whether nothing but the time can be wrong with it."""
    return ticket.paid and not ticket.cancelled and not ticket.used


def _at(ticket: DoorCase, since: timedelta) -> DoorCase:
    """The same ticket so long after the start."""
    return replace(ticket, now=(ticket.starts_at + since).astimezone(ticket.now.tzinfo))


def _call(case: HoursCase, *, by_name: bool) -> Call:
    values = dict(zip(NAMES, astuple(case.ticket), strict=True))
    if case.hours is not None:
        opens, closes = case.hours
        values["hours"] = Make("DoorHours", {"opens_before": opens, "closes_after": closes})
    return Call(FUNCTION, named=values) if by_name else Call(FUNCTION, tuple(values.values()))


def _decided(cases: Sequence[HoursCase], outcomes: Sequence[Outcome], tree: SourceTree) -> Finding:
    wrong = [
        (case, outcome)
        for case, outcome in zip(cases, outcomes, strict=False)
        if not is_right(outcome.raised, outcome.reason, case.right)
    ]
    if wrong:
        places = (evidence for each in wrong[:SHOWN] for evidence in _told(*each, tree))
        return Finding.refused("wrong-rule", f"{FUNCTION} answers {len(wrong)} cases otherwise.", *places)
    if len(outcomes) != len(cases):
        return Finding.refused("broken-answer", "The rule could not be asked every case.")
    return Finding.passed(f"{FUNCTION} is right in {len(cases)} cases.")


def _told(case: HoursCase, outcome: Outcome, tree: SourceTree) -> Iterator[Evidence]:
    yield Evidence.exchange(
        "The rule was asked plain values.",
        asked=case.shown,
        expected=right_answer(case.right),
        got=answer(outcome.raised, outcome.reason, outcome.message),
    )
    if outcome.raised is not None and outcome.reason is None:
        yield place(outcome.message, outcome.path or "", outcome.line, tree)
