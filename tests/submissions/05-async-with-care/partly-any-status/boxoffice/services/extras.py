"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from boxoffice.ports import Offer, PartnerFailed, Ports
from boxoffice.services.catalogue import load_event

PARTNERS = (
    *("parking-north", "parking-south", "parking-central"),
    *("trains-ic", "trains-regio", "trains-night"),
    *("hotels-grand", "hotels-budget", "hotels-family"),
    *("merch-shirts", "merch-posters", "merch-vinyl"),
)

AT_ONCE = 4
PATIENCE = 1.5


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
    event = await asyncio.to_thread(load_event, event_id, ports)
    places = asyncio.Semaphore(AT_ONCE)
    answers = await asyncio.gather(*(_ask(each, event.id, event.city, places, ports) for each in PARTNERS))
    offers = [offer for got in answers if got is not None for offer in got]
    missing = [partner for partner, got in zip(PARTNERS, answers, strict=True) if got is None]
    return Extras(event.id, offers, missing)


async def _ask(
    partner: str, event_id: int, city: str, places: asyncio.Semaphore, ports: Ports
) -> list[Offer] | None:
    async with places:
        try:
            async with asyncio.timeout(PATIENCE):
                return await ports.partners.offers(partner, event_id, city)
        except (PartnerFailed, TimeoutError):
            return None
