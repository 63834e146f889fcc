from enum import IntEnum


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3
