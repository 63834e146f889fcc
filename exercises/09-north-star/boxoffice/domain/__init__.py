"""The rules of the box office: plain values in, plain values or a refusal out.

Standard library only. Amounts are whole cents, times are aware.
"""

from boxoffice.domain.door import DoorHours, check_in
from boxoffice.domain.errors import Invalid, NotNow, Refused, Unknown
from boxoffice.domain.pricing import GroupTerms, Price, Promo, price
from boxoffice.domain.refunds import refund_amount
from boxoffice.domain.sales import may_buy

__all__ = [
    "DoorHours",
    "GroupTerms",
    "Invalid",
    "NotNow",
    "Price",
    "Promo",
    "Refused",
    "Unknown",
    "check_in",
    "may_buy",
    "price",
    "refund_amount",
]
