"""What is paid back, reckoned in cents."""

from datetime import timedelta

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)
REFUND, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    # Here and not at the top: helpers imports utils, and utils imports this module.
    from boxoffice.helpers import cents

    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return cents(total) / 100, REFUND
    return by_notice(cents(total) - cents(fee), starts_at - now)


def by_notice(cents_without_fee, notice):
    if notice >= FULL_NOTICE:
        return cents_without_fee / 100, REFUND
    if notice >= HALF_NOTICE:
        return cents_without_fee // 2 / 100, REFUND
    return None, TOO_LATE
