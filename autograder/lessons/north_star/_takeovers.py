"""What may come of a charge that the second provider has to make, one scene each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import MOST_TRIES, charges_of
from autograder.lessons.errors_by_design._scenes import Wrong, not_sold, not_undone, shown
from autograder.lessons.errors_by_design._shop import Reply, Want
from autograder.lessons.north_star._tills import OTHER_TILL, Tills, not_at_backup, open_at_backup
from autograder.lessons.north_star._without_takeover import (
    GIVEN,
    TROUBLES,
    UNAVAILABLE,
    Happening,
    TillScene,
    cancel_event,
    end_hold,
    paid_back,
    recovered,
)
from autograder.probes.inside.noted_ports import NOT_REACHED
from autograder.upstreams import Fault

GONE = "The first provider cannot be reached."

CHARGING_SECONDS, NOBODY_SECONDS, UNCLEAR_SECONDS = 30, 2, 7
"""Of all charging together, the void aside; at most of one attempt that reaches nobody, and of any other."""


def takes_over(tills: Tills) -> Wrong | None:
    """The first cannot be reached: the second charges, once, and nothing is open meanwhile."""
    want = tills.want(tills.concert())
    tills.lose_main()
    reply = tills.buy(want)
    return sold_by_backup(tills, want, reply, GONE) or open_at_backup(tills, want, reply, GONE)


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
    return sold_by_backup(tills, want, tills.buy(want), words)


def backup_unclear(
    tills: Tills, *, fault: Fault, status: int | None, after_work: bool, words: str
) -> Wrong | None:
    """No answer of the second is clear: what is unknown is voided there."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(fault, status=status, after_work=after_work or None, on="charge")
    tills.app.slept()
    reply = tills.buy(want)
    tries = len(tills.backup_calls("charge"))
    if not 1 < tries <= MOST_TRIES:
        summary = f"The second provider is asked to charge {tries} times."
        expected = f"2 to {MOST_TRIES} attempts with the same key"
        return Wrong("wrong-tries", summary, shown(tills, want, reply, words, expected))
    wrong = _too_long(tills, want, reply, words) or not_undone(tills, want, reply, UNAVAILABLE, words)
    wrong = wrong or _voided_by_main(tills, want, reply, words)
    if wrong is None and not any(call.worked for call in tills.backup_calls("void")):
        words = f"{words} A charge that is still under way there may yet arrive."
        evidence = shown(tills, want, reply, words, "the key is voided at the second provider")
        return Wrong("not-voided", "What is unknown is not voided where it is unknown.", evidence)
    return wrong


def _too_long(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong where all charging together could take longer than it may: reckoned, not timed."""
    nobody, unclear = len(tills.main_calls("charge")), len(tills.backup_calls("charge"))
    pauses = tills.app.slept()
    if nobody * NOBODY_SECONDS + unclear * UNCLEAR_SECONDS + pauses <= CHARGING_SECONDS:
        return None
    words = f"{words} {nobody} attempts of {NOBODY_SECONDS} s, {unclear} of {UNCLEAR_SECONDS} s"
    words = f"{words} and pauses of {pauses:g} s are more than {CHARGING_SECONDS} s."
    evidence = shown(tills, want, reply, words, f"at worst {CHARGING_SECONDS} s in all, the void aside")
    return Wrong("too-long", f"All charging together may take more than {CHARGING_SECONDS} s.", evidence)


def _voided_by_main(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    if not tills.main_voids(want):
        return None
    evidence = shown(tills, want, reply, words, "the key is voided at the second provider, and only there")
    return Wrong(OTHER_TILL, "A provider is asked to void what it surely never charged.", evidence)


def backup_gone_after_all(tills: Tills) -> Wrong | None:
    """The second charges and its answer is lost; whoever asks again does not reach it."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    tills.lose_backup()
    reply = tills.buy(want)
    words = f"{GONE} The second charges, the answer is lost, and then it cannot be reached by a charge."
    wrong = _not_taken_over(tills, want, reply, words)
    return wrong or not_undone(tills, want, reply, UNAVAILABLE, words)


def backup_declines_after_all(tills: Tills) -> Wrong | None:
    """The second charges and its answer is lost; its next answer is no."""
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.payments.dial(Fault.DROP, after_work=True, times=1, on="charge")
    tills.backup.payments.dial(Fault.DECLINE, times=1)
    reply = tills.buy(want)
    words = f"{GONE} The second charges and the answer is lost; its next answer is a decline."
    declined = reply.status == HTTPStatus.PAYMENT_REQUIRED
    status = HTTPStatus.PAYMENT_REQUIRED if declined else UNAVAILABLE
    wrong = _not_taken_over(tills, want, reply, words)
    return wrong or not_undone(tills, want, reply, status, words)


def _not_taken_over(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    if tills.backup_calls("charge"):
        return None
    evidence = shown(tills, want, reply, words, "the second provider is asked to charge")
    return Wrong("not-taken-over", "The second provider does not take over.", evidence)


def nobody_there(tills: Tills) -> Wrong | None:
    """Neither can be reached, whatever for: nothing was charged, so there is nothing to void."""
    want = tills.want(tills.concert())
    tills.lose_main(on=None)
    tills.lose_backup(on=None)
    words = "Neither provider can be reached, by no call at all."
    reply = tills.buy(want)
    if tills.calls("void"):
        evidence = shown(tills, want, reply, words, "nobody is asked to void")
        return Wrong(OTHER_TILL, "A provider is asked to void what it surely never charged.", evidence)
    return not_undone(tills, want, reply, UNAVAILABLE, words)


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
    wrong = recovered(tills, want, reply, words) or not_undone(tills, want, reply, UNAVAILABLE, words)
    return wrong or _voided_by_main(tills, want, reply, words)


def repeated(tills: Tills) -> Wrong | None:
    """The same purchase comes again, when both are well."""
    want = tills.want(tills.concert())
    tills.lose_main()
    first = tills.buy(want, key="again")
    wrong = sold_by_backup(tills, want, first, GONE)
    tills.app.upstreams.reset()
    again = tills.buy(want, key="again")
    words = f"{GONE} Then it is back, and the purchase comes again with the same key."
    return wrong or sold_by_backup(tills, want, again, words)


def refunded(tills: Tills) -> Wrong | None:
    """A week later the first is back, and the customer wants the money back."""
    want = tills.want(tills.concert())
    tills.lose_main()
    bought = tills.buy(want)
    wrong = sold_by_backup(tills, want, bought, GONE)
    tills.app.upstreams.reset()
    return wrong or paid_back(tills, want, bought, "The second charged; the first is back.", backup=True)


def cancelled_meanwhile(tills: Tills) -> Wrong | None:
    """The event is cancelled while the second charges."""
    return _meanwhile(tills, cancel_event, "While the second charges the event is cancelled.")


def hold_over_meanwhile(tills: Tills) -> Wrong | None:
    """The hold ends while the second charges."""
    return _meanwhile(tills, end_hold, "While the second charges the hold ends.")


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
    wrong = sold_by_backup(tills, second, reply, words)
    return wrong or sold_by_backup(tills, first, answered, f"{GONE} The second takes its time.")


def _meanwhile(tills: Tills, happens: Happening, words: str) -> Wrong | None:
    want = tills.want(tills.concert())
    tills.lose_main()
    tills.backup.gate.hold(charges_of(want))
    pending = tills.begin(want)
    tills.app.until(lambda: bool(tills.backup.gate.waiting) or pending.done())
    happens(tills, want)
    tills.backup.gate.open()
    reply = tills.ended(pending)
    tills.app.turn_clock(tills.now)
    wrong = _not_taken_over(tills, want, reply, GONE)
    return wrong or not_undone(tills, want, reply, HTTPStatus.CONFLICT, f"{GONE} {words}")


def sold_by_backup(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong with a purchase that the second had to charge."""
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
    "the second gone after all": backup_gone_after_all,
    "the second declines after all": backup_declines_after_all,
    "nobody there": nobody_there,
    "repeated": repeated,
    "refunded": refunded,
    "cancelled meanwhile": cancelled_meanwhile,
    "hold over meanwhile": hold_over_meanwhile,
    "others go on": others_go_on,
}
"""What may come of it."""
