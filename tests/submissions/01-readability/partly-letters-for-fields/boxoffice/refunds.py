from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
REFUND, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


class Order:
    def __init__(self, total, fee, now, starts_at, cancelled, paid, refunded):
        self.m = total
        self.f = fee
        self.x = starts_at - now
        self.c, self.p, self.z = cancelled, paid, refunded

    def answer(self):
        if self.z:
            return None, ALREADY_REFUNDED
        if not self.p:
            return None, NEVER_PAID
        if self.c:
            return round(self.m, 2), REFUND
        return self.by_notice()

    def by_notice(self):
        if self.x >= FULL_REFUND_NOTICE:
            return round(self.m - self.f, 2), REFUND
        if self.x >= HALF_REFUND_NOTICE:
            return round((self.m - self.f) / 2, 2), REFUND
        return None, TOO_LATE


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    return Order(total, fee, now, starts_at, cancelled, paid, refunded).answer()
