"""Buying."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

from boxoffice.services import buying
from boxoffice.web.answers import order_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


class LineIn(BaseModel):
    tier_id: int = Field(ge=1, le=2_000_000_000)
    quantity: int = Field(ge=1, le=1_000)


class OrderIn(BaseModel):
    event_id: int = Field(ge=1, le=2_000_000_000, examples=[1])
    email: str = Field(min_length=3, max_length=200, examples=["ada@example.org"])
    lines: list[LineIn] = Field(min_length=1, max_length=50, examples=[[{"tier_id": 1, "quantity": 2}]])
    card: str = Field(min_length=1, max_length=100, examples=["tok_visa"])
    promo: str | None = Field(None, max_length=50, examples=[None])


@router.post("/orders", status_code=201)
def buy(
    body: OrderIn, ports: AppPorts, idempotency_key: Annotated[str | None, Header()] = None
) -> dict[str, Any]:
    wanted: Counter[int] = Counter()
    for line in body.lines:
        wanted.update({line.tier_id: line.quantity})
    purchase = buying.Purchase(
        event_id=body.event_id,
        email=body.email,
        lines=tuple(wanted.items()),
        card=body.card,
        promo=body.promo,
        idempotency_key=idempotency_key,
    )
    return order_json(buying.buy(purchase, ports))
