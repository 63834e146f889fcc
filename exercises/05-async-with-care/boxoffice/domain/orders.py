"""What was ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain.money import Cents
from boxoffice.domain.pricing import Price


@dataclass(frozen=True)
class Line:
    """So many tickets of a tier, at the price of one when they were bought."""

    tier_id: int
    tier: str
    quantity: int
    price: Cents


@dataclass(frozen=True)
class Ticket:
    """A ticket; `used_at` is when it was checked in."""

    code: str
    tier_id: int
    used_at: datetime | None = None


@dataclass(frozen=True)
class Admission:
    """A ticket as the door sees it, with what it needs to know of order and event."""

    code: str
    order_id: int
    is_paid: bool
    event: str
    event_is_cancelled: bool
    starts_at: datetime
    tier: str
    used_at: datetime | None


@dataclass(frozen=True)
class Hold:
    """Seats that are kept for a customer until the order is paid.

    Arguments:
        quantities: tickets by tier.
        promo: the code, if it counts.
        idempotency_key: what the client sent to tell its repeats by.
    """

    event_id: int
    email: str
    quantities: dict[int, int]
    price: Price
    promo: str | None
    idempotency_key: str | None
    created_at: datetime
    until: datetime


@dataclass(frozen=True)
class Order:
    """An order. Its status is `held`, `paid`, `released` or `refunded`."""

    id: int
    event_id: int
    email: str
    status: str
    lines: tuple[Line, ...]
    tickets: tuple[Ticket, ...]
    subtotal: Cents
    discount: Cents
    promo: str | None
    fee: Cents
    total: Cents
    refund: Cents
    charge_id: str | None
    created_at: datetime
    paid_at: datetime | None
    refunded_at: datetime | None
