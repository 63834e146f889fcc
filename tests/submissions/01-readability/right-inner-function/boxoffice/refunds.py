from datetime import timedelta
from functools import wraps

DAY = timedelta(days=1)
FULL_REFUND_NOTICE = 14 * DAY
HALF_REFUND_NOTICE = 2 * DAY

REFUND = 0
ALREADY_REFUNDED = 1
TOO_LATE = 2
NEVER_PAID = 3


def rounded_to_the_cent(rule):
    @wraps(rule)
    def wrapper(*args, **kwargs):
        euros, code = rule(*args, **kwargs)
        return (None if euros is None else round(euros, 2)), code

    return wrapper


@rounded_to_the_cent
def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    refundable = total - fee

    def by_notice():
        if notice >= FULL_REFUND_NOTICE:
            return refundable, REFUND
        elif notice >= HALF_REFUND_NOTICE:
            return refundable / 2, REFUND
        else:
            return None, TOO_LATE

    if refunded:
        return None, ALREADY_REFUNDED
    elif not paid:
        return None, NEVER_PAID
    elif cancelled:
        return total, REFUND
    else:
        return by_notice()
