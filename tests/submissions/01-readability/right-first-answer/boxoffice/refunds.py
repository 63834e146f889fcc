from collections import namedtuple
from datetime import timedelta
from enum import IntEnum

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)

Answer = namedtuple("Answer", ["amount", "code"])


class Code(IntEnum):
    OK = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled=False, paid=True, refunded=False):
    notice = starts_at - now
    refundable = total - fee
    rules = [
        (refunded, Answer(None, Code.ALREADY_REFUNDED)),
        (not paid, Answer(None, Code.NEVER_PAID)),
        (cancelled, Answer(round(total, 2), Code.OK)),
        (notice >= FULL_NOTICE, Answer(round(refundable, 2), Code.OK)),
        (notice >= HALF_NOTICE, Answer(round(refundable / 2, 2), Code.OK)),
    ]
    too_late = Answer(amount=None, code=Code.TOO_LATE)
    return next((answer for applies, answer in rules if applies), too_late)
