"""Buying."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException
from pydantic import BaseModel, Field

from boxoffice.domain import Refused
from boxoffice.services import buying, catalogue
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


async def on_sale(body: OrderIn, ports: AppPorts):
    now = ports.clock()
    try:
        event = await catalogue.load_event(body.event_id, ports)
    except Refused:
        return
    if event.status != "on_sale" or not event.on_sale_at <= now < event.starts_at:
        tiers = {tier.id for tier in event.tiers}
        if "@" in body.email.strip()[1:-1] and all(line.tier_id in tiers for line in body.lines):
            if sum(line.quantity for line in body.lines) <= 8:
                raise HTTPException(409, "not on sale")


@router.post("/orders", status_code=201)
def buy(
    body: OrderIn,
    ports: AppPorts,
    idempotency_key: Annotated[str | None, Header()] = None,
    _: None = Depends(on_sale),
):
    purchase = buying.Purchase(
        event_id=body.event_id,
        email=body.email,
        lines=tuple((line.tier_id, line.quantity) for line in body.lines),
        card=body.card,
        promo=body.promo,
        idempotency_key=idempotency_key,
    )
    return order_json(buying.buy(purchase, ports))
