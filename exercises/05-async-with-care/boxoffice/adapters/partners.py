"""The partners: parking, trains, hotels, merchandise."""

from __future__ import annotations

import requests

from boxoffice.ports import Offer


class HttpPartners:
    """Asks partners over HTTP.

    Arguments:
        url: where they are.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def offers(self, partner: str, event_id: int, city: str) -> list[Offer]:
        """See `boxoffice.ports.Partners`."""
        answer = requests.get(f"{self._url}/{partner}/offers", params={"event": event_id, "city": city})
        return [Offer(partner, each["title"], each["price_cents"]) for each in answer.json()["offers"]]
