"""Rows of the tables as values of the domain, and back."""

from __future__ import annotations

from typing import Any

from boxoffice.adapters import tables
from boxoffice.domain.orders import Line, Order, Ticket
from boxoffice.ports import NewPromo

PERCENT, AMOUNT = 1, 2


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
    )
