"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from boxoffice.domain.catalogue import Event
from boxoffice.ports import Offer, PartnerFailed, Ports
from boxoffice.services.catalogue import load_event

PARTNERS = (
    *("parking-north", "parking-south", "parking-central"),
    *("trains-ic", "trains-regio", "trains-night"),
    *("hotels-grand", "hotels-budget", "hotels-family"),
    *("merch-shirts", "merch-posters", "merch-vinyl"),
)

MOST_AT_ONCE = 4
log = logging.getLogger("boxoffice")


@dataclass(frozen=True)
class Extras:
    """What partners offer, and which of them gave nothing."""

    event_id: int
    offers: list[Offer]
    missing: list[str]


async def extras(event_id: int, ports: Ports) -> Extras:
    """What all partners offer for an event, asked together.

    Raises:
        Refused: `unknown-event`.
    """
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        event = pool.submit(load_event, event_id, ports).result()
        answers = list(pool.map(lambda partner: _ask(partner, event, ports), PARTNERS))
    missing = [partner for partner, offers in zip(PARTNERS, answers, strict=True) if not offers]
    return Extras(event.id, [offer for offers in answers for offer in offers], missing)


def _ask(partner: str, event: Event, ports: Ports) -> list[Offer]:
    try:
        return ports.partners.offers(partner, event.id, event.city)
    except PartnerFailed as failure:
        log.warning("no extras from %s: %r", partner, failure)
        return []
