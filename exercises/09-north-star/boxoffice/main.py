"""Where the app is put together. Start with: uvicorn boxoffice.main:app"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from boxoffice.connecting import connect
from boxoffice.ports import Ports
from boxoffice.services.recovering import recover
from boxoffice.settings import Settings
from boxoffice.web import (
    cancelling,
    customers,
    door,
    errors,
    events,
    extras,
    orders,
    quote,
    refunds,
    reports,
)

ROUTES = (events, extras, cancelling, quote, orders, refunds, customers, door, reports)


def create_app(settings: Settings, ports: Ports) -> FastAPI:
    """The app over whatever it is handed; two apps know nothing of one another."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(recover, ports)
        yield

    app = FastAPI(title="boxoffice", description="Concert tickets. Callers are trusted.", lifespan=life)
    app.state.settings = settings
    app.state.ports = ports
    for module in ROUTES:
        app.include_router(module.router)
    errors.register(app)
    return app


_settings = Settings.from_environment(os.environ)
app = create_app(_settings, connect(_settings))
