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
    # The database is not async, so it waits in a thread.
    event = await asyncio.to_thread(load_event, event_id, ports)
    asking: dict[str, asyncio.Task[list[Offer]]] = {}
    try:
        for start in range(0, len(PARTNERS), MOST_AT_ONCE):
            batch = PARTNERS[start : start + MOST_AT_ONCE]
            for partner in batch:
                asking[partner] = asyncio.create_task(ports.partners.offers(partner, event.id, event.city))
            await asyncio.wait([asking[partner] for partner in batch], timeout=PATIENCE)
    finally:
        for task in asking.values():
            task.cancel()
        await asyncio.gather(*asking.values(), return_exceptions=True)
    got = {partner: _offers(task) for partner, task in asking.items()}
    return Extras(
        event_id=event.id,
        offers=[offer for offers in got.values() for offer in offers],
        missing=[partner for partner, offers in got.items() if not offers],
    )


def _offers(task: asyncio.Task[list[Offer]]) -> list[Offer]:
    return [] if task.cancelled() or task.exception() else task.result()
