"""What was sold."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter

from boxoffice.services.reporting import sales_report
from boxoffice.web.answers import report_json
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.get("/reports/sales")
def report(ports: AppPorts, event_id: int | None = None, day: date | None = None) -> dict[str, Any]:
    return report_json(sales_report(event_id, str(day) if day else None, ports))
