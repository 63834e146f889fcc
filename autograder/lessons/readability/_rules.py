"""The refund rules as the business states them, in whole cents: learners' answers are held against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Any

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


class Code(IntEnum):
    """The second part of an answer, as the app's handler reads it."""

    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


@dataclass(frozen=True)
class Case:
    """One question to the refund rules. Asked of many submissions, so it keeps what is made of it.

    Arguments:
        total_cents: what was paid, fee included.
        fee_cents: the fee in it. Total less fee is even, so that half of it is whole cents.
        now: local time of the question.
        starts_at: local time at which the event starts.
        cancelled: whether the event is cancelled.
        paid: whether the order is paid.
        refunded: whether it has been refunded before.
    """

    total_cents: int
    fee_cents: int
    now: datetime
    starts_at: datetime
    cancelled: bool = False
    paid: bool = True
    refunded: bool = False

    @property
    def notice(self) -> timedelta:
        """How long before the start it is; negative after it."""
        return self.starts_at - self.now

    @cached_property
    def right(self) -> Expected:
        """The right answer."""
        return expected(self)

    @cached_property
    def row(self) -> list[Any]:
        """The arguments of the question, amounts in whole units and times as ISO text, as they are sent."""
        amounts, times = (self.total_cents, self.fee_cents), (self.now, self.starts_at)
        states = (self.cancelled, self.paid, self.refunded)
        return [*(cents / 100 for cents in amounts), *(time.isoformat() for time in times), *states]


@dataclass(frozen=True)
class Expected:
    """A right answer.

    Arguments:
        amount_cents: what is paid back; None where the refund is refused.
        code: the answer's code.
        rule: the rule that decides, in words.
    """

    amount_cents: int | None
    code: Code
    rule: str


def expected(case: Case) -> Expected:
    """The answer that the rules give."""
    if case.refunded:
        return Expected(None, Code.ALREADY_REFUNDED, "an order is refunded once")
    if not case.paid:
        return Expected(None, Code.NEVER_PAID, "what was never paid is not paid back")
    if case.cancelled:
        return Expected(
            case.total_cents, Code.REFUND, "when the event is cancelled, all is paid back, fee included"
        )
    if case.notice < HALF_REFUND_NOTICE:
        return Expected(None, Code.TOO_LATE, "less than 48 hours before the start it is too late")
    without_fee = case.total_cents - case.fee_cents
    if case.notice < FULL_REFUND_NOTICE:
        return Expected(
            without_fee // 2,
            Code.REFUND,
            "from 48 hours up to 14 days before the start, half of (total - fee)",
        )
    return Expected(without_fee, Code.REFUND, "14 days or more before the start, all but the fee")
