"""Where everything is."""

from dataclasses import dataclass

HERE = "http://127.0.0.1:9000"


@dataclass(frozen=True)
class Settings:
    database_url: str
    payments_url: str
    mail_url: str
    partners_url: str

    @staticmethod
    def from_environment(environ):
        return Settings(
            environ.get("DATABASE_URL", "sqlite:///./boxoffice.db"),
            environ.get("PAYMENTS_URL", f"{HERE}/payments"),
            environ.get("MAIL_URL", f"{HERE}/mail"),
            environ.get("PARTNERS_URL", f"{HERE}/partners"),
        )
