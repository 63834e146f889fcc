"""Keys that are free again, one scene for each way: the next purchase with such a key is a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import HOLD, charges_of
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, not_sold, shown
from autograder.lessons.errors_by_design._shop import Reply, Shop, Want, id_in
from autograder.upstreams import Fault


def free_after_trouble(shop: Shop) -> Wrong | None:
    """The first answer was 503."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.payments.dial(Fault.ERROR, on="charge")
    first = shop.buy(want, key)
    shop.app.upstreams.payments.reset()
    reply = shop.buy(want, key)
    words = f"Payments were in trouble ({first.status}) and are well again; the same request came again."
    return _sold_after(shop, want, reply, words)


def free_after_refusals(shop: Shop) -> Wrong | None:
    """The first answers were 409, 422 and 404."""
    concert, key = shop.concert(seats=2), shop.word()
    email = shop.email()
    for quantity, status in ((3, HTTPStatus.CONFLICT), (0, HTTPStatus.UNPROCESSABLE_ENTITY)):
        want = shop.want(concert, quantity, email=email)
        refused = shop.buy(want, key)
        if refused.status != status:
            words = f"{quantity} tickets were asked for, two are left."
            summary = f"The answer must be {status.value}."
            evidence = shown(shop, want, refused, words, str(status.value))
            return Wrong("wrong-status", summary, evidence)
    want = shop.want(concert, 2, email=email)
    words = "Three tickets were refused (409), none were refused (422); two are left and asked for."
    return _sold_after(shop, want, shop.buy(want, key), words)


def free_after_cancelling(shop: Shop) -> Wrong | None:
    """The first answer was 409: the event was cancelled while the card was charged."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want, key)
    shop.app.waiting(pending)
    shop.post(f"/events/{want.concert.id}/cancel")
    shop.app.upstreams.gate.open()
    first = shop.ended(pending)
    if first.status != HTTPStatus.CONFLICT:
        return None  # which is an outcome of the charge, and counts there
    other = replace(want, concert=shop.concert())
    words = "The event was cancelled while the card was charged (409); another event, with the same key."
    return _sold_after(shop, other, shop.buy(other, key), words)


def free_after_unclear_void(shop: Shop, *, is_declined: bool) -> Wrong | None:
    """The first answer was 503, and payments have not said yet whether anything is charged."""
    want, key = shop.want(shop.concert()), shop.word()
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=True, times=1 if is_declined else None, on="charge")
    if is_declined:
        payments.dial(Fault.DECLINE, times=1)
    for operation in ("void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    first = shop.buy(want, key)
    payments.reset()
    before = shop.orders(want)
    again = shop.buy(want, key)
    shop.settle()
    if first.status != HTTPStatus.SERVICE_UNAVAILABLE:
        return None  # which is an outcome of the charge, and counts there
    if again.status == HTTPStatus.CREATED and id_in(again.fields.get("id")) not in before:
        return None
    words = "Neither the charge nor its void was clear (503). Payments are well again; the same came again."
    evidence = shown(shop, want, again, words, "201, a new order: after a 503 the key is free")
    return Wrong("key-taken", "The key is not free again.", evidence)


def free_after_hold_over(shop: Shop) -> Wrong | None:
    """The first answer was 409: the hold was over when the charge was answered."""
    want, key = shop.want(shop.concert()), shop.word()
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want, key)
    shop.app.waiting(pending)
    shop.app.turn_clock(shop.now + HOLD + timedelta(seconds=1))
    shop.app.upstreams.gate.open()
    first = shop.ended(pending)
    words = f"The hold was over before the charge was answered ({first.status}); the same request came again."
    if first.status != HTTPStatus.CONFLICT:
        return None  # which is an outcome of the charge, and counts there
    return _sold_after(shop, want, shop.buy(want, key), words)


def _sold_after(shop: Shop, want: Want, reply: Reply, words: str) -> Wrong | None:
    wrong = not_sold(shop, want, reply, words)
    if wrong is not None and wrong.reason == "not-sold":
        return Wrong("key-taken", "The key is not free again.", wrong.evidence)
    return wrong


SCENES: Mapping[str, Scene] = {
    "free after 503": free_after_trouble,
    "free after an unclear void": partial(free_after_unclear_void, is_declined=False),
    "free after a decline and an unclear void": partial(free_after_unclear_void, is_declined=True),
    "free after refusals": free_after_refusals,
    "free after the event was cancelled": free_after_cancelling,
    "free after the hold was over": free_after_hold_over,
}

NO_KEYS_NEEDED = frozenset(SCENES)
"""Right for an app that takes no notice of keys: they count once repeats get the first answer."""
