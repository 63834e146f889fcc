"""What customers ask about their orders."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from boxoffice.services import bookings
from boxoffice.web.answers import order_json
from boxoffice.web.bodies import PlainText
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.get("/orders/{order_id}")
def order_status(order_id: int, ports: AppPorts) -> dict[str, Any]:
    return order_json(bookings.order_status(order_id, ports))


@router.get("/customers/{email}/orders")
def customer_orders(email: PlainText, ports: AppPorts) -> list[dict[str, Any]]:
    return [order_json(order) for order in bookings.orders_of(email, ports)]
