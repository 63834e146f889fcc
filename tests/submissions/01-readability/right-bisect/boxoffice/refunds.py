from bisect import bisect_right
from datetime import timedelta

REFUSED_BEFORE, NEVER_PAID, TOO_LATE, REFUND = 1, 3, 2, 0
NOTICES = [timedelta(hours=48), timedelta(days=14)]
SHARES = [0, 0.5, 1]
REFUSALS = {(True, True): REFUSED_BEFORE, (True, False): REFUSED_BEFORE, (False, False): NEVER_PAID}


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    refusal = REFUSALS.get((refunded, paid))
    if refusal is not None:
        return None, refusal
    if cancelled:
        return round(total, 2), REFUND
    share = SHARES[bisect_right(NOTICES, starts_at - now)]
    if not share:
        return None, TOO_LATE
    return round((total - fee) * share, 2), REFUND
