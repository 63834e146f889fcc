"""What may come of a purchase and of an old order where there is no second provider."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from autograder.lessons.errors_by_design._scenes import Wrong, not_undone, shown
from autograder.lessons.errors_by_design._shop import Reply, Shop, Want, id_in
from autograder.lessons.north_star._takeovers import GONE, sold_by_backup
from autograder.lessons.north_star._tills import OTHER_TILL, Tills
from autograder.lessons.north_star._without_takeover import UNAVAILABLE
from autograder.probes.inside.noted_ports import NOT_REACHED
from autograder.upstreams import Fault

ALONE, NOBODY = "nobody takes over", "nobody takes over, and no void is reached"
ANY_MORE = "the second is not connected any more"


@dataclass(frozen=True)
class Sold:
    """A purchase that the second provider was to charge.

    Arguments:
        want: what was asked for.
        reply: the answer.
        wrong: what was wrong with it.
    """

    want: Want
    reply: Reply
    wrong: Wrong | None


def sold_for_good(tills: Tills) -> Sold:
    """Let the second provider charge a purchase, of which somebody will want to know later."""
    tills.begin_scene()
    want = tills.want(tills.concert())
    tills.lose_main()
    reply = tills.buy(want)
    return Sold(want, reply, sold_by_backup(tills, want, reply, GONE))


def nobody_takes_over(shop: Shop) -> Wrong | None:
    """The first cannot be reached, and there is nobody else."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(Fault.ERROR, status=NOT_REACHED, on="charge")
    return not_undone(shop, want, shop.buy(want), UNAVAILABLE, f"{GONE} There is no second one.")


def nobody_at_all(shop: Shop) -> Wrong | None:
    """The same, and a void would not be reached either: nothing was charged, so there is nothing to void."""
    want = shop.want(shop.concert())
    shop.app.upstreams.payments.dial(Fault.ERROR, status=NOT_REACHED)
    words = "The first provider cannot be reached, by no call at all. There is no second one."
    return not_undone(shop, want, shop.buy(want), UNAVAILABLE, words)


def not_asked_any_more(shop: Shop, *, sold: Sold) -> Wrong | None:
    """Who charged an order is not connected any more: nobody else can pay it back."""
    if sold.wrong is not None:
        return sold.wrong
    reply = shop.post(f"/orders/{id_in(sold.reply.fields.get('id'))}/refund")
    if not shop.calls("refund") and reply.status != HTTPStatus.OK:
        return None
    words = "The second charged an order, and `ports.backup` is None by now. A refund is asked for."
    evidence = shown(shop, sold.want, reply, words, "no refund, and the first is not asked for one")
    return Wrong(OTHER_TILL, "A provider is asked for a refund of what it never charged.", evidence)
