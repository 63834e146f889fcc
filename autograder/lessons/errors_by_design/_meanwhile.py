"""What others do while somebody buys, one scene each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import GRACE, HOLD, charges_of, not_settled
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, not_sold, not_undone, shown
from autograder.lessons.errors_by_design._shop import Reply, Shop, Want
from autograder.upstreams import Fault


def _while_it_is_charged(shop: Shop, first: Want, second: Want) -> tuple[Reply, Reply]:
    """The second buys while the first's charge is withheld: the second's answer, and the first's."""
    shop.app.upstreams.gate.hold(charges_of(first))
    pending = shop.begin(first)
    shop.app.waiting(pending)
    reply = shop.buy(second)
    shop.app.upstreams.gate.open()
    return reply, shop.ended(pending)


def others_go_on(shop: Shop) -> Wrong | None:
    """While the answer to one charge is withheld, somebody else buys for the same event."""
    concert = shop.concert()
    first, second = shop.want(concert), shop.want(concert)
    reply, answered = _while_it_is_charged(shop, first, second)
    words = "Payments withhold the answer to another customer's charge for the same event."
    wrong = not_sold(shop, second, reply, words)
    if wrong is not None and wrong.reason == "not-sold":
        summary = "While one customer's charge takes its time, nobody else can buy."
        return Wrong("transaction-open", summary, wrong.evidence)
    return wrong or not_sold(shop, first, answered, "Payments took their time over the charge.")


def seats_are_held(shop: Shop) -> Wrong | None:
    """While the charge for the last seats is under way they are nobody else's."""
    concert = shop.concert(seats=2)
    first, second = shop.want(concert, 2), shop.want(concert, 1)
    reply, answered = _while_it_is_charged(shop, first, second)
    words = "The charge for the last two seats is under way."
    if reply.status != HTTPStatus.CONFLICT or shop.charges(second):
        expected = "409, sold out, nothing charged"
        summary = "Seats are not held before the card is charged."
        return Wrong("not-held", summary, shown(shop, second, reply, words, expected))
    return not_sold(shop, first, answered, f"{words} Somebody else asked for them meanwhile.")


def last_seats_at_once(shop: Shop) -> Wrong | None:
    """Two customers take the last seats at the same moment."""
    concert = shop.concert(seats=2)
    wants = [shop.want(concert, 2) for _ in range(2)]
    shop.app.hesitate()
    replies = [shop.ended(pending) for pending in [shop.begin(want) for want in wants]]
    sold = [want for want, reply in zip(wants, replies, strict=True) if reply.status == HTTPStatus.CREATED]
    if len(sold) > 1:
        words = "Two customers asked for the last two seats at the same moment, and both were sold to both."
        evidence = shown(shop, wants[1], replies[1], words, "one 201, one 409")
        return Wrong("no-lock", "Seats are sold twice.", evidence)
    return None


def cancelled_meanwhile(shop: Shop) -> Wrong | None:
    """The event is cancelled while the charge is under way."""
    want = shop.want(shop.concert())
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    cancelled = shop.post(f"/events/{want.concert.id}/cancel")
    shop.app.upstreams.gate.open()
    words = f"While the charge was under way the event was cancelled ({cancelled.status})."
    return not_undone(shop, want, shop.ended(pending), HTTPStatus.CONFLICT, words)


def free_and_cancelled(shop: Shop) -> Wrong | None:
    """There is nothing to pay, and the event is cancelled before the order is confirmed."""
    want = shop.want(shop.concert(price=0))
    with shop.app.halting("after commit") as is_halted:
        pending = shop.begin(want)
        shop.app.until(lambda: is_halted() or pending.done())
        cancelled = shop.post(f"/events/{want.concert.id}/cancel")
    reply = shop.ended(pending)
    words = f"The total is 0; the event was cancelled ({cancelled.status}) just after the hold was committed."
    if shop.calls():
        summary = "Payments are asked for nothing."
        return Wrong("asked-for-nothing", summary, shown(shop, want, reply, words, "payments are not asked"))
    return not_undone(shop, want, reply, HTTPStatus.CONFLICT, words)


def cancelled_while_confirmed(shop: Shop) -> Wrong | None:
    """The event is cancelled at the moment at which the order is confirmed: one of the two comes first."""
    want = shop.want(shop.concert())
    with shop.app.halting("before pay") as is_halted:
        pending = shop.begin(want)
        shop.app.until(lambda: is_halted() or pending.done())
        cancelling = shop.app.begin("POST", f"/events/{want.concert.id}/cancel")
        shop.app.until(cancelling.done, seconds=GRACE)
        came_first = cancelling.done() and not pending.done()
    reply = shop.ended(pending)
    cancelled = shop.ended(cancelling)
    words = f"The event was cancelled ({cancelled.status}) just before the tickets were written down."
    if came_first and cancelled.status == HTTPStatus.OK and reply.status == HTTPStatus.CREATED:
        evidence = shown(shop, want, reply, words, "409; or the tickets first, and then cancelled")
        return Wrong("no-lock", "Tickets are sold for an event that is cancelled.", evidence)
    return None


def hold_over_meanwhile(shop: Shop) -> Wrong | None:
    """The hold ends while the charge is under way, and somebody else has the seats."""
    concert = shop.concert(seats=2)
    want, other = shop.want(concert, 2), shop.want(concert, 1)
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.app.turn_clock(shop.now + HOLD + timedelta(seconds=1))
    bought = shop.buy(other)
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    shop.app.turn_clock(shop.now)
    words = f"The hold was over before the charge was answered; another customer got {bought.status}."
    return not_undone(shop, want, reply, HTTPStatus.CONFLICT, words)


def void_unclear(shop: Shop) -> Wrong | None:
    """The hold ends while the charge is under way, and the void is not clear."""
    want = shop.want(shop.concert())
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.app.turn_clock(shop.now + HOLD + timedelta(seconds=1))
    for operation in ("void", "look_up"):
        shop.app.upstreams.payments.dial(Fault.ERROR, on=operation)
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    words = "The hold was over before the charge was answered, and a void gets 503."
    return not_settled(shop, want, reply, words)


def minutes_later(shop: Shop) -> Wrong | None:
    """The charge takes some minutes of the hold."""
    want = shop.want(shop.concert())
    later = shop.now + HOLD / 2
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.app.turn_clock(later)
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    shop.app.turn_clock(shop.now)
    words = f"The charge was answered {HOLD / 2} after the order was held, within its hold."
    wrong = not_sold(shop, want, reply, words)
    if wrong is None and _moment(reply.fields.get("paid_at")) != later:
        evidence = shown(shop, want, reply, words, f"paid_at: {later.isoformat()}")
        return Wrong("paid-before", "What is confirmed is written down with another time.", evidence)
    return wrong


def _moment(said: object) -> datetime | None:
    """A time out of an answer; None for what is none."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


GIVEN = frozenset({"cancelled while confirmed", "the last seats at once"})

SCENES: Mapping[str, Scene] = {
    "others go on": others_go_on,
    "seats are held": seats_are_held,
    "the last seats at once": last_seats_at_once,
    "cancelled meanwhile": cancelled_meanwhile,
    "hold over meanwhile": hold_over_meanwhile,
    "hold over meanwhile, the void unclear": void_unclear,
    "minutes later": minutes_later,
    "nothing to pay, cancelled meanwhile": free_and_cancelled,
    "cancelled while confirmed": cancelled_while_confirmed,
}
"""What may happen beside a charge."""
