"""What was sold, and what it brought."""

from __future__ import annotations

from dataclasses import dataclass

from boxoffice.domain.money import Cents


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
    """What was sold, by event, tier and day; and what it brought, by event and day."""

    sales: list[Sales]
    money: list[Money]
