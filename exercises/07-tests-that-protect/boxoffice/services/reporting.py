"""What was sold."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from boxoffice.domain.money import Cents
from boxoffice.ports import Entry, Ports


@dataclass(frozen=True)
class Sales:
    """Tickets and list price by event, tier and day of payment."""

    event_id: int
    title: str
    tier_id: int
    day: str
    tickets: int
    gross: Cents


@dataclass(frozen=True)
class Money:
    """Discounts, fees and refunds by event and day, refunds on their own day."""

    event_id: int
    day: str
    discount: Cents
    fee: Cents
    refund: Cents


@dataclass(frozen=True)
class Report:
    """What was sold, and what it brought."""

    sales: list[Sales]
    money: list[Money]


def sales_report(event_id: int | None, day: str | None, ports: Ports) -> Report:
    """The report of all events and days, or of one of each."""
    with ports.store.begin() as transaction:
        entries = transaction.entries()
    sales = [
        each for each in _sales(entries) if event_id in (None, each.event_id) and day in (None, each.day)
    ]
    money = [
        each for each in _money(entries) if event_id in (None, each.event_id) and day in (None, each.day)
    ]
    return Report(sales, money)


def _sales(entries: list[Entry]) -> list[Sales]:
    tickets: Counter[tuple[int, int, str]] = Counter()
    gross: Counter[tuple[int, int, str]] = Counter()
    titles = {entry.event_id: entry.title for entry in entries}
    for entry in entries:
        if entry.paid_on is None:
            continue
        for tier_id, quantity, price in entry.lines:
            tickets[entry.event_id, tier_id, entry.paid_on] += quantity
            gross[entry.event_id, tier_id, entry.paid_on] += quantity * price
    return [Sales(key[0], titles[key[0]], *key[1:], tickets[key], gross[key]) for key in sorted(tickets)]


def _money(entries: list[Entry]) -> list[Money]:
    sums: dict[tuple[int, str], list[Cents]] = {}
    for entry in entries:
        if entry.paid_on is not None:
            sums_of_day = sums.setdefault((entry.event_id, entry.paid_on), [0, 0, 0])
            sums_of_day[0] += entry.discount
            sums_of_day[1] += entry.fee
        if entry.refunded_on is not None:
            sums.setdefault((entry.event_id, entry.refunded_on), [0, 0, 0])[2] += entry.refund
    return [Money(*key, *sums[key]) for key in sorted(sums)]
