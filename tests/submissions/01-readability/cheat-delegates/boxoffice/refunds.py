"""Refunds."""

from boxoffice.refund_details import refund_amount

__all__ = ["refund_amount"]
