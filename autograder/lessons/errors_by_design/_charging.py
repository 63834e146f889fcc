"""Every outcome of a charge, one scene each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._scenes import (
    Scene,
    Wrong,
    not_sold,
    not_undone,
    shown,
)
from autograder.lessons.errors_by_design._shop import DECLINED_CARD, Reply, Shop, Want, card_in
from autograder.upstreams import Fault, Request

MOST_TRIES = 3
"""Charges that are tried for one purchase, at most."""

LONGEST_PAUSES = 1.0
"""Seconds of all pauses of one purchase."""

HOLD = timedelta(minutes=10)

GRACE = 0.4
"""Seconds, for somebody who finds no lock to go ahead."""


def sold(shop: Shop) -> Wrong | None:
    """All is well."""
    want = shop.want(shop.concert())
    return not_sold(shop, want, shop.buy(want), "All services are well.")


def free(shop: Shop) -> Wrong | None:
    """There is nothing to pay."""
    want = shop.want(shop.concert(price=0), card=DECLINED_CARD)
    reply = shop.buy(want)
    if shop.calls():
        words = "The total is 0."
        summary = "Payments are asked for nothing."
        return Wrong("asked-for-nothing", summary, shown(shop, want, reply, words, "payments are not asked"))
    return not_sold(shop, want, reply, "The total is 0.")


def declined(shop: Shop) -> Wrong | None:
    """The card is declined, which is clear: nobody asks again."""
    concert = shop.concert()
    want = shop.want(concert)
    shop.app.upstreams.payments.dial(Fault.DECLINE)
    reply = shop.buy(want)
    words = "Payments decline the card."
    if len(shop.calls("charge")) > 1:
        summary = "A card that was declined is charged again."
        return Wrong("declined-again", summary, shown(shop, want, reply, words, "402, asked once"))
    return not_undone(shop, want, reply, HTTPStatus.PAYMENT_REQUIRED, words) or _seats(shop, want, words)


def declined_after_all(shop: Shop) -> Wrong | None:
    """The first charge is made and the answer is lost; the second attempt is declined."""
    concert = shop.concert()
    want = shop.want(concert)
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    payments.dial(Fault.DECLINE, times=1)
    reply = shop.buy(want)
    words = "Payments charge and the answer is lost; the second attempt is declined."
    if reply.status == HTTPStatus.SERVICE_UNAVAILABLE:
        return not_undone(shop, want, reply, HTTPStatus.SERVICE_UNAVAILABLE, words)
    return not_undone(shop, want, reply, HTTPStatus.PAYMENT_REQUIRED, words) or _seats(shop, want, words)


def declined_and_void_unclear(shop: Shop) -> Wrong | None:
    """The first charge is made and the answer is lost, the second attempt declined, and no void is clear."""
    want = shop.want(shop.concert())
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    payments.dial(Fault.DECLINE, times=1)
    for operation in ("void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    reply = shop.buy(want)
    words = "Payments charge and the answer is lost; the second attempt is declined, and a void gets 503."
    return not_settled(shop, want, reply, words)


def not_settled(shop: Shop, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong with a purchase of which nobody knows yet whether it is charged."""
    wrong = None
    if reply.status != HTTPStatus.SERVICE_UNAVAILABLE:
        words = f"{words} The card may be charged."
        evidence = shown(shop, want, reply, words, "503: nobody knows yet")
        wrong = Wrong("wrong-status", "The answer must be 503.", evidence)
    if wrong is None and not shop.calls("void"):
        evidence = shown(shop, want, reply, words, "payments are asked to void")
        wrong = Wrong("not-voided", "What is unknown is not voided.", evidence)
    wrong = wrong or _seats(shop, want, words)
    shop.settle()
    return wrong


def hiccup(shop: Shop, *, fault: Fault, status: int | None, after_work: bool, words: str) -> Wrong | None:
    """The first charge gets no clear answer, the next one does."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(fault, status=status, after_work=after_work, times=1, on="charge")
    reply = shop.buy(want)
    keys = {call.headers.get("idempotency-key") for call in shop.calls("charge")}
    if len(keys) > 1:
        summary = "A charge is tried again under another key: the card may be charged twice."
        return Wrong("other-key", summary, shown(shop, want, reply, words, "the same key"))
    return not_sold(shop, want, reply, words)


def never_clear(
    shop: Shop, *, fault: Fault, status: int | None, after_work: bool, words: str
) -> Wrong | None:
    """No charge ever gets a clear answer."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(fault, status=status, after_work=after_work, on="charge")
    shop.app.slept()
    reply = shop.buy(want)
    slept = shop.app.slept()
    tries = len(shop.calls("charge"))
    if not 1 < tries <= MOST_TRIES:
        reason, summary = ("one-try", "The charge is not tried again.")
        if tries > 1:
            reason, summary = ("too-many-tries", f"The charge is tried {tries} times.")
        expected = f"2 or {MOST_TRIES} tries in all, with the same key"
        return Wrong(reason, summary, shown(shop, want, reply, words, expected))
    if slept >= LONGEST_PAUSES:
        summary = f"Between the attempts the customer waits for {slept:g} s."
        return Wrong(
            "long-pauses", summary, shown(shop, want, reply, words, "pauses of less than 1 s in all")
        )
    late = may_still_come(shop, want, words)
    wrong = not_undone(shop, want, reply, HTTPStatus.SERVICE_UNAVAILABLE, words)
    return wrong or late or _seats(shop, want, words)


def may_still_come(shop: Shop, want: Want, words: str) -> Wrong | None:
    """A charge that is still on its way must find its key barred."""
    voided = [call for call in shop.calls("void") if call.worked]
    if voided:
        return None
    words = f"{words} A charge that is still under way may yet arrive."
    evidence = shown(shop, want, shop.get(f"/events/{want.concert.id}"), words, "the key is voided")
    return Wrong("not-voided", "What is unknown is not voided.", evidence)


def charges_of(want: Want) -> Callable[[Request], bool]:
    """Which requests charge a customer's card."""
    return partial(_is_charge_of, want.card)


def _is_charge_of(card: str, request: Request) -> bool:
    return request.operation == "charge" and card_in(request) == card


def _seats(shop: Shop, want: Want, words: str) -> Wrong | None:
    left = shop.left(want.concert)
    if left == want.concert.seats:
        return None
    page = shop.get(f"/events/{want.concert.id}")
    summary = "The seats are not free again."
    return Wrong("seats-kept", summary, shown(shop, want, page, words, "as many left as before"))


_TROUBLES: Mapping[str, tuple[Fault, int | None, bool, str]] = {
    "in trouble": (Fault.ERROR, 503, False, "answer 503"),
    "an error": (Fault.ERROR, 500, False, "answer 500"),
    "dead": (Fault.DROP, None, False, "cut the connection and do nothing"),
    "nonsense": (Fault.GARBAGE, 201, True, "charge and answer nonsense"),
    "lost": (Fault.DROP, None, True, "charge and the answer is lost"),
}

HICCUPS: Mapping[str, Scene] = {
    f"{name} once": partial(
        hiccup, fault=fault, status=status, after_work=after, words=f"To the first charge payments {what}."
    )
    for name, (fault, status, after, what) in _TROUBLES.items()
}

NEVER_CLEAR: Mapping[str, Scene] = {
    f"always {name}": partial(
        never_clear, fault=fault, status=status, after_work=after, words=f"To every charge payments {what}."
    )
    for name, (fault, status, after, what) in _TROUBLES.items()
    if name != "an error"
}

BASICS: Mapping[str, Scene] = {"sold": sold, "free": free}

SCENES: Mapping[str, Scene] = {
    "declined": declined,
    "declined after all": declined_after_all,
    "declined, the void unclear": declined_and_void_unclear,
    **HICCUPS,
    **NEVER_CLEAR,
}
"""What may come of a charge."""
