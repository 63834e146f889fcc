"""The app as it is deployed: put together by itself, with the first provider gone and a real second one."""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons.errors_by_design._scenes import Wrong
from autograder.lessons.errors_by_design._shop import Reply, id_in, read_reply, some_price
from autograder.probes import Boxoffice, ComposedApps
from autograder.verdict import Evidence

DEPLOYED = "as it is deployed"
NOBODY_CHARGES = "As it is deployed, the second provider does not take over."
QUANTITY = 2
MONTH = timedelta(days=30)


def deployed(exam: Examination, now: datetime) -> Wrong | None:
    """A purchase and its refund, with whatever the app itself connects: told by the environment alone."""
    price = some_price(exam.randomness("north star: deployed"))
    with ComposedApps(exam.room, exam.tree) as apps, apps.deployed(main_down=True) as boxoffice:
        if boxoffice.served.failure is not None:
            return _wrong(boxoffice, NOBODY_CHARGES, boxoffice.served.failure.message)
        event = _asked(boxoffice, "/events", _event(now, price))
        bought = _asked(boxoffice, "/orders", _order(event))
        kept = _kept(boxoffice)
        if bought.status != HTTPStatus.CREATED or kept != [bought.fields.get("total_cents")]:
            return _wrong(boxoffice, NOBODY_CHARGES, f"POST /orders: {bought}")
        back = _asked(boxoffice, f"/orders/{id_in(bought.fields.get('id'))}/refund")
        left = kept[0] - back.fields.get("refund_cents", 0) if back.status == HTTPStatus.OK else None
        if _kept(boxoffice) == [left]:
            return None
        summary = "As it is deployed, what the second provider charged is not paid back there."
        return _wrong(boxoffice, summary, f"POST /orders/.../refund: {back}")


def _asked(boxoffice: Boxoffice, path: str, body: Any = None) -> Reply:
    return read_reply(boxoffice.served.request("POST", path, json=body))


def _kept(boxoffice: Boxoffice) -> list[int]:
    """What Paylane has of each charge, in cents; nothing was to be had elsewhere."""
    return [each.kept_cents for each in boxoffice.upstreams.paylane.charges]


def _event(now: datetime, price: int) -> dict[str, Any]:
    return {
        "title": "The Long Players",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": (now + MONTH).isoformat(),
        "on_sale_at": (now - MONTH).isoformat(),
        "tiers": [{"name": "Standing", "price_cents": price, "seats": 20}],
    }


def _order(event: Reply) -> dict[str, Any]:
    tiers = event.fields.get("tiers")
    tier = tiers[0] if isinstance(tiers, list) and tiers and isinstance(tiers[0], dict) else {}
    return {
        "event_id": event.fields.get("id"),
        "email": "ada@example.org",
        "lines": [{"tier_id": tier.get("id"), "quantity": QUANTITY}],
        "card": "tok_visa",
    }


def _wrong(boxoffice: Boxoffice, summary: str, got: str) -> Wrong:
    kept = ", ".join(f"{cents} cents" for cents in _kept(boxoffice)) or "nothing"
    words = f"BACKUP_PAYMENTS_URL names Paylane, and nobody listens at PAYMENTS_URL. Paylane has {kept}."
    expected = "201 and a charge at Paylane; then 200, and the refund there"
    evidence = Evidence.exchange(words, asked="a purchase, and its refund", expected=expected, got=got)
    return Wrong("not-deployed", summary, evidence)
