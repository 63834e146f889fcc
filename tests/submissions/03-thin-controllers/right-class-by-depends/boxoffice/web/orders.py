"""Buying."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header
from pydantic import BaseModel, Field

from boxoffice.domain.orders import Order
from boxoffice.services.buying import Buying, Purchase
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


class LineIn(BaseModel):
    tier_id: int = Field(ge=1, le=2_000_000_000)
    quantity: int = Field(ge=1, le=1_000)


class OrderIn(BaseModel):
    event_id: int = Field(ge=1, le=2_000_000_000)
    email: str = Field(min_length=3, max_length=200)
    lines: list[LineIn] = Field(min_length=1, max_length=50)
    card: str = Field(min_length=1, max_length=100)
    promo: str | None = Field(None, max_length=50)

    def as_purchase(self, key: str | None) -> Purchase:
        lines = tuple((line.tier_id, line.quantity) for line in self.lines)
        return Purchase(self.event_id, self.email, lines, self.card, self.promo, key)


class LineOut(BaseModel):
    tier_id: int
    tier: str
    quantity: int
    price_cents: int


class TicketOut(BaseModel):
    code: str
    tier_id: int
    used_at: str | None


class OrderOut(BaseModel):
    id: int
    status: str
    event_id: int
    email: str
    lines: list[LineOut]
    subtotal_cents: int
    discount_cents: int
    promo: str | None
    fee_cents: int
    total_cents: int
    refund_cents: int
    tickets: list[TicketOut]
    created_at: str
    paid_at: str | None
    refunded_at: str | None

    @classmethod
    def of(cls, order: Order) -> OrderOut:
        return cls(
            id=order.id,
            status=order.status,
            event_id=order.event_id,
            email=order.email,
            lines=[
                LineOut(tier_id=line.tier_id, tier=line.tier, quantity=line.quantity, price_cents=line.price)
                for line in order.lines
            ],
            subtotal_cents=order.subtotal,
            discount_cents=order.discount,
            promo=order.promo,
            fee_cents=order.fee,
            total_cents=order.total,
            refund_cents=order.refund,
            tickets=[
                TicketOut(code=ticket.code, tier_id=ticket.tier_id, used_at=iso(ticket.used_at))
                for ticket in order.tickets
            ],
            created_at=order.created_at.isoformat(),
            paid_at=iso(order.paid_at),
            refunded_at=iso(order.refunded_at),
        )


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def buying_of(ports: AppPorts) -> Buying:
    return Buying(ports)


@router.post("/orders", status_code=201)
def post_order(
    body: OrderIn,
    buying: Annotated[Buying, Depends(buying_of)],
    idempotency_key: Annotated[str | None, Header()] = None,
) -> OrderOut:
    return OrderOut.of(buying(body.as_purchase(idempotency_key)))
