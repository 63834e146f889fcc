"""Reads rows into the values of the domain and writes them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, func, select, text, update
from sqlalchemy.orm import Session

from boxoffice.adapters import event_list, keys, outbox, tables
from boxoffice.adapters.customer_orders import orders_of
from boxoffice.adapters.rows import PERCENT, event_row, hours_of, order_of, promo_row, tier_row
from boxoffice.adapters.sales_report import report
from boxoffice.adapters.tables import is_an_id
from boxoffice.domain.catalogue import Event
from boxoffice.domain.orders import Admission, Hold, Order
from boxoffice.domain.pricing import Promo
from boxoffice.domain.reports import Report
from boxoffice.ports import EventFilter, KeyUse, Letter, Message, NewEvent


class SqlTransaction:
    """A transaction on SQLite or PostgreSQL, see `boxoffice.ports.Transaction`."""

    def __init__(self, session: Session, is_sqlite: bool) -> None:
        self._session, self._is_sqlite = session, is_sqlite

    def commit(self) -> None:
        self._session.commit()

    def lock_event(self, event_id: int) -> None:
        # Two people bought the last seat in Ghent.
        self._lock_if_sqlite()
        if not self._is_sqlite and is_an_id(event_id):
            self._session.execute(
                text("select id from events where id = :id for update"), {"id": event_id}
            )

    def _lock_if_sqlite(self) -> None:
        # It locks the lot, having nothing finer.
        if self._is_sqlite:
            self._session.execute(text("BEGIN IMMEDIATE"))

    def event(self, event_id: int, now: datetime) -> Event | None:
        return event_list.one(self._session, event_id, now) if is_an_id(event_id) else None

    def events(self, wanted: EventFilter, now: datetime) -> list[Event]:
        return event_list.wanted_events(self._session, wanted, now)

    def add_event(self, new: NewEvent) -> int:
        event = event_row(new, self._venue_id(new.venue, new.city))
        self._session.add(event)
        self._session.flush()
        for tier in new.tiers:
            self._session.add(tier_row(tier, event.id))
            self._session.flush()
        self._session.add_all(promo_row(promo) for promo in new.promos)
        self._session.flush()
        return event.id

    def _venue_id(self, name: str, city: str) -> int:
        venue = self._session.query(tables.Venue).filter_by(name=name, city=city).first()
        if venue is None:
            venue = tables.Venue(name=name, city=city)
            self._session.add(venue)
            self._session.flush()
        return venue.id

    def cancel(self, event_id: int, now: datetime) -> int:
        self._session.get_one(tables.Event, event_id).status = "cancelled"
        held = self._session.query(tables.Order).filter_by(event_id=event_id, status="held")
        alive = held.filter(tables.Order.hold_until > now).all()
        for order in alive:
            self.end_hold(order.id, now)
        return len(alive)

    def promo(self, code: str) -> Promo | None:
        # With a lock: a code for 100 uses was used 103 times (#377).
        row = self._session.get(tables.Promo, code, with_for_update=True)
        if row is None:
            return None
        percent, amount = (row.value, None) if row.kind == PERCENT else (None, row.value)
        return Promo(percent, amount, row.starts_at, row.ends_at, row.uses - row.used)

    def tickets_of(self, email: str, event_id: int, now: datetime) -> int:
        tickets = (
            select(func.coalesce(func.sum(tables.Line.quantity), 0))
            .join(tables.Order, tables.Order.id == tables.Line.order_id)
            .where(
                tables.Order.event_id == event_id, tables.Order.email == email, event_list.counts(now)
            )
        )
        return self._session.scalars(tickets).one()

    def order(self, order_id: int) -> Order | None:
        row = self._session.get(tables.Order, order_id) if is_an_id(order_id) else None
        return order_of(row) if row else None

    def orders_of(self, email: str) -> list[Order]:
        return orders_of(self._session, email)

    def orders_with_stale_hold(self, now: datetime) -> list[Order]:
        return self._orders(tables.Order.status == "held", tables.Order.hold_until <= now)

    def orders_refunding(self) -> list[Order]:
        return self._orders(tables.Order.status == "refunding")

    def _orders(self, *conditions: ColumnElement[bool]) -> list[Order]:
        asked = select(tables.Order).where(*conditions).order_by(tables.Order.id)
        return [order_of(row) for row in self._session.scalars(asked)]

    def hold(self, hold: Hold) -> int:
        order = tables.Order(event_id=hold.event_id, email=hold.email, status="held", promo=hold.promo)
        order.subtotal, order.discount = hold.price.subtotal, hold.price.discount
        order.fee, order.total = hold.price.fee, hold.price.total
        order.idem_key = hold.idempotency_key
        order.created_at, order.hold_until = hold.created_at, hold.until
        self._session.add(order)
        self._session.flush()
        for tier_id, quantity in hold.quantities.items():
            price = self._session.get_one(tables.Tier, tier_id).price
            self._session.add(
                tables.Line(order_id=order.id, tier_id=tier_id, quantity=quantity, price=price)
            )
        self._count_promo(hold.promo, 1)
        self._session.flush()
        if hold.idempotency_key:
            keys.bind(self._session, hold.email, hold.idempotency_key, order.id)
        return order.id

    def use_provider(self, order_id: int, provider: str) -> Order:
        order = self._session.get_one(tables.Order, order_id)
        order.provider = provider
        return order_of(order)

    def end_hold(self, order_id: int, now: datetime) -> None:
        order = self._session.get_one(tables.Order, order_id)
        self._count_promo(order.promo, -1)
        order.promo, order.hold_until = None, now

    def release(self, order_id: int) -> None:
        order = self._session.get_one(tables.Order, order_id)
        order.status = "released"
        self._count_promo(order.promo, -1)

    def _count_promo(self, code: str | None, uses: int) -> None:
        if code is not None:
            self._session.get_one(tables.Promo, code).used += uses

    def pay(self, order_id: int, charge_id: str | None, codes: list[str], now: datetime) -> Order:
        order = self._session.get_one(tables.Order, order_id)
        order.status, order.charge_id, order.paid_at = "paid", charge_id, now
        tiers = [line.tier_id for line in order.lines for _ in range(line.quantity)]
        for tier_id, code in zip(tiers, codes, strict=True):
            self._session.add(tables.Ticket(order_id=order_id, tier_id=tier_id, code=code))
        self._session.flush()
        self._session.refresh(order)
        return order_of(order)

    def begin_refund(self, order_id: int, amount: int) -> Order:
        order = self._session.get_one(tables.Order, order_id)
        order.status, order.refund = "refunding", amount
        return order_of(order)

    def refund(self, order_id: int, now: datetime) -> Order:
        order = self._session.get_one(tables.Order, order_id)
        order.status, order.refunded_at = "refunded", now
        return order_of(order)

    def claim_key(self, email: str, key: str, body: str) -> KeyUse | None:
        return keys.claim(self._session, email, key, body)

    def free_key(self, order_id: int) -> None:
        keys.free(self._session, order_id)

    def post(self, message: Message, now: datetime) -> None:
        outbox.post(self._session, message, now)

    def next_letter(self, now: datetime) -> Letter | None:
        self._lock_if_sqlite()
        return outbox.next_letter(self._session, now)

    def letter_sent(self, letter_id: int, now: datetime) -> None:
        outbox.letter_sent(self._session, letter_id, now)

    def admission(self, code: str) -> Admission | None:
        ticket = self._session.query(tables.Ticket).filter_by(code=code).first()
        if ticket is None:
            return None
        event = ticket.order.event
        return Admission(
            code=code,
            order_id=ticket.order_id,
            is_paid=ticket.order.status == "paid",
            event=event.title,
            event_is_cancelled=event.status == "cancelled",
            starts_at=event.starts_at,
            tier=ticket.tier.name,
            used_at=ticket.used_at,
            hours=hours_of(event),
        )

    def use_ticket(self, code: str, now: datetime) -> bool:
        # Two scanners at one door (#301): only one of them may win.
        ticket = update(tables.Ticket).where(tables.Ticket.code == code, tables.Ticket.used_at.is_(None))
        used = cast(CursorResult[Any], self._session.execute(ticket.values(used_at=now)))
        return used.rowcount == 1

    def report(self, event_id: int | None, day: str | None) -> Report:
        return report(self._session, event_id, day)
