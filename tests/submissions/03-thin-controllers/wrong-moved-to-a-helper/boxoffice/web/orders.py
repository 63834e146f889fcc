"""Buying."""

from fastapi import APIRouter, Request

from boxoffice.web.dependencies import AppPorts
from boxoffice.web.purchasing import OrderIn, purchase

router = APIRouter()


@router.post("/orders", status_code=201)
def buy(body: OrderIn, request: Request, ports: AppPorts):
    return purchase(body, request, ports)
