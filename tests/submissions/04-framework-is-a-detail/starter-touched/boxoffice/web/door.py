"""The door: a ticket is good once."""


from __future__ import annotations

import logging
from datetime import timedelta

from fastapi import APIRouter, Depends, HTTPException, Request

from boxoffice.web.dependencies import AppPorts

router = APIRouter()
log = logging.getLogger("boxoffice")


def do_checkin(request: Request, code: str, ports: AppPorts):
    """the door: a code is good once"""
    gate = request.headers.get("x-gate", "main")
    now = ports.clock()
    with ports.store.begin() as tx:
        t = tx.admission(code)
        if not t:
            raise HTTPException(404, "unknown ticket")
        if not t.is_paid:
            raise HTTPException(409, "refunded")
        if t.event_is_cancelled:
            raise HTTPException(409, "event cancelled")
        if t.used_at:
            raise HTTPException(409, "ticket used")
        if now < t.starts_at - timedelta(hours=3):
            raise HTTPException(409, "too early")
        if now >= t.starts_at + timedelta(seconds=21600):
            raise HTTPException(409, "too late")
        if not tx.use_ticket(code, now):
            raise HTTPException(409, "ticket used")
        tx.commit()
    log.info(f"{request.url.path} at gate {gate}")
    return {
        "code": code,
        "order_id": t.order_id,
        "event": t.event,
        "tier": t.tier,
        "used_at": now.isoformat(),
    }


@router.post("/checkin/{code}")
def checkin(res=Depends(do_checkin)):
    return res
