"""The partners: parking, trains, hotels, merchandise."""

from __future__ import annotations

import asyncio

import requests

from boxoffice.ports import Offer, PartnerFailed


class HttpPartners:
    """Asks partners over HTTP.

    Arguments:
        url: where they are.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    async def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """See `boxoffice.ports.Partners`."""
        return await asyncio.to_thread(self._offers, partner, event_id, city)

    def _offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        try:
            answer = requests.get(
                f"{self._url}/{partner}/offers", params={"event": event_id, "city": city}
            )
            answer.raise_for_status()
            return [Offer(partner, each["title"], each["price_cents"]) for each in answer.json()["offers"]]
        except (requests.RequestException, ValueError, LookupError, TypeError) as failure:
            raise PartnerFailed(partner) from failure
