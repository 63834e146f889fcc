"""What a scene comes to, and what a purchase must: sold and paid, or nothing sold and nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from autograder.lessons._finding import Finding
from autograder.lessons.errors_by_design._shop import NoShopError, Reply, Shop, Want, id_in, in_euros
from autograder.probes.inside.noted_ports import OPEN_TRANSACTIONS
from autograder.upstreams import Charge
from autograder.verdict import Evidence

MOST_SHOWN = 3

FEE_PERCENT, LOWEST_FEE, HIGHEST_FEE = 5, 100, 1500


@dataclass(frozen=True)
class Wrong:
    """What went wrong in a scene.

    Arguments:
        reason: a stable word.
        summary: one sentence for the learner.
        evidence: the fault, the request, the answer, and where the money is.
    """

    reason: str
    summary: str
    evidence: Evidence


Scene = Callable[[Shop], Wrong | None]


def played(shop: Shop, scenes: Mapping[str, Scene]) -> dict[str, Wrong | None]:
    """What came of each scene, by name."""
    return {name: _played(shop, scene) for name, scene in scenes.items()}


def _played(shop: Shop, scene: Scene) -> Wrong | None:
    shop.begin_scene()
    try:
        return scene(shop)
    except NoShopError as error:
        return Wrong("no-shop", str(error), error.evidence)
    finally:
        shop.app.upstreams.gate.open()
        shop.app.upstreams.reset()


def share_of(
    results: Mapping[str, Wrong | None], passed: str, *, given: Collection[str] = (), what: str = "situations"
) -> Finding:
    """The finding about scenes that count alike.

    Arguments:
        results: by name; None is a scene in which all was right.
        passed: the sentence for all of them.
        given: scenes that were right before the exercise: they earn nothing, and cost when they are lost.
        what: the scenes are called, in the sentence about some of them.
    """
    wrong = [each for each in results.values() if each is not None]
    if not wrong:
        return Finding.passed(passed)
    earned = len(results) - len(wrong) - len(given)
    share = max(0.0, earned / (len(results) - len(given)))
    shown_ones = tuple(each.evidence for each in wrong[:MOST_SHOWN])
    summary = f"{wrong[0].summary} {len(results) - len(wrong)} of {len(results)} {what} end as they should."
    return Finding(share, wrong[0].reason, summary, shown_ones)


def total_of(want: Want) -> int:
    """What it costs, in cents, without a promo code and for fewer tickets than a group."""
    subtotal = want.concert.price * want.quantity
    if subtotal == 0:
        return 0
    fee = (subtotal * FEE_PERCENT * 2 + 100) // 200  # half up
    return subtotal + min(max(fee, LOWEST_FEE), HIGHEST_FEE)


def not_sold(shop: Shop, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong with a purchase that must have been made and paid."""
    total = total_of(want)
    expected = f"201, {want.quantity} tickets, {in_euros(total)} charged once"

    def wrong(reason: str, summary: str) -> Wrong:
        return Wrong(reason, summary, shown(shop, want, reply, words, expected))

    if reply.status != HTTPStatus.CREATED:
        return wrong("not-sold", "A purchase that can go through does not.")
    if len(reply.codes) != want.quantity or reply.fields.get("status") != "paid":
        return wrong("no-tickets", "The customer has paid and has no tickets.")
    if reply.fields.get("total_cents") != total or shop.kept(want) != total:
        return wrong("money-and-tickets", "What was charged is not what the order costs.")
    if [charge.key for charge in shop.charges(want) if charge.kept_cents] != [key_of(reply)] * bool(total):
        return wrong("other-key", "The charge does not carry the key of its order.")
    page = shop.get(f"/orders/{id_in(reply.fields.get('id'))}")
    if page.fields.get("status") != "paid" or page.codes != reply.codes:
        words = f"{words} Afterwards the order's page says {page}."
        return Wrong(
            "no-tickets", "The order is not what was answered.", shown(shop, want, reply, words, expected)
        )
    return open_meanwhile(shop, want, reply, words)


def not_undone(shop: Shop, want: Want, reply: Reply, status: HTTPStatus, words: str) -> Wrong | None:
    """What is wrong with a purchase that must have come to nothing, with this answer."""
    expected = f"{status.value}, nothing kept, the order released, the seats free again"

    def wrong(reason: str, summary: str) -> Wrong:
        return Wrong(reason, summary, shown(shop, want, reply, words, expected))

    if shop.kept(want):
        if reply.status == HTTPStatus.CREATED and reply.codes:
            return wrong("money-kept", f"Tickets are sold; the answer must be {status.value}, nothing kept.")
        return wrong("money-kept", "Money was taken and there are no tickets for it.")
    if reply.status != status:
        return wrong("wrong-status", f"The answer must be {status.value}.")
    if not reply.is_problem:
        return wrong("no-problem-document", "The answer is no problem document.")
    for order in shop.orders(want):
        page = shop.get(f"/orders/{order}")
        if page.fields.get("status") != "released" or page.codes:
            words = f"{words} Afterwards the page of order {order} says {page}."
            summary = "The order was not released."
            return Wrong("not-released", summary, shown(shop, want, reply, words, expected))
    return open_meanwhile(shop, want, reply, words)


def open_meanwhile(shop: Shop, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong where a neighbour was asked while a transaction was open."""
    for call in shop.app.upstreams.record if shop.minds_transactions else ():
        if call.headers.get(OPEN_TRANSACTIONS, "0") != "0":
            words = f"{words} A transaction was open while {call.service} was asked to {call.operation}."
            summary = f"A transaction stays open during a request to {call.service}."
            evidence = shown(shop, want, reply, words, "first committed, then asked")
            return Wrong("transaction-open", summary, evidence)
    return None


def key_of(reply: Reply) -> str:
    """The key that the charge of an order carries."""
    return f"charge-{reply.fields.get('id')}"


def shown(shop: Shop, want: Want, reply: Reply, words: str, expected: str) -> Evidence:
    """A purchase as evidence: the fault, the answer, and where the money is."""
    money = [_told(charge, where) for charge, where in shop.ledger(want)]
    asked = ", ".join(_grouped(shop.asked())) or "nothing"
    words = f"{words} Payments were asked: {asked}. The ledger: {'; '.join(money) or 'nothing charged'}."
    return Evidence.exchange(words, asked=want.asked, expected=expected, got=str(reply))


def _grouped(names: list[str]) -> list[str]:
    grouped: list[tuple[str, int]] = []
    for name in names:
        if grouped and grouped[-1][0] == name:
            grouped[-1] = (name, grouped[-1][1] + 1)
        else:
            grouped.append((name, 1))
    return [name if count == 1 else f"{name} {count} times" for name, count in grouped]


def _told(charge: Charge, where: str) -> str:
    words = f"{in_euros(charge.amount_cents)} under {charge.key}{where}"
    if charge.voided:
        return f"{words}, voided"
    return f"{words}, {in_euros(charge.kept_cents)} of it kept" if charge.refunded_cents else f"{words} kept"
