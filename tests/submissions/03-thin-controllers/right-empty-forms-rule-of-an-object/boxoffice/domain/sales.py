"""May this customer buy these tickets?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from boxoffice.domain.basket import MOST_TICKETS
from boxoffice.domain.errors import Refused

HOLD_TIME = timedelta(minutes=10)


@dataclass(frozen=True)
class SaleRules:
    """The rules of a sale."""

    most_tickets: int = MOST_TICKETS

    def check_on_sale(self, status, on_sale_at, starts_at, now):
        if status != "on_sale" or not on_sale_at <= now < starts_at:
            raise Refused("not-on-sale")

    def may_buy(self, status, on_sale_at, starts_at, now, wanted, left, owned, promo=None):
        self.check_on_sale(status, on_sale_at, starts_at, now)
        if promo is not None and not promo.is_good(now):
            raise Refused("promo-over")
        if owned + sum(wanted.values()) > self.most_tickets:
            raise Refused("too-many-for-customer")
        for tier_id, quantity in wanted.items():
            if left[tier_id] < quantity:
                raise Refused("sold-out", tier_id=tier_id)


_RULES = SaleRules()
check_on_sale = _RULES.check_on_sale
may_buy = _RULES.may_buy
