"""Purchases and refunds during which the process dies, and what must be true once somebody has recovered."""

from __future__ import annotations

import json
import random
import string
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from autograder.lessons.errors_by_design._charging import MOST_TRIES
from autograder.lessons.errors_by_design._scenes import Wrong
from autograder.lessons.errors_by_design._shop import DECLINED_CARD, LONGEST, in_euros, some_price
from autograder.probes import Death, Look, PaymentsTrouble, Play
from autograder.sandbox import JSON
from autograder.upstreams import Charge, Fault
from autograder.verdict import Evidence

SEATS = 9

MOST_MAILS = 2
"""Of one order: who died before it was noted that it is sent; then it is sent once more, and no more."""


NOTHING_TO_PAY = "a purchase for which nothing is to be paid"
GIVEN = frozenset({"a purchase with a card that is declined", "a refund", NOTHING_TO_PAY})
"""Plays in which nothing can be lost before the exercise."""


@dataclass(frozen=True)
class Drama:
    """A play with what its deaths are judged by.

    Arguments:
        play: what happens.
        email: whose orders they are.
        quantity: of tickets.
        has_promo: whether the only use of a promo code goes with it.
        is_declined: whether the card is.
    """

    play: Play
    email: str
    quantity: int
    has_promo: bool
    is_declined: bool = False


def dramas(chance: random.Random, now: datetime) -> tuple[Drama, ...]:
    """All plays, with customers and prices that nobody knows beforehand."""
    return tuple(_dramas(chance, now))


def _dramas(chance: random.Random, now: datetime) -> Iterator[Drama]:
    lost = PaymentsTrouble(Fault.DROP, "charge", MOST_TRIES, after_work=True)
    yield _drama(chance, now, "a purchase", writes=True, recoveries=_DOWN)
    yield _drama(chance, now, "a purchase whose charges are made and never confirmed", trouble=lost)
    yield _drama(
        chance, now, "a purchase with a card that is declined", card=DECLINED_CARD, recoveries=_START
    )
    yield _drama(
        chance,
        now,
        "the recovery of a purchase that died after the charge",
        dies_in="recovery",
        dies_on="after payments: charge",
    )
    yield _refund(chance, now, "a refund", recoveries=_DOWN)
    yield _free(chance, now)


_DOWN = ("payments down", "mail down", "recover", "recover")
_START = ("start", "recover")


def _drama(chance: random.Random, now: datetime, name: str, *, card: str = "", **more: Any) -> Drama:
    email, quantity, promo = f"{_word(chance)}@example.org", chance.randint(1, 3), _word(chance).upper()
    purchase = _purchase(email, quantity, card or f"tok_{_word(chance)}", promo)
    headers = {"Idempotency-Key": _word(chance)}
    fill, looks = _fill(chance, now, promo), [*_looks(email), _quote(promo)]
    play = Play(name, fill, purchase, looks, _rehearsal(chance), headers=headers, comes_again=True, **more)
    return Drama(play, email, quantity, has_promo=True, is_declined=card == DECLINED_CARD)


def _free(chance: random.Random, now: datetime) -> Drama:
    email, quantity = f"{_word(chance)}@example.org", chance.randint(1, 3)
    fill, purchase = _fill(chance, now, _word(chance), price=0), _purchase(email, quantity, _word(chance))
    play = Play(NOTHING_TO_PAY, fill, purchase, _looks(email), _rehearsal(chance))
    return Drama(play, email, quantity, has_promo=False)


def _refund(chance: random.Random, now: datetime, name: str, **more: Any) -> Drama:
    email, quantity = f"{_word(chance)}@example.org", chance.randint(1, 3)
    before = [_purchase(email, quantity, f"tok_{_word(chance)}")]
    refund = ("POST", "/orders/1/refund", None)
    fill = _fill(chance, now, _word(chance))
    play = Play(name, fill, refund, _looks(email), _rehearsal(chance), before, **more)
    return Drama(play, email, quantity, has_promo=False)


def _rehearsal(chance: random.Random) -> list[tuple[str, str, JSON]]:
    """A purchase, what can be read of it, and its refund."""
    email = f"{_word(chance)}@example.org"
    looks: list[tuple[str, str, JSON]] = [("GET", path, None) for path in _looks(email)]
    return [_purchase(email, 1, f"tok_{_word(chance)}"), *looks, ("POST", "/orders/1/refund", None)]


def _fill(
    chance: random.Random, now: datetime, promo: str, price: int | None = None
) -> list[tuple[str, str, JSON]]:
    """An event, and a promo code for one use."""
    times: dict[str, JSON] = {
        "starts_at": (now - timedelta(days=1)).isoformat(),
        "ends_at": (now + timedelta(days=9)).isoformat(),
    }
    price = some_price(chance) if price is None else price
    event: JSON = {
        "title": _word(chance),
        "venue": {"name": _word(chance), "city": _word(chance)},
        "starts_at": (now + timedelta(days=40)).isoformat(),
        "on_sale_at": (now - timedelta(days=40)).isoformat(),
        "tiers": [{"name": "Standing", "price_cents": price, "seats": SEATS}],
        "promos": [{"code": promo, "percent": 10 * chance.randint(1, 5), "uses": 1, **times}],
    }
    return [("POST", "/events", event)]


def _purchase(email: str, quantity: int, card: str, promo: str | None = None) -> tuple[str, str, JSON]:
    lines: JSON = [{"tier_id": 1, "quantity": quantity}]
    more: dict[str, JSON] = {} if promo is None else {"promo": promo}
    return "POST", "/orders", {"event_id": 1, "email": email, "card": card, "lines": lines, **more}


def _looks(email: str) -> list[str]:
    return [f"/customers/{email}/orders", "/events/1"]


def _quote(promo: str) -> str:
    return f"/quote?event_id=1&lines=1:1&promo={promo}"


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(5, 9)))


def wrong_of(drama: Drama, death: Death) -> Wrong | None:
    """What is wrong after one death."""
    if death.trouble is not None or not death.looks:
        words = f"{death.trouble or 'nothing was told'}."
        return _wrong(drama, death, "did-not-end", "A process does not come to its end.", words)
    failed = next((raised for raised in death.recovered if raised is not None), None)
    if failed is not None:
        words = f"It raised {failed}."
        return _wrong(drama, death, "recover-raises", "`recover` raises an exception.", words)
    if drama.play.name == NOTHING_TO_PAY and death.asked:
        words = f"The total is 0, and payments were asked {death.asked} times."
        return _wrong(drama, death, "asked-for-nothing", "Payments are asked for nothing.", words)
    sold = _Sold(drama, death)
    rules = (sold.settled, sold.kept, sold.agreed, sold.taken, sold.told, sold.at_rest, sold.answered_again)
    return next((wrong for wrong in (rule() for rule in rules) if wrong is not None), None)


class _Sold:
    """One death, and the orders that are left after it."""

    def __init__(self, drama: Drama, death: Death) -> None:
        self._drama, self._death = drama, death
        self._before, self._after = death.looks[0], death.looks[-1]
        self._orders = orders_in(self._after)

    def settled(self) -> Wrong | None:
        """Nothing is left in between."""
        for order in self._orders.values():
            if order.get("status") not in ("paid", "released", "refunded"):
                words = f"Order {order.get('id')} is {order.get('status')!r} for good."
                return self._wrong("not-settled", "An order is left hanging.", words)
        return None

    def kept(self) -> Wrong | None:
        """Nothing is gone that somebody may know of."""
        for number, order in orders_in(self._before).items():
            now = self._orders.get(number)
            if now is None:
                words = f"Order {number} was {order.get('status')!r} and is gone."
                return self._wrong("order-gone", "An order is gone.", words)
            was_paid = order.get("status") == "paid"
            if was_paid and (now.get("status"), _codes(now)) != ("paid", _codes(order)):
                words = f"Order {number} was paid before the recovery, and is {now.get('status')!r} after it."
                return self._wrong("sale-undone", "A sale that was made is undone.", words)
        answer = self._death.answer
        if answer is not None and answer[0] == HTTPStatus.CREATED and not any(map(_is_paid, self._all())):
            return self._wrong("sale-undone", "A sale that was answered is undone.", "The answer was 201.")
        return None

    def agreed(self) -> Wrong | None:
        """Money and tickets agree."""
        kept: Counter[str | None] = Counter()
        for charge in self._death.charges:
            kept[charge.key] += charge.kept_cents
        for number, order in self._orders.items():
            due, has = _due(order), kept.pop(f"charge-{number}", 0)
            tickets = self._drama.quantity if order.get("status") != "released" else 0
            if has != due or len(_codes(order)) != tickets:
                words = f"Order {number} is {order.get('status')!r} with {len(_codes(order))} tickets."
                return self._wrong("money-and-tickets", "Money and tickets do not agree.", words)
        if any(kept.values()):
            return self._wrong("money-and-tickets", "Money was taken and nobody knows what for.", "")
        return None

    def taken(self) -> Wrong | None:
        """Only those seats are taken that are paid, and so is the one use of the promo code."""
        taken = sum(len(_codes(order)) for order in self._orders.values() if _is_paid(order))
        left = left_in(self._after)
        if left != SEATS - taken:
            words = f"{left} of {SEATS} are left, and {taken} are sold."
            return self._wrong("seats-kept", "Seats are taken that nobody has.", words)
        status = HTTPStatus.CONFLICT if taken else HTTPStatus.OK
        if self._drama.has_promo and self._after.answers[-1][0] != status:
            words = f"A quote with the promo code for one use gets {self._after.answers[-1][0]}."
            return self._wrong("promo-kept", "The use of a promo code is lost, or given back twice.", words)
        return None

    def told(self) -> Wrong | None:
        """Who has tickets has a mail with their codes; who has none has no mail."""
        mails = [mail for mail in self._death.mails if mail.to.strip().lower() == self._drama.email]
        if not any(_codes(order) for order in self._all()):
            words = f"{len(mails)} mails were sent."
            return self._wrong("mail-for-nothing", "A mail about nothing.", words) if mails else None
        for order in self._all():
            codes = _codes(order)
            told = [mail for mail in mails if all(code in mail.text for code in codes)] if codes else []
            if codes and not told:
                words = f"Order {order.get('id')} has {len(codes)} tickets, and no mail has their codes."
                return self._wrong("mail-lost", "The customer's mail is lost.", words)
            if len(told) > MOST_MAILS:
                words = f"The same mail was sent {len(told)} times."
                return self._wrong("mail-again", "A mail that was sent is sent again and again.", words)
            if order.get("status") == "refunded" and len(mails) - len(told) < 1:
                words = f"Order {order.get('id')} is refunded, and no mail says so."
                return self._wrong("mail-lost", "The customer's mail is lost.", words)
        return None

    def at_rest(self) -> Wrong | None:
        """A second recovery changes nothing."""
        recoveries = self._drama.play.recoveries
        if recoveries[-2:] != ("recover", "recover") and recoveries[-2] != "start":
            return None
        if self._death.looks[-2] != self._after:
            words = "Between the last two recoveries the answers changed."
            return self._wrong("not-at-rest", "A second recovery changes something.", words)
        return None

    def answered_again(self) -> Wrong | None:
        """The key is the order's that was sold, and otherwise free: a new purchase finds payments down."""
        if self._death.again is None:
            return None
        status, body = self._death.again
        said = body if isinstance(body, dict) else {}
        order = said.get("order_id", said.get("id"))
        told = f"{status} {said.get('reason', '')}".strip() + (f", order {order}" if order else "")
        words = f"Then the same request came with its key, while payments were down: {told}."
        sold = [order.get("id") for order in self._all() if _is_paid(order)]
        if sold:
            if status == HTTPStatus.CREATED and said.get("id") in sold:
                return None
            return self._wrong("key-lost", "The key of an order that is sold does not stand for it.", words)
        as_declined = HTTPStatus.PAYMENT_REQUIRED if self._drama.is_declined else None
        if status in (HTTPStatus.SERVICE_UNAVAILABLE, as_declined):
            return None
        return self._wrong("key-taken", "The key of an order that was given up is not free again.", words)

    def _all(self) -> list[Mapping[str, Any]]:
        return list(self._orders.values())

    def _wrong(self, reason: str, summary: str, words: str) -> Wrong:
        return _wrong(self._drama, self._death, reason, summary, words)


def orders_in(look: Look) -> dict[int, Mapping[str, Any]]:
    """The customer's orders by id, as they were read."""
    orders = look.answers[0][1] if look.answers else None
    found: dict[int, Mapping[str, Any]] = {}
    for each in orders if isinstance(orders, list) else []:
        number = each.get("id") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(number, int):
            found[number] = each
    return found


def left_in(look: Look) -> object:
    """How many seats are left, as it was read."""
    page = look.answers[1][1] if len(look.answers) > 1 else None
    return page.get("left") if isinstance(page, dict) else None


def _codes(order: Mapping[str, Any]) -> list[str]:
    tickets = order.get("tickets")
    items = tickets if isinstance(tickets, list) else []
    return [str(each.get("code")) for each in items if isinstance(each, dict)]


def _is_paid(order: Mapping[str, Any]) -> bool:
    return order.get("status") == "paid"


def _due(order: Mapping[str, Any]) -> int:
    """What the seller must have of an order, in cents."""
    amounts = (order.get("total_cents"), order.get("refund_cents"))
    total, refunded = (each if type(each) is int else -1 for each in amounts)
    if order.get("status") == "refunded":
        return total - refunded
    return total if _is_paid(order) else 0


def _wrong(drama: Drama, death: Death, reason: str, summary: str, words: str) -> Wrong:
    step = death.step or "nowhere: it lived"
    money = [_told(charge) for charge in death.charges]
    ledger = "; ".join(money) or "nothing charged"
    words = f"In {drama.play.name} the process died {step}. {words} The ledger: {ledger}."
    orders = [
        {name: order.get(name) for name in ("id", "status", "total_cents")}
        for order in (orders_in(death.looks[-1]).values() if death.looks else ())
    ]
    asked = f"{' '.join(drama.play.request[:2])}, a death, {', '.join(drama.play.recoveries)}"
    got = json.dumps(orders)[:LONGEST]
    expected = "each order paid, with its tickets and a mail; or released, with nothing kept"
    return Wrong(reason, summary, Evidence.exchange(words, asked=asked, expected=expected, got=got))


def _told(charge: Charge) -> str:
    state = "voided" if charge.voided else f"{in_euros(charge.kept_cents)} kept"
    return f"{in_euros(charge.amount_cents)} under {charge.key}, {state}"
