"""The door: a ticket is good once."""

from __future__ import annotations

import logging
from datetime import timedelta

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlalchemy import text

from boxoffice.adapters import tables
from boxoffice.web.dependencies import AppPorts

router = APIRouter()
log = logging.getLogger("boxoffice")


def do_checkin(request: Request, code: str, ports: AppPorts):
    """the door: a code is good once"""
    s = ports.store.session()
    gate = request.headers.get("x-gate", "main")
    t = s.query(tables.Ticket).filter_by(code=code).first()
    if not t:
        raise HTTPException(404, "unknown ticket")
    o = t.order
    now = ports.clock()
    st = tables.as_time(o.event.starts_at)
    if o.status != "paid":
        raise HTTPException(409, "refunded")
    if o.event.status == "cancelled":
        raise HTTPException(409, "event cancelled")
    if t.used_at:
        raise HTTPException(409, "ticket used")
    if now < st - timedelta(hours=3):
        raise HTTPException(409, "too early")
    if now >= st + timedelta(seconds=21600):
        raise HTTPException(409, "too late")
    # two scanners at one door (#301): only one of them may win
    sql = f"update tickets set used_at = '{tables.as_text(now)}' where id = {t.id} and used_at is null"
    n = s.execute(text(sql)).rowcount
    s.commit()
    if n == 0:
        raise HTTPException(409, "ticket used")
    log.info(f"{request.url.path} at gate {gate}")
    used = tables.in_utc(t.used_at)
    return {"code": t.code, "order_id": o.id, "event": o.event.title, "tier": t.tier.name, "used_at": used}


@router.post("/checkin/{code}")
def checkin(res=Depends(do_checkin)):
    return res
