"""Rows of the tables as values of the domain, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from boxoffice.adapters import tables
from boxoffice.domain import DoorHours, GroupTerms
from boxoffice.domain.orders import MAIN, Line, Order, Ticket
from boxoffice.ports import NewEvent, NewPromo, NewTier

PERCENT, AMOUNT = 1, 2
MINUTE = timedelta(minutes=1)


def event_row(new: NewEvent, venue_id: int) -> tables.Event:
    row = tables.Event(title=new.title, status=new.status, venue_id=venue_id)
    row.starts_at, row.on_sale_at = new.starts_at, new.on_sale_at
    if new.hours:
        row.opens_before = new.hours.opens_before // MINUTE
        row.closes_after = new.hours.closes_after // MINUTE
    return row


def hours_of(row: tables.Event) -> DoorHours | None:
    if row.opens_before is None or row.closes_after is None:
        return None
    return DoorHours(row.opens_before * MINUTE, row.closes_after * MINUTE)


def tier_row(new: NewTier, event_id: int) -> tables.Tier:
    row = tables.Tier(event_id=event_id, name=new.name, price=new.price, seats=new.seats)
    if new.group:
        row.group_percent, row.group_cap = new.group.percent, new.group.cap
    return row


def group_of(row: tables.Tier) -> GroupTerms | None:
    if row.group_percent is None or row.group_cap is None:
        return None
    return GroupTerms(row.group_percent, row.group_cap)


def promo_row(new: NewPromo) -> tables.Promo:
    kind, value = (AMOUNT, new.amount or 0) if new.percent is None else (PERCENT, new.percent)
    times: dict[str, Any] = {"starts_at": new.starts_at, "ends_at": new.ends_at}
    return tables.Promo(code=new.code, kind=kind, value=value, uses=new.uses, used=0, **times)


def order_of(row: tables.Order) -> Order:
    lines = (Line(line.tier_id, line.tier.name, line.quantity, line.price) for line in row.lines)
    tickets = (Ticket(each.code, each.tier_id, each.used_at) for each in row.tickets)
    return Order(
        id=row.id,
        event_id=row.event_id,
        email=row.email,
        status=row.status,
        lines=tuple(lines),
        tickets=tuple(tickets),
        subtotal=row.subtotal,
        discount=row.discount,
        promo=row.promo,
        fee=row.fee,
        total=row.total,
        refund=row.refund,
        charge_id=row.charge_id,
        created_at=row.created_at,
        paid_at=row.paid_at,
        refunded_at=row.refunded_at,
        hold_until=row.hold_until,
        idempotency_key=row.idem_key,
        provider=row.provider or MAIN,
    )
