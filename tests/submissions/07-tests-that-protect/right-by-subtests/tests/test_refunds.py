"""Refunds, as a table with subtests."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
GHENT = ZoneInfo("Europe/Brussels")
START = datetime(2027, 6, 12, 20, tzinfo=GHENT)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Order:
    total: int = 10500
    fee: int = 500
    before: timedelta = timedelta(days=30)
    zone: ZoneInfo = UTC
    cancelled: bool = False
    paid: bool = True
    refunded: bool = False

    def ask(self, rules):
        now = (START.astimezone(UTC) - self.before).astimezone(self.zone)
        try:
            return rules.refund_amount(
                self.total, self.fee, now, START, cancelled=self.cancelled, paid=self.paid, refunded=self.refunded
            )
        except rules.Refused as refused:
            return refused.reason


D14, H48 = timedelta(days=14), timedelta(hours=48)
PLAIN = Order()
TABLE = {
    "full refund": [(replace(PLAIN, before=D14), 10000), (PLAIN, 10000)],
    "half refund": [(replace(PLAIN, before=D14 - TICK), 5000), (replace(PLAIN, before=H48), 5000)],
    "half cent": [(replace(PLAIN, before=H48, total=501), 1), (replace(PLAIN, before=H48, total=503), 2)],
    "late refund": [(replace(PLAIN, before=b), "too-late") for b in (H48 - TICK, -TICK, -H48, -D14)],
    "cancelled refund": [(replace(PLAIN, before=b, cancelled=True), 10500) for b in (D14, H48, TICK, -H48)],
    "second refund": [
        (replace(PLAIN, refunded=True, paid=p, cancelled=c), "already-refunded") for p in (True, False) for c in (True, False)
    ],
    "unpaid refund": [(replace(PLAIN, paid=False, cancelled=c), "not-paid") for c in (True, False)],
    "time zone": [
        (replace(PLAIN, before=D14, zone=ZoneInfo("Asia/Tokyo")), 10000),
        (replace(PLAIN, before=D14 - TICK, zone=ZoneInfo("America/New_York")), 5000),
    ],
}


def test_refunds(rules, subtests):
    for rule, cases in TABLE.items():
        for order, wanted in cases:
            with subtests.test(msg=rule, order=order):
                assert order.ask(rules) == wanted
