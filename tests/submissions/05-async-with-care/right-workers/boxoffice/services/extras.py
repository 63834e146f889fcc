"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio
import logging
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
    event = await asyncio.to_thread(load_event, event_id, ports)
    waiting: asyncio.Queue[str] = asyncio.Queue()
    for partner in PARTNERS:
        waiting.put_nowait(partner)
    found: dict[str, list[Offer]] = {}
    await asyncio.gather(*(_work(waiting, event, ports, found) for _ in range(MOST_AT_ONCE)))
    offers = [offer for partner in PARTNERS for offer in found[partner]]
    return Extras(event.id, offers, [partner for partner in PARTNERS if not found[partner]])


async def _work(waiting: asyncio.Queue[str], event: Event, ports: Ports, found: dict[str, list[Offer]]) -> None:
    while not waiting.empty():
        partner = waiting.get_nowait()
        asking = ports.partners.offers(partner, event.id, event.city)
        try:
            found[partner] = await asyncio.wait_for(asking, PATIENCE)
        except (PartnerFailed, TimeoutError):
            found[partner] = []
