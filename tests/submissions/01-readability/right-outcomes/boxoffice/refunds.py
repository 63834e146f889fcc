from dataclasses import dataclass
from datetime import timedelta

ALL_BUT_FEE_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)


@dataclass(frozen=True)
class Outcome:
    code: int
    label: str


REFUND = Outcome(code=0, label="paid back")
ALREADY_REFUNDED = Outcome(code=1, label="once only")
TOO_LATE = Outcome(code=2, label="too late")
NEVER_PAID = Outcome(code=3, label="never paid")


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, ALREADY_REFUNDED.code
    if not paid:
        return None, NEVER_PAID.code
    if cancelled:
        return round(total, 2), REFUND.code
    if notice >= ALL_BUT_FEE_NOTICE:
        return round(total - fee, 2), REFUND.code
    if notice >= HALF_NOTICE:
        return round((total - fee) / 2, 2), REFUND.code
    return None, TOO_LATE.code
