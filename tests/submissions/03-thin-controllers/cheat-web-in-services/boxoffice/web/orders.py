"""Buying."""

from fastapi import APIRouter, Request

from boxoffice.services.buying import OrderIn, purchase_of
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


@router.post("/orders", status_code=201)
def buy(body: OrderIn, request: Request, ports: AppPorts):
    return purchase_of(body, request, ports)
