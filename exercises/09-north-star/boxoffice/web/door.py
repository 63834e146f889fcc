"""The door."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header

from boxoffice.services.checking_in import check_in_ticket
from boxoffice.web.answers import admission_json
from boxoffice.web.bodies import PlainText
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/checkin/{code}")
def checkin(
    code: PlainText, ports: AppPorts, x_gate: Annotated[str, Header()] = "main"
) -> dict[str, Any]:
    return admission_json(check_in_ticket(code, x_gate, ports))
