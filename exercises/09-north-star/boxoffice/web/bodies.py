"""What requests bring. Knows HTTP and no framework."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter

from boxoffice.services.buying import Purchase

LINES = r"^\d{1,9}:\d{1,4}(,\d{1,9}:\d{1,4})*$"
"""Tier and quantity: `3:2,4:1`."""


def without_nul(text: str) -> str:
    """PostgreSQL keeps every character but this one."""
    if "\0" in text:
        raise ValueError("there is a NUL character in it")
    return text


PlainText = Annotated[str, AfterValidator(without_nul)]

_PLAIN_TEXT = TypeAdapter(PlainText)


def plain(text: str) -> str:
    """A text out of a path, for frameworks that do not look at it.

    Raises:
        ValidationError: there is a NUL character in it.
    """
    return _PLAIN_TEXT.validate_python(text)


class QuoteIn(BaseModel):
    event_id: int
    lines: str = Field(pattern=LINES, description="tier:quantity, comma separated", examples=["1:2"])
    promo: PlainText | None = None

    def pairs(self) -> list[tuple[int, int]]:
        """`3:2,4:1` as [(3, 2), (4, 1)]."""
        pairs = (line.split(":") for line in self.lines.split(","))
        return [(int(tier_id), int(quantity)) for tier_id, quantity in pairs]


class LineIn(BaseModel):
    tier_id: int = Field(ge=1, le=2_000_000_000)
    quantity: int = Field(ge=1, le=1_000)


class OrderIn(BaseModel):
    event_id: int = Field(ge=1, le=2_000_000_000, examples=[1])
    email: PlainText = Field(min_length=3, max_length=200, examples=["ada@example.org"])
    lines: list[LineIn] = Field(min_length=1, max_length=50, examples=[[{"tier_id": 1, "quantity": 2}]])
    card: PlainText = Field(min_length=1, max_length=100, examples=["tok_visa"])
    promo: PlainText | None = Field(None, max_length=50, examples=[None])

    def as_purchase(self, idempotency_key: str | None) -> Purchase:
        """What the body asks for, in the app's own words."""
        lines = tuple((line.tier_id, line.quantity) for line in self.lines)
        return Purchase(self.event_id, self.email, lines, self.card, self.promo, idempotency_key)
