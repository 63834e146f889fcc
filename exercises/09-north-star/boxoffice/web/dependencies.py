"""What handlers are handed."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from boxoffice.ports import Ports


def ports_of(request: Request) -> Ports:
    """The ports of the app that got the request."""
    ports: Ports = request.app.state.ports
    return ports


AppPorts = Annotated[Ports, Depends(ports_of)]
