"""What an order would cost."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from boxoffice.services import quoting
from boxoffice.web.answers import quote_json
from boxoffice.web.bodies import QuoteIn
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.get("/quote")
def quote(asked: Annotated[QuoteIn, Query()], ports: AppPorts) -> dict[str, Any]:
    return quote_json(quoting.quote(asked.event_id, asked.pairs(), asked.promo, ports))
