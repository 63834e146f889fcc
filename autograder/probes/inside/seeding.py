"""Puts events and orders into an app's store through its own use cases. Sent into the sandbox as a part."""

import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any


def seed(ports: Any, seeds: Mapping[str, Any]) -> None:
    """Make events, then orders.

    Arguments:
        ports: what the use cases are handed.
        seeds: ``events``: dictionaries with the fields of `NewEvent`, times as ISO text, tiers and promos as
            lists of such dictionaries, hours (from lesson 09 on) as two numbers of minutes. ``orders``:
            dictionaries with the fields of `Purchase`; one whose card is declined is released. Ids are given
            in this order, from 1.
    """
    make = importlib.import_module("boxoffice.services.catalogue").create_event
    for event in seeds["events"]:
        make(_event(event), ports)
    buying = importlib.import_module("boxoffice.services.buying")
    not_paid = importlib.import_module("boxoffice.services.errors").NotPaid
    for order in seeds["orders"]:
        try:
            buying.buy(buying.Purchase(**{**order, "lines": _pairs(order["lines"])}), ports)
        except not_paid:
            continue


def cancel(ports: Any, event_id: int) -> None:
    """Cancel an event."""
    importlib.import_module("boxoffice.services.cancelling").cancel(event_id, ports)


def refund(ports: Any, order_id: int) -> None:
    """Give back the money for an order."""
    importlib.import_module("boxoffice.services.refunding").refund(order_id, ports)


def _event(said: Mapping[str, Any]) -> Any:
    seam = importlib.import_module("boxoffice.ports")
    tiers = tuple(seam.NewTier(**tier) for tier in said["tiers"])
    promos = tuple(seam.NewPromo(**_with_times(promo)) for promo in said["promos"])
    return seam.NewEvent(**{**_with_times(said), "tiers": tiers, "promos": promos, **_hours(said)})


def _hours(said: Mapping[str, Any]) -> dict[str, Any]:
    if "hours" not in said:
        return {}
    lengths = (timedelta(minutes=each) for each in said["hours"])
    return {"hours": importlib.import_module("boxoffice.domain").DoorHours(*lengths)}


def _with_times(said: Mapping[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(said[name]) for name in said if name.endswith("_at")}
    return {**said, **times}


def _pairs(lines: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((tier_id, quantity) for tier_id, quantity in lines)
