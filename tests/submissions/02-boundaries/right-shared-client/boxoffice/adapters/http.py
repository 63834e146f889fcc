"""What adapters that speak HTTP have in common."""

from __future__ import annotations

import requests


class Service:
    """One service, with a connection of its own."""

    def __init__(self, base_url: str, session: requests.Session | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self.session = session or requests.Session()

    def post(self, path: str, body: dict) -> requests.Response | None:
        """The answer; None if there was none."""
        try:
            return self.session.post(self.base_url + path, json=body)
        except requests.RequestException:
            return None
