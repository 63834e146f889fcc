"""What an order would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boxoffice.domain import Price, Unknown
from boxoffice.domain.basket import check_tiers, cost_of, quantities_by_tier
from boxoffice.ports import Ports
from boxoffice.services.promos import known_promo


@dataclass(frozen=True)
class Quote:
    """A price, and the promo code if it counts."""

    event_id: int
    price: Price
    promo: str | None


def quote(
    event_id: int, lines: Sequence[tuple[int, int]], promo_code: str | None, ports: Ports
) -> Quote:
    """The price of tickets, as `buy` would charge it now.

    Arguments:
        lines: tier and quantity.

    Raises:
        Refused: `no-tickets`, `too-many-tickets`, `unknown-event`, `unknown-tier`, `unknown-promo` or
            `promo-over`.
    """
    wanted = quantities_by_tier(lines)
    now = ports.clock()
    with ports.store.begin() as transaction:
        event = transaction.event(event_id, now)
        if event is None:
            raise Unknown("unknown-event")
        check_tiers(event, wanted)
        promo = known_promo(transaction, promo_code)
    cost = cost_of(event, wanted, now, promo)
    return Quote(event_id, cost, promo_code if cost.promo_counts else None)
