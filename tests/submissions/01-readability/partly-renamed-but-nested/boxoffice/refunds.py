"""What is paid back when tickets are returned."""

from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
DONE, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    notice = starts_at - now
    amount = None
    code = DONE
    if paid or refunded:
        if not refunded:
            if not cancelled:
                if notice >= FULL_REFUND_NOTICE:
                    amount = round(total - fee, 2)
                else:
                    if notice < HALF_REFUND_NOTICE:
                        code = TOO_LATE
                    else:
                        amount = round((total - fee) / 2, 2)
            else:
                amount = total
        else:
            code = ALREADY_REFUNDED
    else:
        code = NEVER_PAID
    return amount, code
