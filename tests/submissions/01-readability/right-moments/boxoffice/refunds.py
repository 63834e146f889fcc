from datetime import timedelta

REFUNDED, REFUNDED_BEFORE, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    last_full_refund = starts_at - timedelta(days=14)
    last_half_refund = starts_at - timedelta(hours=48)
    if refunded:
        return None, REFUNDED_BEFORE
    if not paid:
        return None, NEVER_PAID
    # The organiser owes the fee too: nobody got anything for it.
    if cancelled:
        return total, REFUNDED
    if now > last_half_refund:
        return None, TOO_LATE
    if now > last_full_refund:
        return round((total - fee) / 2, 2), REFUNDED
    return round(total - fee, 2), REFUNDED
