"""What may come of a charge that the second provider has to make, one scene each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import HOLD, MOST_TRIES, charges_of
from autograder.lessons.errors_by_design._scenes import Wrong, not_sold, not_undone, shown
from autograder.lessons.errors_by_design._shop import Reply, Want
from autograder.lessons.north_star._tills import Tills, not_at_backup, open_at_backup
from autograder.lessons.north_star._without_takeover import (
    GIVEN,
    TROUBLES,
    UNAVAILABLE,
    TillScene,
    paid_back,
)
from autograder.probes.inside.noted_ports import NOT_REACHED
from autograder.upstreams import Fault

GONE = "The first provider cannot be reached."


def takes_over(tills: Tills) -> Wrong | None:
    """The first cannot be reached: the second charges, once, and nothing is open meanwhile."""
    want = tills.want(tills.concert())
    tills.lose_main()
    reply = tills.buy(want)
    return _sold_by_backup(tills, want, reply, GONE) or open_at_backup(tills, want, reply, GONE)


def backup_declines(tills: Tills) -> Wrong | None:
    """The second says no, and says it again to whoever asks again."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(Fault.DECLINE)
    reply, words = tills.buy(want, key="twice"), f"{GONE} The second declines the card."
    wrong = not_undone(tills, want, reply, HTTPStatus.PAYMENT_REQUIRED, words)
    tills.backup.reset()
    again = tills.buy(want, key="twice")
    return wrong or not_undone(
        tills, want, again, HTTPStatus.PAYMENT_REQUIRED, f"{words} It comes again, with the same key."
    )


def backup_hiccups(
    tills: Tills, *, fault: Fault, status: int | None, after_work: bool, words: str
) -> Wrong | None:
    """The second's first answer is not clear, its next one is."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(fault, status=status, after_work=after_work or None, times=1, on="charge")
    return _sold_by_backup(tills, want, tills.buy(want), words)


def backup_unclear(
    tills: Tills, *, fault: Fault, status: int | None, after_work: bool, words: str
) -> Wrong | None:
    """No answer of the second is clear: what is unknown is voided there."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(fault, status=status, after_work=after_work or None, on="charge")
    reply = tills.buy(want)
    tries = len(tills.backup_calls("charge"))
    if not 1 < tries <= MOST_TRIES:
        summary = f"The second provider is asked to charge {tries} times."
        expected = f"2 to {MOST_TRIES} attempts with the same key"
        return Wrong("wrong-tries", summary, shown(tills, want, reply, words, expected))
    wrong = not_undone(tills, want, reply, UNAVAILABLE, words)
    if wrong is None and tills.main_calls("void"):
        evidence = shown(
            tills, want, reply, words, "the key is voided at the second provider, and only there"
        )
        return Wrong("wrong-till", "A provider is asked to void what it surely never charged.", evidence)
    if wrong is None and not any(call.worked for call in tills.backup_calls("void")):
        words = f"{words} A charge that is still under way there may yet arrive."
        evidence = shown(tills, want, reply, words, "the key is voided at the second provider")
        return Wrong("not-voided", "What is unknown is not voided where it is unknown.", evidence)
    return wrong


def backup_declines_after_all(tills: Tills) -> Wrong | None:
    """The second charges and its answer is lost; its next answer is no."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    tills.backup.payments.dial(Fault.DECLINE, times=1)
    reply = tills.buy(want)
    words = f"{GONE} The second charges and the answer is lost; its next answer is a decline."
    if not tills.backup_calls("charge"):
        evidence = shown(tills, want, reply, words, "the second provider is asked to charge")
        return Wrong("not-taken-over", "The second provider does not take over.", evidence)
    declined = reply.status == HTTPStatus.PAYMENT_REQUIRED
    return not_undone(tills, want, reply, HTTPStatus.PAYMENT_REQUIRED if declined else UNAVAILABLE, words)


def nobody_there(tills: Tills) -> Wrong | None:
    """Neither can be reached, whatever for: nothing was charged, so there is nothing to void."""
    want = tills.want(tills.concert())
    tills.lose_main(on=None)
    tills.lose_backup(on=None)
    words = "Neither provider can be reached, by no call at all."
    return not_undone(tills, want, tills.buy(want), UNAVAILABLE, words)


def backup_void_lost(tills: Tills, *, status: int | None, what: str) -> Wrong | None:
    """Not even the void is clear at first; `recover` settles it where the money is."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(Fault.DROP, after_work=True, on="charge")
    tills.backup.payments.dial(Fault.ERROR, status=status, on="void")
    reply = tills.buy(want)
    words = f"{GONE} The second charges, every answer is lost, and {what}; then `recover` runs."
    if reply.status != UNAVAILABLE or not tills.backup_calls("charge"):
        evidence = shown(tills, want, reply, words, "503, after the second was asked to charge")
        return Wrong("wrong-status", "The answer must be 503.", evidence)
    tills.all_well()
    tills.app.turn_clock(tills.now + HOLD + timedelta(minutes=1))
    failed = tills.app.recover()
    if failed is not None:
        evidence = shown(tills, want, reply, f"{words} It raised {failed.message}.", "it raises nothing")
        return Wrong("recover-raises", "`recover` raises an exception.", evidence)
    return not_undone(tills, want, reply, UNAVAILABLE, words)


def repeated(tills: Tills) -> Wrong | None:
    """The same purchase comes again, when both are well."""
    want = tills.want(tills.concert())
    tills.lose_main()
    first = tills.buy(want, key="again")
    wrong = _sold_by_backup(tills, want, first, GONE)
    tills.app.upstreams.reset()
    again = tills.buy(want, key="again")
    words = f"{GONE} Then it is back, and the purchase comes again with the same key."
    return wrong or _sold_by_backup(tills, want, again, words)


def refunded(tills: Tills) -> Wrong | None:
    """A week later the first is back, and the customer wants the money back."""
    want = tills.want(tills.concert())
    tills.lose_main()
    bought = tills.buy(want)
    wrong = _sold_by_backup(tills, want, bought, GONE)
    tills.app.upstreams.reset()
    return wrong or paid_back(tills, want, bought, "The second charged; the first is back.", backup=True)


def cancelled_meanwhile(tills: Tills) -> Wrong | None:
    """The event is cancelled while the second charges."""

    def cancel(want: Want) -> None:
        tills.post(f"/events/{want.concert.id}/cancel")

    return _meanwhile(tills, cancel, "While the second charges the event is cancelled.")


def hold_over_meanwhile(tills: Tills) -> Wrong | None:
    """The hold ends while the second charges."""

    def wait(_: Want) -> None:
        tills.app.turn_clock(tills.now + HOLD + timedelta(seconds=1))

    return _meanwhile(tills, wait, "While the second charges the hold ends.")


def others_go_on(tills: Tills) -> Wrong | None:
    """While the second takes its time, others buy for the same event."""
    concert = tills.concert()
    first, second = tills.want(concert), tills.want(concert)
    tills.lose_main()
    tills.backup.gate.hold(charges_of(first))
    pending = tills.begin(first)
    tills.app.until(lambda: bool(tills.backup.gate.waiting) or pending.done())
    reply = tills.buy(second)
    tills.backup.gate.open()
    answered = tills.ended(pending)
    words = f"{GONE} The second withholds the answer to another customer's charge for the same event."
    wrong = _sold_by_backup(tills, second, reply, words)
    return wrong or _sold_by_backup(tills, first, answered, f"{GONE} The second takes its time.")


def _meanwhile(tills: Tills, happens: Callable[[Want], None], words: str) -> Wrong | None:
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.gate.hold(charges_of(want))
    pending = tills.begin(want)
    tills.app.until(lambda: bool(tills.backup.gate.waiting) or pending.done())
    happens(want)
    tills.backup.gate.open()
    reply = tills.ended(pending)
    asked = bool(tills.backup_calls("charge"))
    tills.app.turn_clock(tills.now)
    if not asked:
        evidence = shown(tills, want, reply, GONE, "the second provider is asked to charge")
        return Wrong("not-taken-over", "The second provider does not take over.", evidence)
    return not_undone(tills, want, reply, HTTPStatus.CONFLICT, f"{GONE} {words}")


def _sold_by_backup(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    wrong = not_sold(tills, want, reply, words)
    if wrong is not None and not tills.backup_calls("charge"):
        return Wrong("not-taken-over", "The second provider does not take over.", wrong.evidence)
    return wrong or not_at_backup(tills, want, reply, words)


SCENES: Mapping[str, TillScene] = {
    **GIVEN,
    "takes over": takes_over,
    "the second declines": backup_declines,
    **{
        f"the second is {name} once": partial(
            backup_hiccups,
            fault=fault,
            status=status,
            after_work=after,
            words=f"{GONE} To the first charge the second {what}.",
        )
        for name, (fault, status, after, what) in TROUBLES.items()
    },
    **{
        f"the second is always {name}": partial(
            backup_unclear,
            fault=fault,
            status=status,
            after_work=after,
            words=f"{GONE} To every charge the second {what}.",
        )
        for name, (fault, status, after, what) in TROUBLES.items()
    },
    "the void is unclear": partial(backup_void_lost, status=None, what="so is every void"),
    "the void is not reached": partial(
        backup_void_lost, status=NOT_REACHED, what="it cannot be reached for the void"
    ),
    "the second declines after all": backup_declines_after_all,
    "nobody there": nobody_there,
    "repeated": repeated,
    "refunded": refunded,
    "cancelled meanwhile": cancelled_meanwhile,
    "hold over meanwhile": hold_over_meanwhile,
    "others go on": others_go_on,
}
"""What may come of it."""
