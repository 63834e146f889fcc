"""`one-price`: whichever door a customer comes in by, the tickets cost the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import place_of_failure
from autograder.lessons.thin_controllers._concerts import NOW, OPEN
from autograder.lessons.thin_controllers._purchases import BOUGHT, Day, Trial
from autograder.lessons.thin_controllers._selling import SoldDay, event_body, sold_day
from autograder.probes import ComposedApps, Imported, SalesRow, import_sales
from autograder.sandbox import JSON, Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

SECONDS = 8.0
SHOWN = 4

MONEY = ("subtotal_cents", "discount_cents", "fee_cents", "total_cents")
CHARGES = "the charges of the import"
IMPORTED = ("fee_cents", "total_cents")


@dataclass(frozen=True)
class Told:
    """What one door said of a cart.

    Arguments:
        trial: the cart with the right price.
        door: which one.
        asked: how it was asked.
        right, got: the amounts that it tells.
    """

    trial: Trial
    door: str
    asked: str
    right: dict[str, Any]
    got: dict[str, Any]


def one_price(exam: Examination) -> Finding:
    """Quote, order and partner import say the same cents, and they are those of the rules."""
    sold = sold_day(exam)
    if sold.failure:
        return refusal_of(sold.failure, exam.tree)
    carts = _imported_carts(sold.day)
    imported = _import(exam, sold.day, carts)
    if imported.failure:
        return _not_imported(imported.failure, exam.tree)
    told = [*_told_by_http(sold), *_told_by_import(sold.day, carts, imported)]
    wrong = [each for each in told if each.right != each.got]
    if not wrong:
        return Finding.passed(f"{len(told)} prices asked at three doors, and each is that of the rules.")
    doors = tuple(dict.fromkeys(each.door for each in wrong))
    summary = f"{' and '.join(doors)}: {len(wrong)} of {len(told)} prices are not those of the other doors."
    places = [_evidence(each, sold) for each in islice(_one_a_door(wrong), SHOWN)]
    return Finding(0.0, "other-price", summary[0].upper() + summary[1:], tuple(places))


def _not_imported(failure: Failure, tree: SourceTree) -> Finding:
    if failure.kind not in {FailureKind.EXCEPTION, FailureKind.IMPORT_ERROR}:
        return refusal_of(failure, tree)
    word = "The partner import did not come to its end."
    return Finding.refused("import-failed", word, place_of_failure(failure, tree))


def _told_by_http(sold: SoldDay) -> Iterator[Told]:
    for sale in sold.sales:
        price = sale.trial.price
        if price is None or sale.trial.outcome != BOUGHT:
            continue
        right: dict[str, Any] = {name: price[name.removesuffix("_cents")] for name in MONEY}
        for door, reply in (("the quote", sale.quote), ("the order", sale.order)):
            if reply:
                yield Told(
                    sale.trial, door, reply.asked, right, {name: reply.body.get(name) for name in MONEY}
                )
        charged = {"charged": [amount for amount, _ in sale.charges]}
        total: dict[str, Any] = {"charged": [price["total"]] if price["total"] else []}
        yield Told(sale.trial, "the charge of the order", sale.order.asked, total, charged)


def _imported_carts(day: Day) -> list[Trial]:
    """Those of one tier of the open concert: a partner's file has one tier a row."""
    bought = [trial for trial in day.trials if trial.outcome == BOUGHT and trial.case.event == OPEN]
    return [trial for trial in bought if len({tier for tier, _ in trial.case.lines}) == 1]


def _import(exam: Examination, day: Day, carts: Sequence[Trial]) -> Imported:
    # The script goes by the real clock: the concert is moved to it. The codes' bounds are not what is asked.
    shift = datetime.now(UTC) - NOW
    rows = [_row(trial) for trial in carts]
    with ComposedApps(exam.room, exam.tree) as composed:
        return import_sales(composed, [_wide(event_body(day.concerts[OPEN], shift))], rows, seconds=SECONDS)


def _wide(body: dict[str, Any]) -> JSON:
    """The concert with codes that are good all day: the script takes its time."""
    times = {"starts_at": body["on_sale_at"], "ends_at": body["starts_at"]}
    return {**body, "promos": [{**promo, **times} for promo in body["promos"]]}


def _row(trial: Trial) -> SalesRow:
    case = trial.case
    quantity = sum(many for _, many in case.lines)
    return SalesRow(0, case.lines[0][0], quantity, case.email.strip(), case.promo or "")


def _told_by_import(day: Day, carts: Sequence[Trial], imported: Imported) -> Iterator[Told]:
    for door, lines in (("the import with --dry-run", imported.dry), ("the import", imported.real)):
        for place, trial in enumerate(carts):
            said = lines[place] if place < len(lines) else {}
            price = trial.price or {}
            right: dict[str, Any] = {
                "ok": True,
                **{name: price[name.removesuffix("_cents")] for name in IMPORTED},
            }
            asked = f"a row of {_words(day, trial)}"
            yield Told(trial, door, asked, right, {name: said.get(name) for name in right})
    right_charges = [trial.price["total"] for trial in carts if trial.price and trial.price["total"]]
    if carts and list(imported.charged) != right_charges:
        got = {"charged": [*imported.charged]}
        yield Told(carts[0], "the charges of the import", "the whole file", {"charged": right_charges}, got)


def _one_a_door(wrong: Sequence[Told]) -> Iterator[Told]:
    """The first of each door, then the others."""
    first: dict[str, Told] = {}
    for each in wrong:
        first.setdefault(each.door, each)
    yield from first.values()
    yield from (each for each in wrong if each not in first.values())


def _evidence(told: Told, sold: SoldDay) -> Evidence:
    words = f"{told.trial.words.capitalize()} ({_words(sold.day, told.trial)}), at {told.door}."
    if told.door == CHARGES:
        words = "What payments was asked for while the file was imported."
    return Evidence.exchange(words, asked=told.asked, expected=_amounts(told.right), got=_amounts(told.got))


def _amounts(amounts: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in amounts.items())


def _words(day: Day, trial: Trial) -> str:
    """A cart in a few words: `6 of 60.00 with 10 %`."""
    case = trial.case
    tiers = day.concerts[case.event or 0].tiers
    lines = " and ".join(f"{many} of {tiers[tier].price / 100:.2f}" for tier, many in case.lines)
    promos = {promo.code: promo for concert in day.concerts for promo in concert.promos}
    promo = promos.get(case.promo or "")
    if promo is None:
        return lines
    off = f"{promo.percent} %" if promo.percent is not None else f"{(promo.amount or 0) / 100:.2f} off"
    return f"{lines} with {off}"
