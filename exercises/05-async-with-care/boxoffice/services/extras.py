"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import time
from dataclasses import dataclass

from boxoffice.ports import Offer, Ports
from boxoffice.services.catalogue import load_event

PARTNERS = (
    *("parking-north", "parking-south", "parking-central"),
    *("trains-ic", "trains-regio", "trains-night"),
    *("hotels-grand", "hotels-budget", "hotels-family"),
    *("merch-shirts", "merch-posters", "merch-vinyl"),
)


@dataclass(frozen=True)
class Extras:
    """What partners offer, and which of them gave nothing."""

    event_id: int
    offers: list[Offer]
    missing: list[str]


async def extras(event_id: int, ports: Ports) -> Extras:
    """What all partners offer for an event.

    Raises:
        Refused: `unknown-event`.
    """
    event = await load_event(event_id, ports)
    offers, missing = [], []
    # one after the other, they do not like it when we hammer them
    for partner in PARTNERS:
        got = _ask(partner, event.id, event.city, ports)
        offers += got
        if not got:
            missing.append(partner)
    return Extras(event.id, offers, missing)


def _ask(partner: str, event_id: int, city: str, ports: Ports) -> list[Offer]:
    for attempt in range(2):
        try:
            return ports.partners.offers(partner, event_id, city)
        except Exception:
            if attempt == 0:
                time.sleep(0.2)  # give them a moment
    return []
