"""The rules of the box office: plain values in, plain values or a refusal out.

Standard library only. Amounts are whole cents, times are aware.
"""

from boxoffice.domain.errors import Refused
from boxoffice.domain.pricing import Price, Promo, price
from boxoffice.domain.refunds import refund_amount

__all__ = ["Price", "Promo", "Refused", "price", "refund_amount"]
