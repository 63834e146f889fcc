"""The refund rules."""

from boxoffice.refunds.rules import refund_amount

__all__ = ["refund_amount"]
