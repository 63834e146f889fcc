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
    answers: list[list[Offer]] = []
    for first in range(0, len(PARTNERS), MOST_AT_ONCE):
        batch = PARTNERS[first : first + MOST_AT_ONCE]
        answers += await asyncio.gather(*(_ask(partner, event, ports) for partner in batch))
    missing = [partner for partner, offers in zip(PARTNERS, answers, strict=True) if not offers]
    return Extras(event.id, [offer for offers in answers for offer in offers], missing)


async def _ask(partner: str, event: Event, ports: Ports) -> list[Offer]:
    asking = asyncio.create_task(ports.partners.offers(partner, event.id, event.city))
    try:
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE)
    finally:
        asking.cancel()
    return asking.result() if done and not asking.exception() else []
