"""Where the app is put together. Start with: uvicorn boxoffice.main:app"""

from __future__ import annotations

import os

from fastapi import FastAPI

from boxoffice.connecting import connect
from boxoffice.ports import Ports
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
    app = FastAPI(title="boxoffice", description="Concert tickets. Callers are trusted.")
    app.state.settings = settings
    app.state.ports = ports
    for module in ROUTES:
        app.include_router(module.router)
    errors.register(app)
    return app


_settings = Settings.from_environment(os.environ)
app = create_app(_settings, connect(_settings))
