"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from boxoffice.domain.catalogue import Event
from boxoffice.ports import Offer, Ports
from boxoffice.services.catalogue import load_event

PARTNERS = (
    *("parking-north", "parking-south", "parking-central"),
    *("trains-ic", "trains-regio", "trains-night"),
    *("hotels-grand", "hotels-budget", "hotels-family"),
    *("merch-shirts", "merch-posters", "merch-vinyl"),
)

MOST_AT_ONCE = 4
PATIENCE = 1.5
"""Seconds for one partner."""

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
    # The database is not async, so it waits in a thread.
    event = await asyncio.to_thread(load_event, event_id, ports)
    free_lines = asyncio.Semaphore(MOST_AT_ONCE)
    answers = await asyncio.gather(*(_ask(partner, event, ports, free_lines) for partner in PARTNERS))
    by_partner = dict(zip(PARTNERS, answers, strict=True))
    return Extras(
        event_id=event.id,
        offers=[offer for offers in answers for offer in offers],
        missing=[partner for partner, offers in by_partner.items() if not offers],
    )


async def _ask(partner: str, event: Event, ports: Ports, free_lines: asyncio.Semaphore) -> list[Offer]:
    """What a partner offers; nothing if it fails or takes too long."""
    async with free_lines:
        try:
            async with asyncio.timeout(PATIENCE):
                return await ports.partners.offers(partner, event.id, event.city)
        except Exception as failure:
            log.warning("no extras from %s: %r", partner, failure)
            return []
