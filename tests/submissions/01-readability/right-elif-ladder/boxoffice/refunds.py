# How much of an order goes back to the customer.
HOUR = 60 * 60
LATEST_REFUND = 48 * HOUR
LATEST_FULL_REFUND = 14 * 24 * HOUR

ACCEPTED = 0
ALREADY_REFUNDED = 1
TOO_LATE = 2
NOT_PAID = 3


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    seconds_left = (starts_at - now).total_seconds()
    amount = None
    code = ACCEPTED
    if refunded:
        code = ALREADY_REFUNDED
    elif not paid:
        code = NOT_PAID
    elif cancelled:
        amount = total
    elif seconds_left >= LATEST_FULL_REFUND:
        amount = round(total - fee, 2)
    elif seconds_left >= LATEST_REFUND:
        amount = round((total - fee) / 2, 2)
    else:
        code = TOO_LATE
    return amount, code
