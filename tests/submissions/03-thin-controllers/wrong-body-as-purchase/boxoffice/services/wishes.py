"""What customers ask for."""

from pydantic import BaseModel


class Purchase(BaseModel):
    event_id: int
    email: str
    lines: tuple[tuple[int, int], ...]
    card: str
    promo: str | None = None
    idempotency_key: str | None = None

    def __init__(self, event_id, email, lines, card, promo=None, idempotency_key=None):
        super().__init__(
            event_id=event_id, email=email, lines=lines, card=card, promo=promo, idempotency_key=idempotency_key
        )
