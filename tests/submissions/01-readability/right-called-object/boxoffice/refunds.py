from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, kw_only=True)
class RefundRules:
    full_refund_notice: timedelta
    half_refund_notice: timedelta
    refunded: int
    refunded_before: int
    too_late: int
    never_paid: int

    def __call__(self, total, fee, now, starts_at, cancelled, paid, refunded):
        if refunded:
            return None, self.refunded_before
        if not paid:
            return None, self.never_paid
        if cancelled:
            return total, self.refunded
        return self.by_notice(total - fee, starts_at - now)

    def by_notice(self, amount, notice):
        if notice < self.half_refund_notice:
            return None, self.too_late
        if notice < self.full_refund_notice:
            amount /= 2
        return round(amount, 2), self.refunded


def current_rules():
    return RefundRules(
        full_refund_notice=timedelta(days=14),
        half_refund_notice=timedelta(hours=48),
        refunded=0,
        refunded_before=1,
        too_late=2,
        never_paid=3,
    )


refund_amount = current_rules()
