"""The partners: parking, trains, hotels, merchandise."""

from __future__ import annotations

import ssl

import httpx2

from boxoffice.ports import Offer, PartnerFailed


class HttpPartners:
    """Asks partners over HTTP.

    Arguments:
        url: where they are.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._tls = ssl.create_default_context()  # once: it takes longer than asking

    async def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """See `boxoffice.ports.Partners`."""
        asked: dict[str, int | str] = {"event": event_id, "city": city}
        try:
            async with httpx2.AsyncClient(verify=self._tls) as client:
                answer = await client.get(f"{self._url}/{partner}/offers", params=asked)
            answer.raise_for_status()
            return [
                Offer(partner, each["title"], each["price_cents"]) for each in answer.json()["offers"]
            ]
        except (httpx2.HTTPError, ValueError, KeyError) as error:
            raise PartnerFailed(partner) from error
