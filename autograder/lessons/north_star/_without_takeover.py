"""What may come of a charge that the second provider has no part in: right before the exercise, and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import HOLD, charges_of
from autograder.lessons.errors_by_design._scenes import Wrong, not_sold, not_undone, shown
from autograder.lessons.errors_by_design._shop import DECLINED_CARD, Reply, Want, id_in
from autograder.lessons.north_star._tills import OTHER_TILL, Tills, asked_backup
from autograder.upstreams import Fault

UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE

TillScene = Callable[[Tills], Wrong | None]
Happening = Callable[[Tills, Want], None]
"""Something that happens while a purchase is under way."""


def main_charges(tills: Tills) -> Wrong | None:
    """All is well: the second is nobody's business."""
    want = tills.want(tills.concert())
    reply, words = tills.buy(want), "Both providers are well."
    return not_sold(tills, want, reply, words) or asked_backup(tills, want, reply, words)


def main_declines(tills: Tills) -> Wrong | None:
    """A decline is an answer."""
    want = tills.want(tills.concert())
    tills.app.upstreams.payments.dial(Fault.DECLINE)
    reply, words = tills.buy(want), "The first provider declines the card."
    wrong = asked_backup(tills, want, reply, words)
    return wrong or not_undone(tills, want, reply, HTTPStatus.PAYMENT_REQUIRED, words)


def main_unclear(
    tills: Tills, *, fault: Fault, status: int | None, after_work: bool, words: str
) -> Wrong | None:
    """No attempt at the first gets a clear answer."""
    want = tills.want(tills.concert())
    tills.app.upstreams.payments.dial(fault, status=status, after_work=after_work or None, on="charge")
    reply = tills.buy(want)
    wrong = asked_backup(tills, want, reply, words)
    return wrong or not_undone(tills, want, reply, UNAVAILABLE, words)


def unclear_then_gone(tills: Tills) -> Wrong | None:
    """The first attempt was made and its answer lost; after it the first cannot be reached."""
    want = tills.want(tills.concert())
    tills.app.upstreams.payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    tills.lose_main()
    words = "The first provider charges, the answer is lost, and then it cannot be reached."
    reply = tills.buy(want)
    wrong = asked_backup(tills, want, reply, words)
    return wrong or not_undone(tills, want, reply, UNAVAILABLE, words)


def gone_then_unclear(tills: Tills) -> Wrong | None:
    """The first cannot be reached once. Whoever asks it again may be charged, and is told nothing."""
    want = tills.want(tills.concert())
    tills.lose_main(times=1)
    tills.app.upstreams.payments.dial(Fault.DROP, after_work=True, on="charge")
    words = "The first provider cannot be reached once; then it charges, and every answer is lost."
    reply = tills.buy(want)
    if len(tills.main_calls("charge")) == 1:
        return not_sold(tills, want, reply, words)
    return asked_backup(tills, want, reply, words) or not_undone(tills, want, reply, UNAVAILABLE, words)


def void_not_reached(tills: Tills) -> Wrong | None:
    """The first may have charged, and cannot be reached for the void: it waits for the first."""
    want = tills.want(tills.concert())
    tills.app.upstreams.payments.dial(Fault.DROP, after_work=True, on="charge")
    tills.lose_main(on="void")
    reply = tills.buy(want)
    words = "The first charges, every answer is lost, and no void reaches it; then `recover` runs."
    wrong = recovered(tills, want, reply, words) or not_undone(tills, want, reply, UNAVAILABLE, words)
    return wrong or asked_backup(tills, want, reply, words)


def recovered(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """Let somebody recover when all is well and no hold is alive. What is wrong with that."""
    tills.all_well()
    tills.app.turn_clock(tills.now + HOLD + timedelta(minutes=1))
    failed = tills.app.recover()
    if failed is None:
        return None
    evidence = shown(tills, want, reply, f"{words} It raised {failed.message}.", "it raises nothing")
    return Wrong("recover-raises", "`recover` raises an exception.", evidence)


def nothing_to_pay(tills: Tills) -> Wrong | None:
    """There is nothing to charge, so nobody is asked."""
    want = tills.want(tills.concert(price=0), card=DECLINED_CARD)
    tills.lose_main()
    reply, words = tills.buy(want), "The total is 0."
    return asked_backup(tills, want, reply, words) or not_sold(tills, want, reply, words)


def gone_for_a_moment(tills: Tills) -> Wrong | None:
    """The first cannot be reached once: whoever charges, it is charged once."""
    want = tills.want(tills.concert())
    tills.lose_main(times=1)
    words = "The first provider cannot be reached by the first attempt, and is well again."
    return not_sold(tills, want, tills.buy(want), words)


def both_gone(tills: Tills) -> Wrong | None:
    """Neither can be reached."""
    want = tills.want(tills.concert(seats=3))
    tills.lose_main()
    tills.lose_backup()
    reply, words = tills.buy(want), "Neither provider can be reached."
    wrong = not_undone(tills, want, reply, UNAVAILABLE, words)
    if wrong is None and tills.left(want.concert) != want.concert.seats:
        page = tills.get(f"/events/{want.concert.id}")
        evidence = shown(tills, want, page, words, "as many left as before")
        return Wrong("seats-kept", "The seats are not free again.", evidence)
    return wrong


def bought_later(tills: Tills) -> Wrong | None:
    """Neither can be reached; the customer comes again when both are well, with the same key."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.lose_backup()
    words = "Neither provider can be reached."
    wrong = not_undone(tills, want, tills.buy(want, key="later"), UNAVAILABLE, words)
    tills.all_well()
    words = f"{words} Then both are well, and the purchase comes again, with the same key."
    return wrong or not_sold(tills, want, tills.buy(want, key="later"), words)


def refund_not_reached(tills: Tills) -> Wrong | None:
    """The first charged, and cannot be reached for the refund: it waits for the first."""
    want = tills.want(tills.concert())
    bought = tills.buy(want)
    wrong = not_sold(tills, want, bought, "Both providers are well.")
    tills.lose_main(on="refund")
    reply = tills.post(f"/orders/{id_in(bought.fields.get('id'))}/refund")
    words = "The first charged, and cannot be reached for the refund."
    expected = "503, and the second is not asked: it never had the money"
    evidence = shown(tills, want, reply, words, expected)
    if wrong is None and tills.backup_calls():
        return Wrong(OTHER_TILL, "A provider is asked for a refund of what it never charged.", evidence)
    if wrong is None and reply.status != UNAVAILABLE:
        return Wrong("wrong-status", "The answer must be 503.", evidence)
    return wrong


def refunded_by_main(tills: Tills) -> Wrong | None:
    """An order of the first is paid back by the first."""
    want = tills.want(tills.concert())
    bought = tills.buy(want)
    wrong = not_sold(tills, want, bought, "Both providers are well.")
    return wrong or paid_back(tills, want, bought, "The first charged.", backup=False)


def end_hold(tills: Tills, _: Want) -> None:
    """Let so much time pass that every hold is over."""
    tills.app.turn_clock(tills.now + HOLD + timedelta(seconds=1))


def cancel_event(tills: Tills, want: Want) -> None:
    """Cancel what the tickets are for."""
    tills.post(f"/events/{want.concert.id}/cancel")


def over_before(tills: Tills, *, happens: Happening, what: str) -> Wrong | None:
    """The hold ends while the first is asked, which then turns out to be out of reach."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.app.upstreams.gate.hold(charges_of(want))
    pending = tills.begin(want)
    tills.app.waiting(pending)
    happens(tills, want)
    tills.app.upstreams.gate.open()
    reply = tills.ended(pending)
    tills.app.turn_clock(tills.now)
    words = f"{what} before it is known that the first cannot be reached."
    if tills.backup_calls("charge"):
        expected = "409 or 503, and the second is not asked to charge"
        summary = "An order whose hold is over is handed to the second provider."
        return Wrong("hold-over", summary, shown(tills, want, reply, words, expected))
    status = HTTPStatus.CONFLICT if reply.status == HTTPStatus.CONFLICT else UNAVAILABLE
    return not_undone(tills, want, reply, status, words)


def paid_back(tills: Tills, want: Want, bought: Reply, words: str, *, backup: bool) -> Wrong | None:
    """What is wrong with a refund, by the one that charged it."""
    reply = tills.post(f"/orders/{id_in(bought.fields.get('id'))}/refund")
    expected = "200, paid back by whoever charged it, and the other is not asked"
    evidence = shown(tills, want, reply, words, expected)
    if reply.status != HTTPStatus.OK or reply.fields.get("status") != "refunded":
        return Wrong("not-refunded", "The refund does not go through.", evidence)
    back = sum(each.refunded_cents for each in tills.charges(want))
    if back != reply.fields.get("refund_cents") or not back:
        return Wrong("not-refunded", "The order says it is refunded, and the money is still there.", evidence)
    if bool(tills.backup_calls("refund")) != backup or len(tills.calls("refund")) != 1:
        return Wrong(OTHER_TILL, "A provider is asked for a refund of what it never charged.", evidence)
    return None


TROUBLES: Mapping[str, tuple[Fault, int | None, bool, str]] = {
    "in trouble": (Fault.ERROR, 503, False, "answers 503"),
    "dead": (Fault.DROP, None, False, "cuts the connection and does nothing"),
    "nonsense": (Fault.GARBAGE, 201, True, "charges and answers nonsense"),
    "lost": (Fault.DROP, None, True, "charges and the answer is lost"),
}

GIVEN: Mapping[str, TillScene] = {
    "the first charges": main_charges,
    "the first declines": main_declines,
    **{
        f"the first is {name}": partial(
            main_unclear,
            fault=fault,
            status=status,
            after_work=after,
            words=f"To every charge the first provider {what}.",
        )
        for name, (fault, status, after, what) in TROUBLES.items()
    },
    "unclear, then gone": unclear_then_gone,
    "gone, then unclear": gone_then_unclear,
    "nothing to pay": nothing_to_pay,
    "gone for a moment": gone_for_a_moment,
    "both gone": both_gone,
    "both gone, bought later": bought_later,
    "refund not reached": refund_not_reached,
    "void not reached": void_not_reached,
    "hold over before": partial(over_before, happens=end_hold, what="The hold ends"),
    "cancelled before": partial(over_before, happens=cancel_event, what="The event is cancelled"),
    "refunded by the first": refunded_by_main,
}
"""What an app does that knows nothing of a second provider: right, and no merit."""
