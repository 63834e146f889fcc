"""Puts the app together."""

import os
import secrets
from datetime import datetime, timezone

from fastapi import FastAPI

from boxoffice.adapters.database import Store
from boxoffice.adapters.mail import mail_at
from boxoffice.adapters.partners import HttpPartners
from boxoffice.adapters.payments import payments_at
from boxoffice.ports import Ports
from boxoffice.settings import Settings
from boxoffice.web import cancelling, customers, door, events, extras, orders, quote, refunds, reports

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def connect(settings):
    return Ports(
        clock=lambda: datetime.now(timezone.utc),
        new_code=lambda: "".join(map(secrets.choice, [LETTERS] * 10)),
        payments=payments_at(settings.payments_url),
        mail=mail_at(settings.mail_url),
        partners=HttpPartners(settings.partners_url),
        store=Store(settings.database_url),
    )


def create_app(settings, ports):
    app = FastAPI(title="boxoffice")
    app.state.settings, app.state.ports = settings, ports
    for part in (events, extras, cancelling, quote, orders, refunds, customers, door, reports):
        app.include_router(part.router)
    return app


def from_here():
    settings = Settings.from_environment(os.environ)
    return create_app(settings, connect(settings))


app = from_here()
