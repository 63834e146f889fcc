"""What was ordered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from boxoffice.domain.door import DoorHours
from boxoffice.domain.money import Cents
from boxoffice.domain.pricing import Price

MAIN, BACKUP = "main", "backup"
"""Who takes the money for an order."""


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
    """A ticket as the door sees it, with what it needs to know of order and event.

    Arguments:
        hours: of the event's door, if it has hours of its own.
    """

    code: str
    order_id: int
    is_paid: bool
    event: str
    event_is_cancelled: bool
    starts_at: datetime
    tier: str
    used_at: datetime | None
    hours: DoorHours | None = None


@dataclass(frozen=True)
class Hold:
    """Seats that are kept for a customer until the order is paid.

    Arguments:
        quantities: tickets by tier.
        promo: the code, if it counts.
        idempotency_key: what the client sent to tell its repeats by; the order's from now on.
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
    """An order: `held`, then `paid` or `released`; once paid, maybe `refunding`, then `refunded`.

    Arguments:
        status: one of these five.
        refund: what is paid back, decided when the order becomes `refunding`.
        hold_until: when its hold is over.
        provider: who charges it, or has charged it: `MAIN` or `BACKUP`.
    """

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
    hold_until: datetime
    idempotency_key: str | None
    provider: str = MAIN

    def has_live_hold(self, now: datetime) -> bool:
        """Whether its seats are still kept for somebody who has not paid yet."""
        return self.status == "held" and now < self.hold_until
