"""What buying has to know, and whether it may go on."""

from boxoffice.domain import Refused, may_buy
from boxoffice.domain.sales import check_on_sale


def look_up(transaction, purchase, wanted, email, now):
    transaction.lock_event(purchase.event_id)
    event = transaction.event(purchase.event_id, now)
    if event is None:
        raise Refused("unknown-event")
    left = {tier.id: tier.left for tier in event.tiers}
    if set(wanted) - set(left):
        raise Refused("unknown-tier")
    check_on_sale(event, now)
    promo = transaction.promo(purchase.promo) if purchase.promo else None
    if purchase.promo and promo is None:
        raise Refused("unknown-promo")
    owned = transaction.tickets_of(email, event.id, now)
    may_buy(event.status, event.on_sale_at, event.starts_at, now, wanted, left, owned, promo)
    return event, promo
