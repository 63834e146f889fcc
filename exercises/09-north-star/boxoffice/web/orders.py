"""Buying."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header

from boxoffice.services import buying
from boxoffice.web.answers import order_json
from boxoffice.web.bodies import OrderIn
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/orders", status_code=201)
def buy(
    body: OrderIn, ports: AppPorts, idempotency_key: Annotated[str | None, Header()] = None
) -> dict[str, Any]:
    return order_json(buying.buy(body.as_purchase(idempotency_key), ports))
