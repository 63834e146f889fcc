"""The door: a ticket is good once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header

from boxoffice.services.checking_in import check_in_ticket
from boxoffice.web.answers import admission_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/checkin/{code}")
def checkin(code: str, ports: AppPorts, x_gate: Annotated[str, Header()] = "main"):
    return admission_json(check_in_ticket(code.upper(), x_gate, ports))
