"""Amounts of money: whole cents of one currency, never a fraction."""

from __future__ import annotations

Cents = int

WHOLE = 100
"""Per cent."""


def divided(amount: Cents, parts: int) -> Cents:
    """An amount divided by a number of parts, half a cent up."""
    return (2 * amount + parts) // (2 * parts)


def percentage(amount: Cents, percent: int) -> Cents:
    """So many per cent of an amount, half a cent up."""
    return divided(amount * percent, WHOLE)
