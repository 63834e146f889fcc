"""Rows of the tables as values of the domain, and back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from boxoffice.adapters import tables
from boxoffice.adapters.tables import as_text, as_time, cents, euros
from boxoffice.domain.orders import Line, Order, Ticket
from boxoffice.ports import NewPromo

PERCENT, AMOUNT = 1, 2


def time_of(moment: str | None) -> datetime | None:
    return as_time(moment) if moment else None


def day_of(moment: str | None) -> str | None:
    return moment[:10] if moment else None  # UTC day


def promo_row(new: NewPromo) -> tables.Promo:
    kind, value = (AMOUNT, euros(new.amount or 0)) if new.percent is None else (PERCENT, new.percent)
    times: dict[str, Any] = {"starts_at": as_text(new.starts_at), "ends_at": as_text(new.ends_at)}
    return tables.Promo(code=new.code, kind=kind, value=value, uses=new.uses, used=0, **times)


def order_of(row: tables.Order) -> Order:
    lines = (Line(line.tier_id, line.tier.name, line.quantity, cents(line.price)) for line in row.lines)
    tickets = (Ticket(each.code, each.tier_id, time_of(each.used_at)) for each in row.tickets)
    return Order(
        id=row.id,
        event_id=row.event_id,
        email=row.email,
        status=row.status,
        lines=tuple(lines),
        tickets=tuple(tickets),
        subtotal=cents(row.subtotal),
        discount=cents(row.discount),
        promo=row.promo,
        fee=cents(row.fee),
        total=cents(row.total),
        refund=cents(row.refund),
        charge_id=row.charge_id,
        created_at=as_time(row.created_at),
        paid_at=time_of(row.paid_at),
        refunded_at=time_of(row.refunded_at),
        hold_until=as_time(row.hold_until),
        idempotency_key=row.idem_key,
    )
