"""Twelve partners that offer something beside a concert. The same question always gets the same offers."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from types import MappingProxyType

from autograder.upstreams._calls import JSON, Call, Reply, refused
from autograder.upstreams._dials import Dial, Dialled

_GOODS: Mapping[str, tuple[tuple[str, int], ...]] = MappingProxyType(
    {
        "parking": (("Evening ticket", 900), ("Reserved bay", 1_500), ("Bay with charger", 2_200)),
        "trains": (
            ("Return, second class", 3_900),
            ("Return, first class", 6_900),
            ("Late train home", 2_500),
        ),
        "hotels": (("Single room", 7_900), ("Double room", 10_900), ("Suite", 24_900)),
        "merch": (("Tour shirt", 3_500), ("Poster", 1_200), ("Vinyl", 2_900)),
    }
)

PARTNERS = (
    "parking-north",
    "parking-south",
    "parking-central",
    "trains-ic",
    "trains-regio",
    "trains-night",
    "hotels-grand",
    "hotels-budget",
    "hotels-family",
    "merch-shirts",
    "merch-posters",
    "merch-vinyl",
)
"""The partners' names, as in the URL."""


class Partners(Dialled):
    """All twelve together; `partners["trains-ic"]` has the dials of one, which go before those of all."""

    name = "partners"

    def __init__(self) -> None:
        super().__init__("offers")
        self._each = {name: Dialled("offers") for name in PARTNERS}

    def __getitem__(self, name: str) -> Dialled:
        """The dials of one partner.

        Raises:
            KeyError: there is no such partner.
        """
        return self._each[name]

    def reset(self) -> None:
        """Forget every dial, those of single partners too."""
        super().reset()
        for partner in self._each.values():
            partner.reset()

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What is set, single partners first."""
        each = [
            (f"{name}: {which}", what) for name, one in self._each.items() for which, what in one.settings()
        ]
        return (*each, *super().settings())

    def operation(self, call: Call) -> str | None:
        """The name of what is asked, None for a partner, path or method that is not known."""
        match call.method, call.path:
            case "GET", (name, "offers") if name in self._each:
                return "offers"
        return None

    def dial_for(self, call: Call, operation: str) -> Dial | None:
        """The dial of the partner that is asked, else that of all partners."""
        return self._each[call.path[0]].take(operation) or self.take(operation)

    def work(self, operation: str, call: Call) -> Reply:  # noqa: ARG002 - there is one operation only
        """Name one to three offers."""
        event = call.query.get("event")
        if not event:
            return refused("event is missing: ask like /trains-ic/offers?event=7&city=Ghent")
        name = call.path[0]
        chance = zlib.crc32(f"{name}/{event}/{call.query.get('city', '')}".encode("utf-8", "replace"))
        goods = _GOODS[name.partition("-")[0]][: 1 + chance % 3]
        offers: list[JSON] = [
            {"title": title, "price_cents": price + chance % 5 * 100} for title, price in goods
        ]
        return Reply(200, {"partner": name, "offers": offers})
