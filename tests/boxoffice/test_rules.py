"""Apart from its wounds the messy app's prices and refunds are right, to the cent."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 6, 1, 12)  # naive local time, as the messy rules speak it
CASES = 3_000
NO_PROMO, PERCENT, FIXED = 0, 1, 2


def half_up(numerator: int, denominator: int) -> int:
    return (2 * numerator + denominator) // (2 * denominator)


def in_cents(euros: float) -> int:
    return round(euros * 100)


def expected_price(
    subtotal: int, tickets: int, kind: int, value: int, promo_is_good: bool
) -> tuple[int, ...]:
    """(subtotal, discount, fee, total, which discount) by the rules of the business, in cents."""
    if kind != NO_PROMO and not promo_is_good:
        return subtotal, 0, 0, 0, -1
    group = half_up(subtotal, 10) if tickets >= 6 else 0
    promo = {NO_PROMO: 0, PERCENT: half_up(subtotal * value, 100), FIXED: min(value, subtotal)}[kind]
    discount, which = (promo, 2) if promo > group else (group, 1 if group else 0)
    discounted = subtotal - discount
    fee = min(1500, max(100, half_up(discounted, 20))) if discounted else 0
    return subtotal, discount, fee, discounted + fee, which


def has_half_a_cent(subtotal: int, tickets: int, kind: int, value: int, price: tuple[int, ...]) -> bool:
    """Whether a share falls between two cents: there the floats may err, which is a wound."""
    group = tickets >= 6 and subtotal % 10 == 5
    promo = kind == PERCENT and subtotal * value % 100 == 50
    return group or promo or (price[0] - price[1]) % 20 == 10


@pytest.mark.parametrize("seed", range(3))
def test_prices_follow_the_rules_where_no_half_cent_is_in_play(modules: dict[str, Any], seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(CASES // 3):
        lines = [(chance.randint(0, 20_000), chance.randint(1, 8)) for _ in range(chance.randint(1, 3))]
        kind = chance.choice([NO_PROMO, PERCENT, FIXED])
        value = chance.randint(1, 100) if kind == PERCENT else chance.randint(1, 30_000)
        starts = NOW + timedelta(hours=chance.choice([-5, 0, 1]))
        ends = NOW + timedelta(hours=chance.choice([-1, 0, 9]))
        uses = chance.choice([0, 1, 3])
        subtotal, tickets = sum(price * quantity for price, quantity in lines), sum(line[1] for line in lines)
        expected = expected_price(subtotal, tickets, kind, value, starts <= NOW < ends and uses > 0)
        if has_half_a_cent(subtotal, tickets, kind, value, expected):
            continue
        in_euros = [(price / 100, quantity) for price, quantity in lines]
        worth = value / 100 if kind == FIXED else value
        *amounts, which = modules["utils"].calc2(in_euros, NOW, kind, worth, starts, ends, uses)
        assert (*map(in_cents, amounts), which) == expected, (lines, kind, value)


@pytest.mark.parametrize("seed", range(3))
def test_refunds_follow_the_rules_where_no_half_cent_is_in_play(modules: dict[str, Any], seed: int) -> None:
    chance = random.Random(seed)
    days = 24 * 3600
    for _ in range(CASES // 3):
        fee = chance.randint(0, 1_500)
        total = fee + 2 * chance.randint(0, 50_000)
        before = chance.choice([14 * days, 2 * days, 0, chance.randint(-days, 30 * days)]) + chance.choice(
            [-1, 0, 1]
        )
        cancelled, paid, refunded = chance.choice(
            [(0, 1, 0), (1, 1, 0), (0, 0, 1), (0, 0, 0), (1, 0, 1), (1, 0, 0)]
        )
        starts = NOW + timedelta(seconds=before)
        amount, code = modules["utils"].rf(total / 100, fee / 100, NOW, starts, cancelled, paid, refunded)
        expected = expected_refund(total, fee, before / days, (cancelled, paid, refunded))
        assert (None if amount is None else in_cents(amount), code) == expected


def expected_refund(total: int, fee: int, days: float, flags: tuple[int, int, int]) -> tuple[int | None, int]:
    """(cents or None, code) by the rules of the business; flags: cancelled, paid, refunded."""
    cancelled, paid, refunded = flags
    if refunded:
        return None, 1
    if not paid:
        return None, 3
    if cancelled:
        return total, 0
    if days >= 14:
        return total - fee, 0
    if days >= 2:
        return half_up(total - fee, 2), 0
    return None, 2
