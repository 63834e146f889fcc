"""What differs from one place of work to another. Read once, at the start, and handed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields


@dataclass
class Settings:
    """Where the database and the upstream services are."""

    database_url: str = "sqlite:///./boxoffice.db"
    payments_url: str = "http://127.0.0.1:9000/payments"
    mail_url: str = "http://127.0.0.1:9000/mail"
    partners_url: str = "http://127.0.0.1:9000/partners"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from variables named like the fields, in capitals; what is missing keeps its default."""
        return cls(*(environ.get(field.name.upper()) for field in fields(cls)))
