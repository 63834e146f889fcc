from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


@dataclass(frozen=True, slots=True)
class Request:
    total: float
    fee: float
    now: datetime
    starts_at: datetime
    cancelled: bool
    paid: bool
    refunded: bool

    @property
    def notice(self) -> timedelta:
        return self.starts_at - self.now


class Rule(ABC):
    all_rules: ClassVar[list[Rule]] = []

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        Rule.all_rules.append(cls())

    @abstractmethod
    def applies(self, request: Request) -> bool: ...

    @abstractmethod
    def answer(self, request: Request) -> tuple[float | None, Code]: ...


class RefundedOnce(Rule):
    def applies(self, request):
        return request.refunded

    def answer(self, request):
        return None, Code.ALREADY_REFUNDED


class OnlyWhatWasPaid(Rule):
    def applies(self, request):
        return not request.paid

    def answer(self, request):
        return None, Code.NEVER_PAID


class Cancelled(Rule):
    def applies(self, request):
        return request.cancelled

    def answer(self, request):
        return round(request.total, 2), Code.REFUND


class Early(Rule):
    def applies(self, request):
        return request.notice >= FULL_REFUND_NOTICE

    def answer(self, request):
        return round(request.total - request.fee, 2), Code.REFUND


class InTime(Rule):
    def applies(self, request):
        return request.notice >= HALF_REFUND_NOTICE

    def answer(self, request):
        return round((request.total - request.fee) / 2, 2), Code.REFUND


class Late(Rule):
    def applies(self, request):
        return True

    def answer(self, request):
        return None, Code.TOO_LATE


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    request = Request(total, fee, now, starts_at, cancelled, paid, refunded)
    rule = next(rule for rule in Rule.all_rules if rule.applies(request))
    return rule.answer(request)
