"""How far what came of a purchase is from what the rules make of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.lessons.thin_controllers._concerts import NOW
from autograder.lessons.thin_controllers._gap import Gap, compared
from autograder.lessons.thin_controllers._held import of_hold
from autograder.lessons.thin_controllers._purchases import BOUGHT, NOT_PAID, Day, Trial
from autograder.lessons.thin_controllers._seats import seats_left, uses_left
from autograder.probes import CHARGE_TAKES, Bought

MONEY = ("subtotal", "discount", "fee", "total")
MOST_TRIES = 5
"""So often payments may be asked where it gives no clear answer. More than once is safe from lesson 06 on."""

UNPAID = {"decline": ("NotPaid", "Declined"), "fail": ("NotPaid", "PaymentFailed")}
"""What may be raised where nobody pays: of the services' own, or the port's own."""


def gaps(day: Day, place: int, bought: Bought) -> Iterator[Gap]:
    """What is wrong with the outcome of the purchase in this place."""
    trial = day.trials[place]
    if trial.outcome == BOUGHT:
        yield from _of_bought(trial, bought)
    elif trial.outcome == NOT_PAID:
        yield from _of_unpaid(trial, bought)
    else:
        yield from _of_refused(trial, bought)
    yield from _of_stock(day, place, bought)


def raised(bought: Bought) -> str:
    """What was raised, in a few words; what was given back where nothing was."""
    if not bought["raised"]:
        return "an order"
    reason = bought["reason"]
    word = reason if isinstance(reason, str) else bought["message"]
    return f"{bought['raised']}({word!r})"


def _of_bought(trial: Trial, bought: Bought) -> Iterator[Gap]:
    order = bought["order"]
    if not isinstance(order, dict):
        yield Gap("what buy gives back", "an order", raised(bought))
        return
    total = _price(trial)["total"]
    # First what was asked: a charge takes its time, and the time of payment would only be a consequence.
    yield from compared(
        "what payments was asked", [[total, trial.case.card]] if total else [], _charges(bought)
    )
    yield from _of_order("order", trial, order)
    yield from _of_tickets(trial, bought, order)
    yield from of_hold(trial, bought)
    kept = bought["kept"]
    if not isinstance(kept, dict):
        yield Gap("what a later transaction finds", "the order", "no such order")
        return
    yield from _of_order("order, read again", trial, kept)
    yield from compared("codes of the order, read again", sorted(bought["codes"]), _sorted(kept.get("codes")))


def _of_order(what: str, trial: Trial, order: dict[str, Any]) -> Iterator[Gap]:
    price = _price(trial)
    right = {
        "status": "paid",
        "email": _normal(trial.case.email),
        **{name: price[name] for name in MONEY},
        "promo": trial.case.promo if price["promo_counts"] else None,
        "paid_at": (NOW + CHARGE_TAKES if price["total"] else NOW).isoformat(),
    }
    for name, value in right.items():
        yield from compared(f"{name} of the {what}", value, order.get(name))


def _of_tickets(trial: Trial, bought: Bought, order: dict[str, Any]) -> Iterator[Gap]:
    many = sum(quantity for _, quantity in trial.case.lines)
    codes = sorted(bought["codes"])
    yield from compared("number of codes that ports.new_code was asked for", many, len(codes))
    yield from compared("codes of the tickets", codes, _sorted(order.get("codes")))
    mails = bought["mails"] or []
    yield from compared("number of confirmations", 1, len(mails))
    for mail in mails[:1]:
        yield from compared("receiver of the confirmation", _normal(trial.case.email), mail.get("email"))
        yield from compared("codes in the confirmation", codes, _sorted(mail.get("codes")))
        yield from compared("total in the confirmation", _price(trial)["total"], mail.get("total"))


def _of_unpaid(trial: Trial, bought: Bought) -> Iterator[Gap]:
    does = trial.case.payments
    right = UNPAID[does]
    bases = bought["bases"] or []
    if not set(right) & set(bases):
        yield Gap("what buy raises", f"NotPaid(order_id, declined={does == 'decline'})", raised(bought))
        return
    if "NotPaid" in bases:
        yield from compared("declined of NotPaid", does == "decline", bought["declined"])
        kept = bought["kept"] if isinstance(bought["kept"], dict) else {}
        yield from compared(
            "status of the order NotPaid.order_id, read again", "released", kept.get("status")
        )
    asked = [[_price(trial)["total"], trial.case.card]]
    charges = _charges(bought)
    if does == "decline" or charges not in [asked * tries for tries in range(2, MOST_TRIES + 1)]:
        yield from compared("what payments was asked", asked, charges)
    yield from compared("number of confirmations", 0, len(bought["mails"] or ()))


def _of_refused(trial: Trial, bought: Bought) -> Iterator[Gap]:
    if "Refused" not in (bought["bases"] or ()) or bought["reason"] not in trial.reasons:
        right = " or ".join(f"Refused({reason!r})" for reason in trial.reasons)
        yield Gap("what buy raises", right, raised(bought))
    elif bought["reason"] == "sold-out":
        yield from _of_tier(trial, bought)
    yield from compared("what payments was asked", [], _charges(bought))
    yield from compared("number of confirmations", 0, len(bought["mails"] or ()))


def _of_tier(trial: Trial, bought: Bought) -> Iterator[Gap]:
    """Of the lines that are tried, the last is the one for which there is no room."""
    place, tiers = trial.case.lines[-1][0], bought["tiers"] or []
    right = tiers[place] if place < len(tiers) else None
    yield from compared("details['tier_id'] of the refusal", right, bought["tier_id"])


def _of_stock(day: Day, place: int, bought: Bought) -> Iterator[Gap]:
    case = day.trials[place].case
    if case.event is not None:
        right = [*seats_left(day, place + 1)[case.event]]
        yield from compared("seats left by tier, read again", right, bought["left"])
    if case.promo:
        uses = uses_left(day, case.promo, place + 1)
        yield from compared("uses left of the promo, read again", uses, bought["uses_left"])


def _price(trial: Trial) -> dict[str, int | bool]:
    assert trial.price is not None
    return trial.price


def _charges(bought: Bought) -> list[list[Any]]:
    return [[each.get("amount"), each.get("card")] for each in bought["charges"] or ()]


def _sorted(codes: Any) -> Any:
    return sorted(map(str, codes)) if isinstance(codes, list) else codes


def _normal(email: str) -> str:
    return "".join(email.split()).lower()
