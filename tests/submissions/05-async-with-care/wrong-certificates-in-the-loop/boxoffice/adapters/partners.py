"""The partners: parking, trains, hotels, merchandise."""

from __future__ import annotations

import httpx2

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
        asked: dict[str, int | str] = {"event": event_id, "city": city}
        try:
            async with httpx2.AsyncClient() as client:
                answer = await client.get(f"{self._url}/{partner}/offers", params=asked)
            answer.raise_for_status()
            return [
                Offer(partner, each["title"], each["price_cents"]) for each in answer.json()["offers"]
            ]
        except (httpx2.HTTPError, ValueError, LookupError, TypeError) as error:
            raise PartnerFailed(partner) from error
