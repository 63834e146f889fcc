"""`same-answers`: over HTTP the app answers as before, on any cart and in any trouble."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place_of_failure
from autograder.lessons.boundaries.same_answers import same_answers as every_route_as_before
from autograder.lessons.thin_controllers._concerts import UNPAID
from autograder.lessons.thin_controllers._purchases import BOUGHT, NOT_PAID, STATUS, Trial
from autograder.lessons.thin_controllers._seats import seats_left
from autograder.lessons.thin_controllers._selling import KEY_HEADER, Reply, Sale, SoldDay, sold_day
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SHOWN = 3
"""Differences of which a card tells: after the first, others may only follow from it."""

MONEY = ("subtotal", "discount", "fee", "total")

CREATED, DECLINED, OK, UNAVAILABLE = 201, 402, 200, 503


def same_answers(exam: Examination) -> Finding:
    """A walk through every route beside the app of before, and a day of sales by the rules."""
    walked = every_route_as_before(exam)
    if walked.share < 1:
        return walked
    sold = sold_day(exam)
    if sold.failure:
        return refusal_of(sold.failure, exam.tree)
    found = list(islice(_differences(sold, exam.tree), SHOWN))
    if found:
        return Finding.refused("other-answer", "An answer is not the one of before.", *found)
    return Finding.passed(f"Every route answers as before, and {len(sold.sales)} purchases do.")


def _differences(sold: SoldDay, tree: SourceTree) -> Iterator[Evidence]:
    for sale in sold.sales:
        for words, expected, got in _of_sale(sale):
            yield Evidence.exchange(
                f"{sale.trial.words.capitalize()}: {words}.",
                asked=sale.order.asked,
                expected=expected,
                got=got,
            )
            if sale.order.failure:
                yield place_of_failure(sale.order.failure, tree)
            break
    yield from _of_keys(sold)
    yield from _of_seats(sold)


def _of_sale(sale: Sale) -> Iterator[tuple[str, str, str]]:
    """What a sale should have given and did not: what it is about, the right thing, and what came."""
    trial, order = sale.trial, sale.order
    statuses = _statuses(trial)
    if order.status not in statuses:
        yield "the status", " or ".join(map(str, statuses)), _told(order)
    elif trial.outcome == BOUGHT:
        yield from _of_order(sale, order)
        if sale.page:
            yield from _of_order(sale, sale.page)
    elif trial.outcome == NOT_PAID and sale.page and sale.page.body.get("status") != "released":
        yield "the order's page afterwards", "released", str(sale.page.body.get("status"))
    yield from _of_neighbours(sale)


def _statuses(trial: Trial) -> tuple[int, ...]:
    if trial.outcome == BOUGHT:
        return (CREATED,)
    if trial.outcome == NOT_PAID:
        return (DECLINED,) if trial.case.payments == "decline" else (OK, UNAVAILABLE)
    return tuple(dict.fromkeys(STATUS[reason] for reason in trial.reasons))


def _of_order(sale: Sale, reply: Reply) -> Iterator[tuple[str, str, str]]:
    right = _right_order(sale)
    for name, value in right.items():
        got = _kept(reply.body.get(name)) if name in {"lines", "tickets"} else reply.body.get(name)
        if got != value:
            yield f"its {name}", f"{name} {value!r}", f"{name} {got!r}"


def _right_order(sale: Sale) -> dict[str, Any]:
    case, price = sale.trial.case, sale.trial.price or {}
    quantities: dict[int, int] = {}
    for tier, many in sale.lines:
        quantities[tier] = quantities.get(tier, 0) + many
    return {
        "status": "paid",
        "email": "".join(case.email.split()).lower(),
        **{f"{name}_cents": price[name] for name in MONEY},
        "promo": case.promo if price["promo_counts"] else None,
        "lines": sorted(quantities.items()),
        "tickets": sorted(quantities.items()),
    }


def _kept(lines: Any) -> Any:
    """Quantities by tier of an answer's lines or tickets; a ticket is one."""
    quantities: dict[Any, Any] = {}
    try:
        for each in lines:
            tier = each["tier_id"]
            quantities[tier] = quantities.get(tier, 0) + each.get("quantity", 1)
        return sorted(quantities.items())
    except (TypeError, KeyError, AttributeError):
        return lines


def _of_neighbours(sale: Sale) -> Iterator[tuple[str, str, str]]:
    """What payments and mail were asked."""
    case, price = sale.trial.case, sale.trial.price
    total = price["total"] if price else 0
    tries = [(total, case.card)] if total else []
    charges = [*sale.charges]
    in_trouble = sale.trial.case.payments == "fail"
    if charges != tries and not (in_trouble and charges == [*tries, *tries]):
        yield "what payments was asked", _charges(tries), _charges(charges)
    receivers = [to for to, _ in sale.mails]
    right = ["".join(case.email.split()).lower()] if sale.trial.outcome == BOUGHT else []
    if receivers != right:
        yield "whom a mail was sent", str(right), str(receivers)
    tickets = sale.order.body.get("tickets") if right else None
    codes = sorted(str(each.get("code")) for each in tickets or () if isinstance(each, dict))
    if right and receivers == right and sorted(sale.mails[0][1]) != codes:
        yield "the codes in the mail", str(codes), str(sorted(sale.mails[0][1]))


def _of_keys(sold: SoldDay) -> Iterator[Evidence]:
    """What is kept of the header that clients tell their repeats by."""
    for sale in sold.sales:
        number = sale.order.body.get("id")
        right, got = sale.trial.case.key, sold.keys.get(number) if isinstance(number, int) else None
        if sale.trial.outcome == BOUGHT and got != right:
            yield Evidence.exchange(
                f"{sale.trial.words.capitalize()}: the {KEY_HEADER} that is kept with the order.",
                asked=sale.order.asked,
                expected=str(right),
                got=str(got),
            )


def _of_seats(sold: SoldDay) -> Iterator[Evidence]:
    right = seats_left(sold.day)
    for place, (expected, got) in enumerate(zip(right, sold.left, strict=True)):
        if expected != got:
            what = "seats of unpaid orders are free again" if place == UNPAID else "seats that are left"
            yield Evidence.exchange(
                f"In the evening: {what}.",
                asked=f"GET /events/... of concert {place + 1}",
                expected=str(expected),
                got=str(got),
            )


def _charges(charges: Sequence[tuple[Any, Any]]) -> str:
    return ", ".join(f"{amount} cents of {card}" for amount, card in charges) or "nothing"


def _told(reply: Reply) -> str:
    if reply.status is None:
        return "no answer"
    return str(reply.status)
