"""The real neighbours, for whoever serves the box office. Knows no web framework."""

from __future__ import annotations

from boxoffice.adapters.clock import now
from boxoffice.adapters.codes import new_code
from boxoffice.adapters.database import Store
from boxoffice.adapters.mail import HttpMail
from boxoffice.adapters.partners import HttpPartners
from boxoffice.adapters.paylane import Paylane
from boxoffice.adapters.payments import HttpPayments
from boxoffice.ports import Payments, Ports
from boxoffice.settings import Settings


def connect(settings: Settings) -> Ports:
    """The real neighbours, where the settings say they are."""
    return Ports(
        clock=now,
        new_code=new_code,
        payments=HttpPayments(settings.payments_url),
        mail=HttpMail(settings.mail_url),
        partners=HttpPartners(settings.partners_url),
        store=Store(settings.database_url),
        backup=backup_of(settings),
    )


def backup_of(settings: Settings) -> Payments | None:
    """Who charges when the main provider surely did not, if the settings name somebody."""
    if not settings.backup_payments_url:
        return None
    return Paylane(settings.backup_payments_url)
