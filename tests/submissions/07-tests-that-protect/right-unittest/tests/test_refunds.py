"""Refunds, as unittest has it."""

import unittest
from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, tzinfo=timezone.utc)
TICK = timedelta(microseconds=1)


class RefundTestCase(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def _rules(self, rules):
        self.rules = rules

    def back(self, before, total=10500, fee=500, cancelled=False, paid=True, refunded=False):
        return self.rules.refund_amount(total, fee, START - before, START, cancelled, paid, refunded)

    def assertRefused(self, reason, before, **order):
        with self.assertRaises(self.rules.Refused) as caught:
            self.back(before, **order)
        self.assertEqual(caught.exception.reason, reason)


class TestNotice(RefundTestCase):
    def test_amounts(self):
        for rule, before, amount in (
            ("full-refund", timedelta(days=14), 10000),
            ("full-refund", timedelta(days=20), 10000),
            ("half-refund", timedelta(days=14) - TICK, 5000),
            ("half-refund", timedelta(hours=48), 5000),
        ):
            with self.subTest(rule, before=before):
                self.assertEqual(self.back(before), amount)

    def test_half_cent(self):
        for total, half in ((5501, 2501), (5503, 2502), (502, 1)):
            with self.subTest("half-cent", total=total):
                self.assertEqual(self.back(timedelta(days=3), total=total), half)

    def test_too_late(self):
        for before in (timedelta(hours=48) - TICK, timedelta(0), timedelta(days=-3), timedelta(days=-30)):
            with self.subTest("late-refund", before=before):
                self.assertRefused("too-late", before)

    def test_offsets(self):
        for hours in (-9, 6):
            with self.subTest(rule="time-zone"):
                there = timezone(timedelta(hours=hours))
                now = (START - timedelta(days=14)).astimezone(there)
                self.assertEqual(self.rules.refund_amount(10500, 500, now, START, False, True, False), 10000)
                late = (START - timedelta(days=14) + TICK).astimezone(there)
                self.assertEqual(self.rules.refund_amount(10500, 500, late, START, False, True, False), 5000)


class TestOrder(RefundTestCase):
    def test_whole_amount(self):
        for days in (30, 1, -1):
            with self.subTest("cancelled-refund"):
                self.assertEqual(self.back(timedelta(days=days), cancelled=True), 10500)

    def test_exclusions(self):
        for days in (30, 5, 1, -1):
            for cancelled in (True, False):
                with self.subTest("second-refund"):
                    for paid in (True, False):
                        self.assertRefused("already-refunded", timedelta(days=days), cancelled=cancelled, paid=paid, refunded=True)
                with self.subTest("unpaid-refund"):
                    self.assertRefused("not-paid", timedelta(days=days), cancelled=cancelled, paid=False)


if __name__ == "__main__":
    unittest.main()
