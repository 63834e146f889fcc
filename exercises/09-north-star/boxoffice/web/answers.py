"""How events and orders look in an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from boxoffice.domain.catalogue import Event
from boxoffice.domain.orders import Admission, Order
from boxoffice.services.extras import Extras
from boxoffice.services.quoting import Quote
from boxoffice.services.reporting import Report


def event_json(event: Event) -> dict[str, Any]:
    """An event with what is left of each tier."""
    return {
        "id": event.id,
        "title": event.title,
        "venue": event.venue,
        "city": event.city,
        "status": event.status,
        "starts_at": in_iso(event.starts_at),
        "on_sale_at": in_iso(event.on_sale_at),
        "from_price_cents": min(tier.price for tier in event.tiers),
        "left": sum(tier.left for tier in event.tiers),
        "tiers": [
            {
                "id": tier.id,
                "name": tier.name,
                "price_cents": tier.price,
                "seats": tier.seats,
                "left": tier.left,
            }
            for tier in event.tiers
        ],
    }


def order_json(order: Order) -> dict[str, Any]:
    """An order with its lines and tickets."""
    return {
        "id": order.id,
        "status": order.status,
        "event_id": order.event_id,
        "email": order.email,
        "lines": [
            {
                "tier_id": line.tier_id,
                "tier": line.tier,
                "quantity": line.quantity,
                "price_cents": line.price,
            }
            for line in order.lines
        ],
        "subtotal_cents": order.subtotal,
        "discount_cents": order.discount,
        "promo": order.promo,
        "fee_cents": order.fee,
        "total_cents": order.total,
        "refund_cents": order.refund,
        "tickets": [
            {"code": ticket.code, "tier_id": ticket.tier_id, "used_at": in_iso(ticket.used_at)}
            for ticket in order.tickets
        ],
        "created_at": in_iso(order.created_at),
        "paid_at": in_iso(order.paid_at),
        "refunded_at": in_iso(order.refunded_at),
    }


def admission_json(ticket: Admission) -> dict[str, Any]:
    """A ticket that was checked in."""
    return {
        "code": ticket.code,
        "order_id": ticket.order_id,
        "event": ticket.event,
        "tier": ticket.tier,
        "used_at": in_iso(ticket.used_at),
    }


def quote_json(quote: Quote) -> dict[str, Any]:
    """What an order would cost."""
    return {
        "event_id": quote.event_id,
        "promo": quote.promo,
        "subtotal_cents": quote.price.subtotal,
        "discount_cents": quote.price.discount,
        "fee_cents": quote.price.fee,
        "total_cents": quote.price.total,
    }


def extras_json(extras: Extras) -> dict[str, Any]:
    """What partners offer, and who gave nothing."""
    offers = [
        {"partner": offer.partner, "title": offer.title, "price_cents": offer.price}
        for offer in extras.offers
    ]
    return {"event_id": extras.event_id, "offers": offers, "missing": extras.missing}


def report_json(report: Report) -> dict[str, Any]:
    """What was sold, and what it brought."""
    sales = [
        {
            "event_id": each.event_id,
            "title": each.title,
            "tier_id": each.tier_id,
            "day": each.day,
            "tickets": each.tickets,
            "gross_cents": each.gross,
        }
        for each in report.sales
    ]
    money = [
        {
            "event_id": each.event_id,
            "day": each.day,
            "discount_cents": each.discount,
            "fee_cents": each.fee,
            "refund_cents": each.refund,
        }
        for each in report.money
    ]
    return {"sales": sales, "money": money}


def in_iso(moment: datetime | None) -> str | None:
    """A time with its offset."""
    return moment.isoformat() if moment else None
