"""Refunds: first whether there is one, then how much."""

from datetime import datetime, timedelta
from enum import IntEnum


class Answer(IntEnum):
    PAY_BACK = 0
    PAID_BACK_BEFORE = 1
    TOO_LATE = 2
    NEVER_PAID = 3


NOTICE_FOR_ALL = timedelta(days=14)
NOTICE_FOR_HALF = timedelta(hours=48)


def refund_amount(total, fee, now: datetime, starts_at: datetime, cancelled, paid, refunded):
    answer = answer_for(starts_at - now, cancelled, paid, refunded)
    if answer is Answer.PAY_BACK:
        return round(total if cancelled else share_of(total - fee, starts_at - now), 2), answer
    return None, answer


def answer_for(notice, cancelled, paid, refunded):
    match (refunded, paid, cancelled):
        case (True, _, _):
            return Answer.PAID_BACK_BEFORE
        case (_, False, _):
            return Answer.NEVER_PAID
        case (_, _, True):
            return Answer.PAY_BACK
        case _:
            return Answer.PAY_BACK if notice >= NOTICE_FOR_HALF else Answer.TOO_LATE


def share_of(amount, notice):
    return amount if notice >= NOTICE_FOR_ALL else amount / 2
