"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

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
    event = await asyncio.to_thread(load_event, event_id, ports)
    free_lines = asyncio.Semaphore(MOST_AT_ONCE)
    found: dict[str, list[Offer]] = {}

    async def ask(partner: str) -> None:
        async with free_lines:
            try:
                found[partner] = await ports.partners.offers(partner, event.id, event.city)
            except PartnerFailed as failure:
                log.warning("no extras from %s: %r", partner, failure)

    async with asyncio.TaskGroup() as group:
        for partner in PARTNERS:
            group.create_task(ask(partner))
    offers = [offer for partner in PARTNERS for offer in found.get(partner, [])]
    return Extras(event.id, offers, [partner for partner in PARTNERS if partner not in found])
