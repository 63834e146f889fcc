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
    found: list[Offer] = []
    missing = list(PARTNERS)
    tasks = [
        asyncio.create_task(ports.partners.offers(partner, event.id, event.city)) for partner in PARTNERS
    ]
    try:
        for coming in asyncio.as_completed(tasks):
            try:
                offers = await coming
            except PartnerFailed as failure:
                log.warning("no extras: %r", failure)
                continue
            found += offers
            missing = [partner for partner in missing if partner not in {offer.partner for offer in offers}]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return Extras(event.id, found, missing)
