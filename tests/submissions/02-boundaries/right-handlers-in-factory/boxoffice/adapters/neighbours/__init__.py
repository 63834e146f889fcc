"""The neighbours that speak HTTP."""

from boxoffice.adapters.neighbours.mail import HttpMail
from boxoffice.adapters.neighbours.payments import HttpPayments

__all__ = ["HttpMail", "HttpPayments"]
