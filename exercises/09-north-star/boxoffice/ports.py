"""What the box office needs from outside, in its own words. Adapters fulfil it, `main` hands it in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from boxoffice.domain.catalogue import Event
from boxoffice.domain.door import DoorHours
from boxoffice.domain.orders import Admission, Hold, Order
from boxoffice.domain.pricing import GroupTerms, Promo
from boxoffice.domain.reports import Report


class Declined(Exception):
    """The card was declined: this attempt charged nothing."""


class PaymentFailed(Exception):
    """The payment service gave no clear answer: it may have done what it was asked, or may do it yet."""


class NotReached(PaymentFailed):
    """The payment service was not reached: this attempt did nothing, and never will."""


class MailFailed(Exception):
    """The mail service did not take a letter, or did not say so."""


class PartnerFailed(Exception):
    """A partner did not answer, or with something that nobody can read."""


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


Message = Confirmation | RefundNotice


@dataclass(frozen=True)
class Letter:
    """A message that lies in the outbox."""

    id: int
    message: Message


@dataclass(frozen=True)
class KeyUse:
    """What a client's key stands for.

    Arguments:
        body: what was asked with it, as it was told to `claim_key`.
        order_id: the order that came of it; None while there is none yet.
    """

    body: str
    order_id: int | None


@dataclass(frozen=True)
class Offer:
    """Something a partner sells beside a concert. The price is in cents."""

    partner: str
    title: str
    price: int


class Payments(Protocol):
    """Takes money and gives it back. Each call is one attempt, and ends within 7 seconds.

    A key tells attempts apart: however often a service is asked with the same key, it does it once.
    """

    def charge(self, amount_cents: int, card: str, key: str) -> str:
        """Charge a card. Returns the charge's id.

        Raises:
            Declined: this attempt charged nothing.
            NotReached: this attempt charged nothing; one before it may have.
            PaymentFailed: no clear answer; the card may be charged, or may be charged yet.
        """

    def find(self, key: str) -> str | None:
        """The id of the charge with this key, if there is one that stands; a voided one does not.

        Raises:
            PaymentFailed: no clear answer.
        """

    def void(self, key: str) -> None:
        """Undo the charge with this key, and bar the key: nothing is charged by it then, nor ever will be.

        Raises:
            PaymentFailed: no clear answer; the charge may stand, or may be made yet.
        """

    def refund(self, charge_id: str, amount_cents: int, key: str) -> None:
        """Give back part of a charge or all of it.

        Raises:
            PaymentFailed: no clear answer; it may be done, or may be done yet.
        """


class Mail(Protocol):
    """Writes to customers."""

    def send(self, message: Message) -> None:
        """Hand a message to the mail service.

        Raises:
            MailFailed: it did not take it, or did not say so.
        """


class Partners(Protocol):
    """Sells what goes with a concert."""

    async def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """What a partner offers for an event.

        Raises:
            PartnerFailed: it gave nothing.
        """


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
    """A tier to be made, with what groups get off it if that is its own. The price is in cents."""

    name: str
    price: int
    seats: int
    group: GroupTerms | None = None


@dataclass(frozen=True)
class NewEvent:
    """An event to be made, with its tiers and the promo codes that come along.

    Arguments:
        hours: of its door, if it has hours of its own.
    """

    title: str
    venue: str
    city: str
    status: str
    starts_at: datetime
    on_sale_at: datetime
    tiers: tuple[NewTier, ...]
    promos: tuple[NewPromo, ...]
    hours: DoorHours | None = None


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

    def cancel(self, event_id: int, now: datetime) -> int:
        """Note that an event will not take place, and end its holds. Returns how many were alive."""

    def promo(self, code: str) -> Promo | None:
        """The terms of a promo code; nobody else uses it up before the end of the transaction."""

    def tickets_of(self, email: str, event_id: int, now: datetime) -> int:
        """How many tickets a customer has for an event, paid or held."""

    def order(self, order_id: int) -> Order | None:
        """An order with its lines and tickets."""

    def orders_of(self, email: str) -> list[Order]:
        """A customer's orders, the oldest first."""

    def orders_with_stale_hold(self, now: datetime) -> list[Order]:
        """Orders that are `held` and whose hold is over. Nothing is said of whether their card is charged."""

    def orders_refunding(self) -> list[Order]:
        """Orders that are `refunding`."""

    def hold(self, hold: Hold) -> int:
        """Keep seats and a use of the promo code, let the claimed key stand for the order. Returns its id."""

    def use_provider(self, order_id: int, provider: str) -> Order:
        """Note who charges an order from now on: `MAIN` or `BACKUP`."""

    def end_hold(self, order_id: int, now: datetime) -> None:
        """End a hold: seats and promo are free now, the order stays `held` until somebody settles it."""

    def release(self, order_id: int) -> None:
        """Turn a hold into a released order: its seats and the use of its promo code are free."""

    def pay(self, order_id: int, charge_id: str | None, codes: list[str], now: datetime) -> Order:
        """Turn a hold into a paid order. The codes are for its tickets, line by line."""

    def begin_refund(self, order_id: int, amount: int) -> Order:
        """Turn a paid order into one that is `refunding`, with what is to be paid back."""

    def refund(self, order_id: int, now: datetime) -> Order:
        """Turn an order that is `refunding` into a refunded one."""

    def claim_key(self, email: str, key: str, body: str) -> KeyUse | None:
        """Take a client's key. Whoever claims the same one waits for the end of this transaction.

        Arguments:
            email: of the customer whose key it is, as `checked_email` gives it.
            key: at most 200 characters.
            body: anything that is the same for the same purchase, at most 200 characters.

        Returns:
            None, the key was free and is now taken; or else what it stands for.
        """

    def free_key(self, order_id: int) -> None:
        """Let the key that stands for an order be claimed again, if there is one."""

    def post(self, message: Message, now: datetime) -> None:
        """Put a message into the outbox."""

    def next_letter(self, now: datetime) -> Letter | None:
        """A letter to send, the least tried first. It counts as tried, and rests for a minute then."""

    def letter_sent(self, letter_id: int, now: datetime) -> None:
        """Note that a letter is sent."""

    def admission(self, code: str) -> Admission | None:
        """A ticket by its code, as the door sees it."""

    def use_ticket(self, code: str, now: datetime) -> bool:
        """Note that a ticket is used. False if somebody else was faster."""

    def report(self, event_id: int | None, day: str | None) -> Report:
        """What was sold and what it brought, of all events and days or of one of each; a day is ISO text."""

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
        backup: who charges when `payments` surely did not; None where there is nobody.
    """

    clock: Callable[[], datetime]
    new_code: Callable[[], str]
    payments: Payments
    mail: Mail
    partners: Partners
    store: Store
    backup: Payments | None = None
