from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
DONE, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    refusal = refusal_of(paid, refunded)
    if refusal:
        return None, refusal
    return refund_for(total, fee, starts_at - now, cancelled)


def refusal_of(paid, refunded):
    if refunded:
        return ALREADY_REFUNDED
    return DONE if paid else NEVER_PAID


def refund_for(total, fee, notice, cancelled):
    if not cancelled:
        if notice < FULL_REFUND_NOTICE:
            if notice < HALF_REFUND_NOTICE:
                return None, TOO_LATE
            return round((total - fee) / 2, 2), DONE
        return round(total - fee, 2), DONE
    return total, DONE
