"""The partners: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio

import httpx2

from boxoffice.ports import Offer, PartnerFailed

MOST_AT_ONCE = 4
PATIENCE = 1.5
"""Seconds for one partner."""


class HttpPartners:
    """Asks partners over HTTP, a few at a time.

    Arguments:
        url: where they are.
    """

    def __init__(self, url: str) -> None:
        self._client = httpx2.AsyncClient(base_url=url, timeout=None)
        self._lines = asyncio.Semaphore(MOST_AT_ONCE)

    async def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """See `boxoffice.ports.Partners`."""
        try:
            async with self._lines, asyncio.timeout(PATIENCE):
                answer = await self._client.get(f"/{partner}/offers", params={"event": event_id, "city": city})
            answer.raise_for_status()
            return [Offer(partner, each["title"], each["price_cents"]) for each in answer.json()["offers"]]
        except (TimeoutError, httpx2.HTTPError, ValueError, LookupError, TypeError) as error:
            raise PartnerFailed(partner) from error
