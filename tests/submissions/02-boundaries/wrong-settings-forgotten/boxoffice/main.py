"""Where the app is put together. Start with: uvicorn boxoffice.main:app"""

from __future__ import annotations

import os

from fastapi import FastAPI

from boxoffice.adapters.clock import now
from boxoffice.adapters.codes import new_code
from boxoffice.adapters.database import Store
from boxoffice.adapters.mail import HttpMail
from boxoffice.adapters.partners import HttpPartners
from boxoffice.adapters.payments import HttpPayments
from boxoffice.ports import Ports
from boxoffice.settings import Settings
from boxoffice.web import cancelling, customers, door, events, extras, orders, quote, refunds, reports

ROUTES = (events, extras, cancelling, quote, orders, refunds, customers, door, reports)


def connect(settings: Settings) -> Ports:
    """The real neighbours, where the settings say they are."""
    return Ports(
        clock=now,
        new_code=new_code,
        payments=HttpPayments(settings.payments_url),
        mail=HttpMail(settings.mail_url),
        partners=HttpPartners(settings.partners_url),
        store=Store(settings.database_url),
    )


def create_app(settings: Settings, ports: Ports) -> FastAPI:
    """The app over whatever it is handed; two apps know nothing of one another."""
    app = FastAPI(title="boxoffice", description="Concert tickets. Callers are trusted.")
    app.state.ports = ports
    for module in ROUTES:
        app.include_router(module.router)
    return app


_settings = Settings.from_environment(os.environ)
app = create_app(_settings, connect(_settings))
