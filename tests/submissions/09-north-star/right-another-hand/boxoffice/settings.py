"""What differs from one place of work to another. Read once, at the start, and handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """Where the database and the upstream services are."""

    database_url: str = "sqlite:///./boxoffice.db"
    payments_url: str = "http://127.0.0.1:9000/payments"
    mail_url: str = "http://127.0.0.1:9000/mail"
    partners_url: str = "http://127.0.0.1:9000/partners"
    backup_payments_url: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from variables named like the fields, in capitals; what is missing keeps its default."""
        names = ("database_url", "payments_url", "mail_url", "partners_url", "backup_payments_url")
        return cls(**{name: environ[name.upper()] for name in names if name.upper() in environ})
