"""Refunds."""

from scripts.old_refunds import refund_amount

__all__ = ["refund_amount"]
