"""What the box office needs from outside, in its own words. Adapters fulfil it, `main` hands it in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from boxoffice.domain.catalogue import Event
from boxoffice.domain.orders import Admission, Hold, Order
from boxoffice.domain.pricing import Promo


class Declined(Exception):
    """The card was declined: nothing was charged."""


class PaymentFailed(Exception):
    """The payment service did not say yes or no."""


@dataclass(frozen=True)
class Confirmation:
    """What a customer reads about an order that is paid. The total is in cents, the time aware."""

    email: str
    order_id: int
    title: str
    venue: str
    starts_at: datetime
    codes: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class RefundNotice:
    """What a customer reads about money that is on its way back. The amount is in cents."""

    email: str
    order_id: int
    title: str
    amount: int


@dataclass(frozen=True)
class Offer:
    """Something a partner sells beside a concert. The price is in cents."""

    partner: str
    title: str
    price: int


class Payments(Protocol):
    """Takes money and gives it back."""

    def charge(self, amount_cents: int, card: str, reference: str) -> str | None:
        """Charge a card. Returns the charge's id; None if it was charged and the id could not be read.

        Raises:
            Declined: the service says no.
            PaymentFailed: no answer, or one that is neither yes nor no.
        """

    def refund(self, charge_id: str | None, amount_cents: int) -> None:
        """Give back part of a charge or all of it.

        Raises:
            PaymentFailed: the service did not do it, or did not say so.
        """


class Mail(Protocol):
    """Writes to customers. A mail that cannot be sent is lost."""

    def send_confirmation(self, confirmation: Confirmation) -> None:
        """Tell a customer that an order is paid."""

    def send_refund(self, notice: RefundNotice) -> None:
        """Tell a customer that money is on its way back."""


class Partners(Protocol):
    """Sells what goes with a concert."""

    def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """What a partner offers for an event. Raises whatever went wrong when it gives nothing."""


@dataclass(frozen=True)
class EventFilter:
    """Which events are asked for; None asks for all, but for drafts, which only `status` shows."""

    city: str | None = None
    text: str | None = None
    status: str | None = None
    starts_from: datetime | None = None
    starts_until: datetime | None = None


@dataclass(frozen=True)
class NewPromo:
    """A promo code to be made: so many per cent or an amount in cents, one of the two."""

    code: str
    percent: int | None
    amount: int | None
    starts_at: datetime
    ends_at: datetime
    uses: int


@dataclass(frozen=True)
class NewTier:
    """A tier to be made. The price is in cents."""

    name: str
    price: int
    seats: int


@dataclass(frozen=True)
class NewEvent:
    """An event to be made, with its tiers and the promo codes that come along."""

    title: str
    venue: str
    city: str
    status: str
    starts_at: datetime
    on_sale_at: datetime
    tiers: tuple[NewTier, ...]
    promos: tuple[NewPromo, ...]


@dataclass(frozen=True)
class Entry:
    """An order as the report counts it: amounts in cents, days as text, lines as (tier, quantity, price)."""

    event_id: int
    title: str
    lines: tuple[tuple[int, int, int], ...]
    paid_on: str | None
    refunded_on: str | None
    discount: int
    fee: int
    refund: int


class Transaction(Protocol):
    """What can be read and written as one. Nothing lasts before `commit`."""

    def lock_event(self, event_id: int) -> None:
        """Wait until nobody else buys for this event."""

    def event(self, event_id: int, now: datetime) -> Event | None:
        """An event with what is left of it now."""

    def events(self, wanted: EventFilter, now: datetime) -> list[Event]:
        """Events in the order in which they start."""

    def add_event(self, new: NewEvent) -> int:
        """Keep a new event. Returns its id."""

    def cancel(self, event_id: int) -> int:
        """Note that an event will not take place, and free its holds. Returns how many there were."""

    def promo(self, code: str) -> Promo | None:
        """The terms of a promo code; nobody else uses it up before the end of the transaction."""

    def tickets_of(self, email: str, event_id: int, now: datetime) -> int:
        """How many tickets a customer has for an event, paid or held."""

    def order(self, order_id: int) -> Order | None:
        """An order with its lines and tickets."""

    def orders_of(self, email: str) -> list[Order]:
        """A customer's orders, the oldest first."""

    def hold(self, hold: Hold) -> int:
        """Keep seats, and take a use of the promo code. Returns the id of the order."""

    def release(self, order_id: int) -> None:
        """Give the seats of a hold back, and the use of its promo code."""

    def pay(self, order_id: int, charge_id: str | None, codes: list[str], now: datetime) -> Order:
        """Turn a hold into a paid order. The codes are for its tickets, line by line."""

    def refund(self, order_id: int, amount: int, now: datetime) -> Order:
        """Note that so many cents of an order are paid back."""

    def admission(self, code: str) -> Admission | None:
        """A ticket by its code, as the door sees it."""

    def use_ticket(self, code: str, now: datetime) -> bool:
        """Note that a ticket is used. False if somebody else was faster."""

    def entries(self) -> list[Entry]:
        """All orders for the report."""

    def commit(self) -> None:
        """Make it last. What comes after belongs to the next one."""


class Store(Protocol):
    """Keeps events and orders."""

    def begin(self) -> AbstractContextManager[Transaction]:
        """A transaction; left without `commit` it is undone."""


@dataclass(frozen=True)
class Ports:
    """All of the outside world that the app may know.

    Arguments:
        clock: the time now, aware, in UTC.
        new_code: a ticket code that nobody can foretell.
    """

    clock: Callable[[], datetime]
    new_code: Callable[[], str]
    payments: Payments
    mail: Mail
    partners: Partners
    store: Store
