"""Buying tickets: what happens, in order."""

from dataclasses import dataclass

from boxoffice.domain import price
from boxoffice.domain.basket import quantities_by_tier
from boxoffice.domain.customers import checked_email
from boxoffice.services.charging import charged
from boxoffice.services.confirming import confirm
from boxoffice.services.holding import hold
from boxoffice.services.looking import look_up


@dataclass
class Purchase:
    event_id: int
    email: str
    lines: tuple
    card: str
    promo: str | None = None
    idempotency_key: str | None = None


def buy(purchase, ports):
    wanted = quantities_by_tier(purchase.lines)
    email = checked_email(purchase.email)
    now = ports.clock()
    with ports.store.begin() as transaction:
        event, promo = look_up(transaction, purchase, wanted, email, now)
        prices = {tier.id: tier.price for tier in event.tiers}
        cost = price([(prices[tier], quantity) for tier, quantity in wanted.items()], now, promo)
        order_id = hold(transaction, purchase, email, wanted, cost, now)
        charge_id = charged(transaction, order_id, cost.total, purchase.card, ports)
        codes = [ports.new_code() for quantity in wanted.values() for _ in range(quantity)]
        order = transaction.pay(order_id, charge_id, codes, ports.clock())
        confirm(event, order, ports)
        transaction.commit()
    return order
