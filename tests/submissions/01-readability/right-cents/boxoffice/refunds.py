"""Counts in whole cents and gives euros to the outside."""

from datetime import timedelta

CENTS_PER_EURO = 100
FREE_RETURN = timedelta(days=14)
LAST_RETURN = timedelta(hours=48)
CODES = {"refund": 0, "already refunded": 1, "too late": 2, "never paid": 3}


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    outcome = outcome_of(starts_at - now, cancelled, paid, refunded)
    if outcome != "refund":
        return None, CODES[outcome]
    return cents_back(cents(total), cents(fee), starts_at - now, cancelled) / CENTS_PER_EURO, CODES[outcome]


def outcome_of(notice, cancelled, paid, refunded):
    if refunded:
        return "already refunded"
    if not paid:
        return "never paid"
    is_late = notice < LAST_RETURN and not cancelled
    return "too late" if is_late else "refund"


def cents_back(total_cents, fee_cents, notice, cancelled):
    if cancelled:
        return total_cents
    without_fee = total_cents - fee_cents
    return without_fee if notice >= FREE_RETURN else without_fee // 2


def cents(euros):
    return round(euros * CENTS_PER_EURO)
