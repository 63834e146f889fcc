from datetime import datetime, timedelta
from enum import IntEnum
from typing import NamedTuple, TypeAlias

Euros: TypeAlias = float


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


class Answer(NamedTuple):
    euros: Euros | None
    code: Code

    @classmethod
    def pay(cls, euros: Euros):
        return cls(round(euros, 2), Code.REFUND)

    @classmethod
    def refuse(cls, code: Code):
        return cls(None, code)


def refund_amount(total: Euros, fee: Euros, now: datetime, starts_at: datetime, is_cancelled: bool, is_paid: bool, is_refunded: bool) -> Answer:
    all_but_fee_until, half_until = starts_at - timedelta(days=14), starts_at - timedelta(hours=48)
    if is_refunded:
        return Answer.refuse(Code.ALREADY_REFUNDED)
    if not is_paid:
        return Answer.refuse(Code.NEVER_PAID)
    if is_cancelled:
        return Answer.pay(total)
    if now <= all_but_fee_until:
        return Answer.pay(total - fee)
    if now <= half_until:
        return Answer.pay((total - fee) / 2)
    return Answer.refuse(Code.TOO_LATE)
