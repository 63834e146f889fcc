"""What the checks of this lesson look at, observed once: one app, asked while its tables grow."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from autograder.lessons._examination import Examination
from autograder.lessons.boundaries._before import Scenario, WalksOfBefore, scenario
from autograder.lessons.performance_from_simplicity._box_office import MOMENTS, BoxOffice
from autograder.probes import (
    CountedApp,
    Difference,
    ServingBoxoffices,
    Tally,
    Walk,
    counted_app,
    differences,
    walk,
)
from autograder.sandbox import Answer, Failure

SIZES = ("small", "middle", "large")
"""Some orders, about four times as many, sixteen times as many; events, days, own orders grow too."""

TWICE = "twice"
"""Twice the large one, with other people's orders for the same events, tiers and days: nothing else grows."""

MANY = 520
"""Orders of one customer, each on another day: more than a page has, however pages are cut."""

REGULAR = "regular"
"""The size at which a customer has so many."""

MOST_DIFFERENCES = 3
BEFORE = WalksOfBefore()


@dataclass(frozen=True)
class Look:
    """One request at one size.

    Arguments:
        asked: the request.
        expected: what the answer must say.
        answer: what came.
        tally: what it asked of the database.
        orders: how many there were.
        turned: whether rows that no `order by` puts in order came turned round.
    """

    asked: str
    expected: Any
    answer: Answer | Failure
    tally: Tally
    orders: int
    turned: bool = False


@dataclass(frozen=True)
class Observed:
    """What was seen of one app.

    Arguments:
        failure: why it did not start; then nothing else was seen.
        unfilled: why the tables could not be filled.
        looks: by what was asked (report, customer, one customer, one event, one day) and the size.
        others: answers that are compared only.
        differences: where it does not answer as the app before.
        schema: what its tables have.
    """

    failure: Failure | None = None
    unfilled: str | None = None
    looks: dict[tuple[str, str], Look] | None = None
    others: tuple[Look, ...] = ()
    differences: tuple[Difference, ...] = ()
    schema: frozenset[str] = frozenset()

    @property
    def touched(self) -> str | None:
        """What of the counting was meddled with."""
        return next((look.tally.touched for look in self._every if look.tally.touched), None)

    @property
    def changing(self) -> Look | None:
        """A request that changed the database, where it was asked to show something."""
        return next((look for look in self._every if look.tally.changed), None)

    @property
    def _every(self) -> tuple[Look, ...]:
        return (*(self.looks or {}).values(), *self.others)


class UnfilledError(Exception):
    """The tables do not take the rows. The message is the database's."""


def observed(exam: Examination) -> Observed:
    """Serve the app and count, once for all checks."""
    return exam.once("performance: observed", lambda: _observe(exam))


def _observe(exam: Examination) -> Observed:
    with counted_app(exam.room, exam.tree) as app:
        if app.failure is not None:
            return Observed(app.failure)
        app.counted()  # what the start asked is nobody's request
        growing = Growing(app, BoxOffice(exam.randomness("performance: rows")))
        try:
            looks, others = dict(growing.looks()), tuple(growing.others())
            looks["customer", REGULAR] = growing.regular()
            turned = tuple(growing.turned())
            return Observed(looks=looks, others=(*others, *turned), schema=app.schema())
        except UnfilledError as error:
            return Observed(unfilled=str(error))


def walked(exam: Examination) -> Observed:
    """Walk through all routes of the app and of the one before, once for all checks."""
    return exam.once("performance: walked", lambda: _walk(exam))


def _walk(exam: Examination) -> Observed:
    drawn = scenario(exam.randomness("performance: walk"), exam.secret, datetime.now(UTC))
    with ThreadPoolExecutor(1) as beside, counted_app(exam.room, exam.tree) as app:
        if app.failure is not None:
            return Observed(app.failure)
        before = beside.submit(BEFORE.get, exam.stage, drawn, lambda: _walk_of_the_stage(exam, drawn))
        after = walk(app.ask, app.upstreams, drawn.randomness(), drawn.now)
        found = tuple(differences(before.result(), after))[:MOST_DIFFERENCES]
        return Observed(differences=found)


def _walk_of_the_stage(exam: Examination, drawn: Scenario) -> Walk:
    with ServingBoxoffices(exam.room, exam.stage) as serving, serving.version({}) as boxoffice:

        def ask(method: str, path: str, body: Any) -> Answer | Failure:
            return boxoffice.served.request(method, path, json=body)

        return walk(ask, boxoffice.upstreams, drawn.randomness(), drawn.now)


class Growing:
    """An app whose tables grow, and what is asked of it at each size."""

    def __init__(self, app: CountedApp, office: BoxOffice) -> None:
        self._app, self._office, self._turned = app, office, False
        self.many, self.few = (f"{office.word()}@example.org" for _ in range(2))
        self.honest = f"{office.word()}o'{office.word()}@example.org"

    def looks(self) -> Iterator[tuple[tuple[str, str], Look]]:
        """The requests that are counted."""
        for size, (events, strangers, own) in zip(SIZES, ((3, 8, 2), (6, 44, 4), (15, 216, 12)), strict=True):
            self._grow(events, strangers, own, first=size == SIZES[0])
            yield ("report", size), self._report()
            yield ("customer", size), self._customer(self.many)
        for size in (SIZES[-1], TWICE):
            if size == TWICE:
                self._office.add_orders(len(self._office.orders), self._busy)
                self._fill()
                yield ("report", size), self._report()
            yield ("one event", size), self._report(1)
            yield ("one day", size), self._report(None, self._office.quiet_day)
            yield ("one customer", size), self._customer(self.few)

    def others(self) -> Iterator[Look]:
        """The requests whose answers alone matter."""
        office = self._office
        yield from (self._report(2, day) for day in office.days)
        yield from (self._report(number) for number in (999_999, 0, 2**40, 2**70))
        yield from (self._report(None, day) for day in (date.min, date.max))
        yield self._customer(self.honest)
        yield self._customer(self.few, f" {self.few.upper()} ")
        yield self._customer(f"{office.word()}@example.org")
        yield self._customer("x'or'1'='1")
        yield self._customer("%@example.org")
        # What was right a moment ago is not for ever.
        yield from self._changing()
        new = office.add_order(1, office.days[1], self.few, every_tier=True)
        yield from self._changed()
        # Nor until there is one more.
        office.refund_order(new)
        yield from self._changed()
        office.correct_order(new)
        yield from self._changed()
        office.rename_event(1)
        yield from self._changed()

    def regular(self) -> Look:
        """The page of a customer with very many orders: every one of them, and not a first page."""
        regular = f"{self._office.word()}@example.org"
        for number in range(MANY):
            self._office.add_order(1, self._office.days[0] + timedelta(days=number), regular)
        self._fill()
        return self._customer(regular)

    def turned(self) -> Iterator[Look]:
        """The pages at the end, and with rows turned round: an order that nobody asked for is luck."""
        yield self._report()
        self._app.turn()
        self._turned = True
        yield self._customer(self.few)
        yield self._report()

    def _changed(self) -> Iterator[Look]:
        self._fill()
        yield from self._changing()

    def _changing(self) -> Iterator[Look]:
        """What shows the orders that are changed here."""
        day = self._office.days[1]
        yield from (self._report(*which) for which in ((1, None), (None, day), (1, day), (None, None)))
        yield self._customer(self.few)

    @property
    def _busy(self) -> list[int]:
        """The events that go on selling; the first is sold out early."""
        return [number for number in self._office.titles if number > 1]

    def _grow(self, events: int, strangers: int, own: int, *, first: bool) -> None:
        office = self._office
        for _ in range(events):
            office.add_event()
        if first:
            for day, refunded_on in ((office.days[0], None), (office.days[1], office.days[2]), (None, None)):
                office.add_order(1, day, self.few, refunded_on, every_tier=True)
            office.add_order(1, office.days[1], self.few, every_tier=True, refunding=True)
            for at in MOMENTS:
                office.add_order(2, office.days[1], refunded_on=office.days[2], at=at)
            office.add_order(2, office.quiet_day)
            office.add_order(2, office.days[0], self.honest)
        for place in range(own):
            # A page that asks for each day asks oftener, then.
            day, later = (office.days[place % 2], office.days[2]) if first else self._new_days()
            event = office.chance.choice(self._busy)
            office.add_order(event, day, self.many, later if place % 2 else None, every_tier=True)
        office.add_orders(strangers, self._busy)
        self._fill()

    def _new_days(self) -> tuple[date, date]:
        """Two days that the report did not have, the earlier first."""
        later, earlier = self._office.new_day(), self._office.new_day()
        return earlier, later

    def _fill(self) -> None:
        error = self._app.fill(self._office.rows())
        if error is not None:
            raise UnfilledError(error)

    def _report(self, event_id: int | None = None, day: Any = None) -> Look:
        wanted = {"event_id": event_id, "day": day}
        query = "&".join(f"{name}={value}" for name, value in wanted.items() if value is not None)
        path = f"/reports/sales?{query}" if query else "/reports/sales"
        return self._look(path, self._office.report(event_id, day))

    def _customer(self, email: str, written: str | None = None) -> Look:
        return self._look(f"/customers/{quote(written or email)}/orders", self._office.orders_of(email))

    def _look(self, path: str, expected: Any) -> Look:
        answer, orders = self._app.ask("GET", path), len(self._office.orders)
        return Look(f"GET {path}", expected, answer, self._app.counted(), orders, self._turned)
