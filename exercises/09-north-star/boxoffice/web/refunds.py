"""Refunds."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from boxoffice.services import refunding
from boxoffice.web.answers import order_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/orders/{order_id}/refund")
def refund_order(order_id: int, ports: AppPorts) -> dict[str, Any]:
    return order_json(refunding.refund(order_id, ports))
