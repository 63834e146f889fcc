"""Cancelling an event."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Depends, HTTPException, Request

from boxoffice.adapters import tables
from boxoffice.web.dependencies import AppPorts

router = APIRouter()
log = logging.getLogger("boxoffice")


def cancel_ev(request: Request, event_id: int, ports: AppPorts):
    """cancel an event; holds are freed, paid orders can be refunded by request"""
    s = ports.store.session()
    try:
        ports.store.lock_event(s, event_id)
        ev = s.get(tables.Event, event_id)
        if not ev:
            raise HTTPException(404, detail="no such event")
        if ev.status == "cancelled":
            raise HTTPException(status_code=409, detail="already cancelled")
        ev.status = "cancelled"
        n = 0
        for o in s.query(tables.Order).filter_by(event_id=event_id, status="held"):
            o.status = "released"
            n += 1
            if o.promo:
                p = s.get(tables.Promo, o.promo)
                p.used = p.used - 1
        s.commit()
        log.warning(f"{request.method} {request.url.path}: cancelled, {n} holds freed")
        return {"id": ev.id, "status": ev.status, "released": n}
    finally:
        s.rollback()


@router.post("/events/{event_id}/cancel")
def cancel_event(res=Depends(cancel_ev)):
    return res
