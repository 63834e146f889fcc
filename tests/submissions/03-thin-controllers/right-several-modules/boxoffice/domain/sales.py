"""May this customer buy these tickets?"""

from datetime import timedelta

from boxoffice.domain.basket import MOST_TICKETS
from boxoffice.domain.errors import Refused

HOLD_TIME = timedelta(minutes=10)


class NotOnSale(Refused):
    def __init__(self):
        super().__init__("not-on-sale")


class SoldOut(Refused):
    def __init__(self, tier_id):
        super().__init__("sold-out", tier_id=tier_id)


def is_on_sale(status, on_sale_at, starts_at, now):
    return status == "on_sale" and on_sale_at <= now < starts_at


def check_on_sale(event, now):
    if not is_on_sale(event.status, event.on_sale_at, event.starts_at, now):
        raise NotOnSale


def may_buy(status, on_sale_at, starts_at, now, wanted, left, owned, promo=None):
    scarce = [tier_id for tier_id, quantity in wanted.items() if left[tier_id] < quantity]
    questions = (
        (is_on_sale(status, on_sale_at, starts_at, now), NotOnSale),
        (promo is None or promo.is_good(now), lambda: Refused("promo-over")),
        (owned + sum(wanted.values()) <= MOST_TICKETS, lambda: Refused("too-many-for-customer")),
        (not scarce, lambda: SoldOut(scarce[0])),
    )
    for holds, refusal in questions:
        if not holds:
            raise refusal()
