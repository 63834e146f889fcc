"""What goes with a concert: parking, trains, hotels, merchandise."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import anyio
import anyio.to_thread

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
    event = await anyio.to_thread.run_sync(load_event, event_id, ports)
    places = anyio.CapacityLimiter(MOST_AT_ONCE)
    found: dict[str, list[Offer]] = {partner: [] for partner in PARTNERS}
    async with anyio.create_task_group() as group:
        for partner in PARTNERS:
            group.start_soon(_ask, partner, event, ports, places, found)
    missing = [partner for partner, offers in found.items() if not offers]
    return Extras(event.id, [offer for offers in found.values() for offer in offers], missing)


async def _ask(
    partner: str, event: Event, ports: Ports, places: anyio.CapacityLimiter, found: dict[str, list[Offer]]
) -> None:
    async with places:
        with anyio.move_on_after(PATIENCE):
            try:
                found[partner] = await ports.partners.offers(partner, event.id, event.city)
            except PartnerFailed:
                log.warning("no extras from %s", partner)
