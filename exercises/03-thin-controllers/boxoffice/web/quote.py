"""What an order would cost."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Query

from boxoffice.services import quoting
from boxoffice.web.answers import quote_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()

LINES = r"^\d{1,9}:\d{1,4}(,\d{1,9}:\d{1,4})*$"
"""Tier and quantity: `3:2,4:1`."""


def parse_lines(lines: str) -> list[tuple[int, int]]:
    """`3:2,4:1` as [(3, 2), (4, 1)]."""
    pairs = (line.split(":") for line in lines.split(","))
    return [(int(tier_id), int(quantity)) for tier_id, quantity in pairs]


@router.get("/quote")
def quote(
    ports: AppPorts,
    event_id: int,
    lines: str = Query(pattern=LINES, description="tier:quantity, comma separated", examples=["1:2"]),
    promo: str | None = None,
) -> dict[str, Any]:
    return quote_json(quoting.quote(event_id, parse_lines(lines), promo, ports))
