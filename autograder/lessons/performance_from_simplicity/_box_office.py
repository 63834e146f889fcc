"""A box office as rows of its tables, made here, and what its report and its customers' pages must say."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from autograder.probes import Rows

MOMENTS = ("00:00:00", "00:00:01", "00:59:59", "12:34:56.789000", "22:30:00", "23:30:00", "23:59:59.999000")
"""Times of day, many near midnight: somewhere on earth it is another day already, or still."""

VENUES = "insert into venues (id, name, city) values (?,?,?)"
EVENTS = "insert into events (id, venue_id, title, status, starts_at, on_sale_at) values (?,1,?,?,?,?)"
TIERS = "insert into tiers (id, event_id, name, price, seats) values (?,?,?,?,?)"
ORDERS = (
    "insert into orders (id, event_id, email, status, subtotal, discount, fee, total, promo, created_at,"
    " hold_until, paid_at, refund, refunded_at) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
LINES = "insert into order_lines (id, order_id, tier_id, quantity, price) values (?,?,?,?,?)"
MONEY = ("discount_cents", "fee_cents", "refund_cents")
CHANGES = "update orders set status = ?, subtotal = ?, total = ?, refund = ?, refunded_at = ? where id = ?"
QUANTITIES = "update order_lines set quantity = ? where id = ?"
TITLES = "update events set title = ? where id = ?"
NAMES = "update tiers set name = ? where id = ?"
TICKETS = "insert into tickets (id, order_id, tier_id, code, used_at) values (?,?,?,?,?)"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True)
class Line:
    """So many tickets of a tier; the price of one is in cents."""

    id: int
    tier_id: int
    tier: str
    quantity: int
    price: int


@dataclass(frozen=True)
class Ticket:
    """A ticket of an order."""

    id: int
    tier_id: int
    code: str
    used_at: datetime | None


@dataclass(frozen=True)
class Order:
    """An order: amounts in cents, times aware, in UTC."""

    id: int
    event_id: int
    email: str
    status: str
    lines: tuple[Line, ...]
    tickets: tuple[Ticket, ...]
    discount: int
    fee: int
    promo: str | None
    created_at: datetime
    paid_at: datetime | None
    refund: int
    refunded_at: datetime | None

    @property
    def subtotal(self) -> int:
        """The list price of all its tickets."""
        return sum(line.quantity * line.price for line in self.lines)

    @property
    def total(self) -> int:
        """What was charged."""
        return self.subtotal - self.discount + self.fee


@dataclass
class BoxOffice:
    """Rows that are put into an app's tables, a batch at a time.

    Arguments:
        chance: makes names, amounts and times.
    """

    chance: random.Random
    titles: dict[int, str] = field(default_factory=dict)
    tiers: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    orders: list[Order] = field(default_factory=list)
    _told: int = 0
    _new_events: list[int] = field(default_factory=list)
    _changed: list[Order] = field(default_factory=list)
    _renamed: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        first = date(2021, 3, 1) + timedelta(days=self.chance.randrange(300))
        self.days = [first + timedelta(days=number) for number in range(3)]
        self.quiet_day = self._earliest = first - timedelta(days=9)

    def new_day(self) -> date:
        """A day on which nothing has happened yet, in another week than all days before."""
        self._earliest -= timedelta(days=17)
        return self._earliest

    def word(self) -> str:
        """A name that nobody knows beforehand."""
        return "".join(self.chance.choices(string.ascii_lowercase, k=7))

    def add_event(self) -> int:
        """An event with two tiers, and enough orders that it has sales and refunds on its days."""
        number = len(self.titles) + 1
        self.titles[number] = f"{self.word()} {self.word()}".title()
        self.tiers[number] = [(2 * number - 1, self.word()), (2 * number, self.word())]
        self._new_events.append(number)
        for day in self.days[:2]:
            for refunded_on in (None, self.days[2]):
                self.add_order(number, day, refunded_on=refunded_on, every_tier=True)
        return number

    def add_order(
        self,
        event_id: int,
        day: date | None,
        email: str = "",
        refunded_on: date | None = None,
        *,
        every_tier: bool = False,
        refunding: bool = False,
        at: str = "",
    ) -> Order:
        """An order that was paid on a day, or never; of both tiers or of some.

        Arguments:
            email: whose; somebody's by default.
            refunding: whether a refund was begun, and has not come to its end.
            at: the time of day of payment and refund; any by default.
        """
        chance = self.chance
        number = len(self.orders) + 1
        tiers = chance.sample(self.tiers[event_id], 2 if every_tier else chance.randint(1, 2))
        lines = tuple(
            Line(2 * number + place, tier_id, name, chance.randint(1, 4), chance.randrange(1001, 9999))
            for place, (tier_id, name) in enumerate(tiers)
        )
        paid_at = self._moment(day, at) if day else None
        status = "refunded" if refunded_on else "refunding" if refunding else "paid"
        order = Order(
            id=number,
            event_id=event_id,
            email=email or f"{self.word()}@example.org",
            status=status if day else chance.choice(["released", "held"]),
            lines=lines,
            tickets=self._tickets(number, lines) if day else (),
            discount=chance.choice([0, chance.randrange(1, 900)]),
            fee=chance.randrange(100, 1500),
            promo=chance.choice([None, self.word().upper()]),
            created_at=(paid_at or self._moment(self.days[0])) - timedelta(seconds=30),
            paid_at=paid_at,
            refund=chance.randrange(100, 3000) if refunded_on or refunding else 0,
            refunded_at=self._moment(refunded_on, at) if refunded_on else None,
        )
        self.orders.append(order)
        return order

    def add_orders(self, count: int, events: list[int]) -> None:
        """Orders of strangers for some events on days that they have sales on already; some never paid."""
        for place in range(count):
            day = None if place % 12 == 0 else self.chance.choice(self.days[:2])
            refunded_on = self.days[2] if day and place % 5 == 0 else None
            self.add_order(self.chance.choice(events), day, refunded_on=refunded_on)

    def refund_order(self, order: Order) -> None:
        """Refund an order that was paid: its row changes, and none is new."""
        refund = self.chance.randrange(100, 3000)
        moment = self._moment(self.days[2])
        self._change(replace(order, status="refunded", refund=refund, refunded_at=moment))

    def correct_order(self, order: Order) -> None:
        """Correct how many tickets were bought: rows change, and none is new."""
        lines = tuple(replace(line, quantity=line.quantity + 1) for line in order.lines)
        self._change(replace(order, lines=lines))

    def rename_event(self, number: int) -> None:
        """Give an event and its tiers other names."""
        self.titles[number] = f"{self.word()} {self.word()}".title()
        names = {tier: self.word() for tier, _ in self.tiers[number]}
        self.tiers[number] = [*names.items()]
        self._renamed.append(number)
        for order in self.orders:
            if order.event_id == number:
                lines = tuple(replace(line, tier=names[line.tier_id]) for line in order.lines)
                self.orders[order.id - 1] = replace(order, lines=lines)

    def _change(self, order: Order) -> None:
        self.orders[order.id - 1] = order
        self._changed.append(order)

    def rows(self) -> Rows:
        """What was added or changed since this was last asked, as statements."""
        events, self._new_events = self._new_events, []
        changed, self._changed = self._changed, []
        renamed, self._renamed = self._renamed, []
        orders, self._told = self.orders[self._told :], len(self.orders)
        starts = _text(datetime.combine(self.days[0] + timedelta(days=90), time(20), UTC))
        on_sale = _text(datetime.combine(self.days[0] - timedelta(days=90), time(10), UTC))
        venue: list[list[Any]] = [[1, self.word().title(), "Ghent"]] if 1 in events else []
        tiers = [[tier, each, name, 3500, 9000] for each in events for tier, name in self.tiers[each]]
        return [
            (VENUES, venue),
            (EVENTS, [[each, self.titles[each], "on_sale", starts, on_sale] for each in events]),
            (TIERS, tiers),
            (ORDERS, [_order_row(order) for order in orders]),
            (LINES, [_line_row(order, line) for order in orders for line in order.lines]),
            (TICKETS, [_ticket_row(order, ticket) for order in orders for ticket in order.tickets]),
            (CHANGES, [_changed_row(order) for order in changed]),
            (QUANTITIES, [[line.quantity, line.id] for order in changed for line in order.lines]),
            (TITLES, [[self.titles[each], each] for each in renamed]),
            (NAMES, [[name, tier] for each in renamed for tier, name in self.tiers[each]]),
        ]

    def report(self, event_id: int | None = None, day: date | None = None) -> dict[str, Any]:
        """What the report must say."""
        sales: dict[tuple[int, ...], list[int]] = {}
        money: dict[tuple[int, ...], list[int]] = {}
        for order in self.orders:
            if order.paid_at:
                paid_on = order.paid_at.date().toordinal()
                for line in order.lines:
                    key = (order.event_id, line.tier_id, paid_on)
                    _add(sales, key, (line.quantity, line.quantity * line.price))
                _add(money, (order.event_id, paid_on), (order.discount, order.fee, 0))
            if order.refunded_at:
                refunded_on = order.refunded_at.date().toordinal()
                _add(money, (order.event_id, refunded_on), (0, 0, order.refund))
        days = None if day is None else day.toordinal()
        return {
            "sales": [
                {**self._of_sales(*key), "tickets": tickets, "gross_cents": gross}
                for key, (tickets, gross) in sorted(sales.items())
                if event_id in (None, key[0]) and days in (None, key[-1])
            ],
            "money": [
                {"event_id": key[0], "day": _day(key[1]), **dict(zip(MONEY, amounts, strict=True))}
                for key, amounts in sorted(money.items())
                if event_id in (None, key[0]) and days in (None, key[-1])
            ],
        }

    def _of_sales(self, event: int, tier: int, day: int) -> dict[str, Any]:
        return {"event_id": event, "title": self.titles[event], "tier_id": tier, "day": _day(day)}

    def orders_of(self, email: str) -> list[dict[str, Any]]:
        """What a customer's page must say."""
        return [_order_json(order) for order in self.orders if order.email == email]

    def _moment(self, day: date, at: str = "") -> datetime:
        return datetime.combine(day, time.fromisoformat(at or self.chance.choice(MOMENTS)), UTC)

    def _tickets(self, order: int, lines: tuple[Line, ...]) -> tuple[Ticket, ...]:
        tiers = [line.tier_id for line in lines for _ in range(line.quantity)]
        return tuple(
            Ticket(
                10 * order + place,
                tier_id,
                "".join(self.chance.choices(LETTERS, k=10)),
                self._moment(self.days[2]) if self.chance.random() < 0.3 else None,  # noqa: PLR2004
            )
            for place, tier_id in enumerate(tiers)
        )


def _add(sums: dict[tuple[int, ...], list[int]], key: tuple[int, ...], amounts: tuple[int, ...]) -> None:
    before = sums.get(key, [0] * len(amounts))
    sums[key] = [one + other for one, other in zip(before, amounts, strict=True)]


def _day(ordinal: int) -> str:
    return str(date.fromordinal(ordinal))


def _text(moment: datetime | None) -> str | None:
    """A time as SQLite keeps it."""
    return f"{moment.replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}" if moment else None


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _order_row(order: Order) -> list[Any]:
    until = _text(order.created_at + timedelta(minutes=10))
    money = [order.subtotal, order.discount, order.fee, order.total]
    times = [_text(order.created_at), until, _text(order.paid_at)]
    refund = [order.refund, _text(order.refunded_at)]
    return [order.id, order.event_id, order.email, order.status, *money, order.promo, *times, *refund]


def _changed_row(order: Order) -> list[Any]:
    refund = [order.refund, _text(order.refunded_at)]
    return [order.status, order.subtotal, order.total, *refund, order.id]


def _line_row(order: Order, line: Line) -> list[Any]:
    return [line.id, order.id, line.tier_id, line.quantity, line.price]


def _ticket_row(order: Order, ticket: Ticket) -> list[Any]:
    return [ticket.id, order.id, ticket.tier_id, ticket.code, _text(ticket.used_at)]


def _order_json(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "status": order.status,
        "event_id": order.event_id,
        "email": order.email,
        "lines": [
            {"tier_id": i.tier_id, "tier": i.tier, "quantity": i.quantity, "price_cents": i.price}
            for i in order.lines
        ],
        "subtotal_cents": order.subtotal,
        "discount_cents": order.discount,
        "promo": order.promo,
        "fee_cents": order.fee,
        "total_cents": order.total,
        "refund_cents": order.refund,
        "tickets": [
            {"code": each.code, "tier_id": each.tier_id, "used_at": _iso(each.used_at)}
            for each in order.tickets
        ],
        "created_at": _iso(order.created_at),
        "paid_at": _iso(order.paid_at),
        "refunded_at": _iso(order.refunded_at),
    }
