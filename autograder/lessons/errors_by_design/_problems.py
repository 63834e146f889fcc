"""What a client is told when a purchase fails, and what the log says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

from autograder.lessons.errors_by_design import _charging
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, shown
from autograder.lessons.errors_by_design._shop import LONGEST, Reply, Shop, Want
from autograder.probes import LogEvent
from autograder.sandbox import Answer, Failure
from autograder.upstreams import Fault
from autograder.verdict import Evidence

MEMBERS = ("type", "title", "status", "detail", "reason")

INSIDES = ("Traceback", 'File "', "boxoffice/", "PaymentFailed", "sqlalchemy", "charge-")
"""Nothing of it is a client's business."""

Happening = Callable[[Shop], tuple[Want, Reply, str]]


def declined(shop: Shop) -> tuple[Want, Reply, str]:
    """A declined card."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(Fault.DECLINE)
    return want, shop.buy(want), "Payments decline the card."


def unclear(shop: Shop) -> tuple[Want, Reply, str]:
    """No clear answer, ever."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(Fault.ERROR, on="charge")
    return want, shop.buy(want), "Payments answer 503 to every charge."


def cancelled(shop: Shop) -> tuple[Want, Reply, str]:
    """Cancelled during the charge."""

    def cancel(want: Want) -> None:
        shop.post(f"/events/{want.concert.id}/cancel")

    return _meanwhile(shop, cancel, "The event is cancelled while the card is charged.")


def hold_over(shop: Shop) -> tuple[Want, Reply, str]:
    """The hold ends during the charge."""

    def pass_time(_: Want) -> None:
        shop.app.turn_clock(shop.now + 2 * _charging.HOLD)

    return _meanwhile(shop, pass_time, "The hold ends while the card is charged.")


def _meanwhile(shop: Shop, happens: Callable[[Want], None], words: str) -> tuple[Want, Reply, str]:
    want = shop.want(shop.concert())
    shop.app.upstreams.gate.hold(_charging.charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    happens(want)
    shop.app.upstreams.gate.open()
    return want, shop.ended(pending), words


def void_unclear(shop: Shop) -> tuple[Want, Reply, str]:
    """Charged, the hold over, and no clear answer to the void."""

    def pass_time(_: Want) -> None:
        shop.app.turn_clock(shop.now + 2 * _charging.HOLD)
        for operation in ("void", "look_up"):
            shop.app.upstreams.payments.dial(Fault.ERROR, on=operation)

    return _meanwhile(shop, pass_time, "The hold ends while the card is charged, and a void gets 503.")


def void_unclear_again(shop: Shop) -> tuple[Want, Reply, str]:
    """The same, and `recover` does not get a clear answer either."""
    later = shop.now + 4 * _charging.HOLD
    shop.app.turn_clock(later)
    shop.app.recover()  # what earlier scenes left
    shop.app.turn_clock(shop.now)
    want, reply, words = void_unclear(shop)
    shop.app.logged()
    shop.app.turn_clock(later)
    shop.app.recover()
    return want, reply, f"{words} Then `recover` runs, and a void gets 503 again."


def key_reused(shop: Shop) -> tuple[Want, Reply, str]:
    """A key for something else."""
    concert, key = shop.concert(), shop.word()
    first = shop.want(concert, 1)
    shop.buy(first, key)
    want = shop.want(concert, 2, email=first.email, card=first.card)
    return want, shop.buy(want, key), "The key was used for another purchase."


def key_in_use(shop: Shop) -> tuple[Want, Reply, str]:
    """A repeat that comes too soon."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.gate.hold(_charging.charges_of(want))
    pending = shop.begin(want, key)
    shop.app.waiting(pending)
    meanwhile = shop.begin(want, key)
    shop.app.until(lambda: meanwhile.done() or len(shop.app.upstreams.gate.waiting) > 1)
    shop.app.upstreams.gate.open()
    shop.ended(pending)
    return want, shop.ended(meanwhile), "The first purchase with the key is under way."


def refused(shop: Shop, *, seats: int, quantity: int, words: str, **more: Any) -> tuple[Want, Reply, str]:
    """Something a rule says no to."""
    want = shop.want(shop.concert(seats=seats), quantity, **more)
    return want, shop.buy(want), words


def told(shop: Shop, *, happening: Happening, status: HTTPStatus, reason: str) -> Wrong | None:
    """Whether the answer is the right problem document."""
    shop.app.logged()
    want, reply, words = happening(shop)
    expected = f"{status.value}, reason {reason!r}"
    evidence = shown(shop, want, reply, words, expected)
    if reply.status != status or reply.reason != reason:
        return Wrong("wrong-problem", f"The answer must be {status.value} with reason {reason!r}.", evidence)
    fault = faults_of(reply, want.card)
    if fault is not None:
        return Wrong("bad-document", fault, evidence)
    if reason in ("key-in-use", "payment-unavailable") and "retry-after" not in reply.headers:
        return Wrong("no-retry-after", "The answer does not say when to ask again.", evidence)
    if reason in ("card-declined", "payment-unavailable") and reply.fields.get("order_id") not in shop.orders(
        want
    ):
        return Wrong("no-order", "The answer does not say which order it was.", evidence)
    return None


def logged(shop: Shop, *, name: str, happening: Happening, causes: Iterable[str]) -> Wrong | None:
    """Whether the log names the order and the cause, and keeps the card to itself."""
    shop.app.logged()
    want, reply, words = happening(shop)
    events = shop.app.logged()
    orders = shop.orders(want)
    said = " | ".join(f"{each.level} {each.words.splitlines()[0][:120]}" for each in events[:4])
    expected = f"an event with the order and this cause: {name}"
    evidence = shown(shop, want, reply, f"{words} The log: {said or 'nothing'}.", expected)
    if any(want.card in each.words for each in events):
        return Wrong("card-in-the-log", "A card stands in the log.", evidence)
    if not any(_names(each, orders, causes) for each in events):
        return Wrong("not-logged", "The log does not say what happened to which order.", evidence)
    return None


def card_told(events: Iterable[LogEvent], cards: Collection[str]) -> Wrong | None:
    """Whether a card stands in the log of whatever happened."""
    for event in events:
        card = next((each for each in cards if each in event.words), None)
        if card is not None:
            words = event.words.replace(card, "CARD")[:LONGEST]
            evidence = Evidence.text(f"While tickets were bought in all ways, the log said: {words}")
            return Wrong("card-in-the-log", "A card stands in the log.", evidence)
    return None


def _names(event: LogEvent, orders: tuple[int, ...], causes: Iterable[str]) -> bool:
    text = event.words.lower()
    named = any(re.search(rf"(?<!\d){order}(?!\d)", text) for order in orders)
    return named and any(cause in text for cause in causes)


def faults_of(reply: Reply, secret: str = "") -> str | None:
    """What is wrong with a problem document, whatever it is about."""
    if not reply.is_problem:
        return "The answer is no problem document."
    if any(name not in reply.fields for name in MEMBERS):
        return f"A problem document has {', '.join(MEMBERS)}."
    if reply.fields["status"] != reply.status:
        return "The document tells another status than the answer."
    if not all(
        isinstance(reply.fields[name], str) and reply.fields[name] for name in MEMBERS if name != "status"
    ):
        return "The document's texts are texts."
    if secret and secret in reply.text:
        return "The document has the card in it."
    inside = next((each for each in INSIDES if each in reply.text), None)
    return f"The document tells our insides: {inside!r}." if inside else None


def reply_faults(answer: Answer | Failure, reply: Reply) -> str | None:
    """What is wrong with the answer to a request that makes no sense, if anything."""
    if isinstance(answer, Failure) or reply.status is None:
        return "There is no answer."
    if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"The answer is {reply.status}."
    return faults_of(reply) if reply.status >= HTTPStatus.BAD_REQUEST else None


_UNCLEAR = ("paymentfailed", "503", "unclear", "not clear", "no answer", "unavailable")

_OVER = ("hold", "expire", "lapse", "over", "ran out", "run out", "too late", "stale", "timed out")

_CAUSES: Mapping[str, tuple[Happening, tuple[str, ...]]] = {
    "declined": (declined, ("declin",)),
    "unclear": (unclear, _UNCLEAR),
    "cancelled meanwhile": (cancelled, ("cancel", "called off", "called-off")),
    "hold over meanwhile": (hold_over, _OVER),
    "a void that is not clear": (void_unclear, _UNCLEAR),
    "a void that is not clear, in recover": (void_unclear_again, _UNCLEAR),
}

_CONFLICT, _INVALID = HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY

_DOCUMENTS: Mapping[str, tuple[Happening, HTTPStatus, str]] = {
    "declined": (declined, HTTPStatus.PAYMENT_REQUIRED, "card-declined"),
    "unclear": (unclear, HTTPStatus.SERVICE_UNAVAILABLE, "payment-unavailable"),
    "cancelled meanwhile": (cancelled, _CONFLICT, "event-cancelled"),
    "hold over meanwhile": (hold_over, _CONFLICT, "hold-over"),
    "key reused": (key_reused, _INVALID, "key-reused"),
    "key in use": (key_in_use, _CONFLICT, "key-in-use"),
    "sold out": (partial(refused, seats=1, quantity=2, words="One is left."), _CONFLICT, "sold-out"),
    "too many": (partial(refused, seats=20, quantity=9, words="Nine at once."), _INVALID, "too-many-tickets"),
    "bad address": (
        partial(refused, seats=2, quantity=1, words="No address.", email="nobody"),
        _INVALID,
        "bad-email",
    ),
    "unknown promo": (
        partial(refused, seats=2, quantity=1, words="No such promo.", promo="NOSUCH"),
        _INVALID,
        "unknown-promo",
    ),
}

SCENES: Mapping[str, Scene] = {
    **{
        f"the document: {name}": partial(told, happening=happening, status=status, reason=reason)
        for name, (happening, status, reason) in _DOCUMENTS.items()
    },
    **{
        f"the log: {name}": partial(logged, name=name, happening=happening, causes=causes)
        for name, (happening, causes) in _CAUSES.items()
    },
}

NO_CARD = "the log: no card in any of it"

GIVEN = frozenset(
    f"the document: {name}"
    for name in ("declined", "unclear", "sold out", "too many", "bad address", "unknown promo")
) | {NO_CARD}
"""Right before the exercise."""
