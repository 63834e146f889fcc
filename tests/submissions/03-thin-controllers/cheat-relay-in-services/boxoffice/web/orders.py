"""Buying."""

from fastapi import APIRouter, Request

from boxoffice.services.relay import run
from boxoffice.web.dependencies import AppPorts
from boxoffice.web.purchasing import OrderIn, purchase

router = APIRouter()


@router.post("/orders", status_code=201)
def buy(body: OrderIn, request: Request, ports: AppPorts):
    return run(purchase, body, request, ports)
