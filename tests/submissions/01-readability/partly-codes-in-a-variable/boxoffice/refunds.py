from datetime import timedelta

FULL_NOTICE = timedelta(days=14)
HALF_NOTICE = timedelta(hours=48)
NEVER_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    amount = None
    code = 0
    if refunded:
        code = 1
    elif not paid:
        code = NEVER_PAID
    elif cancelled:
        amount = round(total, 2)
    elif notice < HALF_NOTICE:
        code = 2
    else:
        amount = amount_by_notice(total - fee, notice)
    return amount, code


def amount_by_notice(amount, notice):
    return round(amount, 2) if notice >= FULL_NOTICE else round(amount / 2, 2)
