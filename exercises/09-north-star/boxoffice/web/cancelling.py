"""Cancelling an event."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from boxoffice.services import cancelling
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/events/{event_id}/cancel")
def cancel_event(event_id: int, ports: AppPorts) -> dict[str, Any]:
    released = cancelling.cancel(event_id, ports)
    return {"id": event_id, "status": "cancelled", "released": released}
