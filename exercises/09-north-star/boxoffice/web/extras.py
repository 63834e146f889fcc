"""What goes with a concert."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from boxoffice.services.extras import extras
from boxoffice.web.answers import extras_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.get("/events/{event_id}/extras")
async def event_extras(event_id: int, ports: AppPorts) -> dict[str, Any]:
    return extras_json(await extras(event_id, ports))
