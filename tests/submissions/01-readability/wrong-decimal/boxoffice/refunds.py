from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
CENT = Decimal("0.01")
REFUND, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return to_cents(total), REFUND
    if notice < HALF_REFUND_NOTICE:
        return None, TOO_LATE
    without_fee = to_cents(total) - to_cents(fee)
    if notice < FULL_REFUND_NOTICE:
        return to_cents(without_fee / 2), REFUND
    return without_fee, REFUND


def to_cents(euros):
    return Decimal(str(euros)).quantize(CENT, ROUND_HALF_UP)
