"""The tables, and how they keep money and time."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase):
    """All tables."""


# Money is in euros (float), times are local time as text, both so that the reports open in Excel.


class Venue(Base):
    __tablename__ = "venues"
    id = Column(Integer, primary_key=True)
    name = Column(String(200))
    city = Column(String(100))


class Event(Base):
    __tablename__ = "events"
    id = Column(Integer, primary_key=True)
    venue_id = Column(Integer, ForeignKey("venues.id"))
    title = Column(String(200))
    status = Column(String(20), default="on_sale")  # draft, on_sale, cancelled
    starts_at = Column(String(40))
    on_sale_at = Column(String(40))
    venue = relationship(Venue)
    tiers = relationship("Tier", order_by="Tier.id", back_populates="event")


class Tier(Base):
    __tablename__ = "tiers"
    id = Column(Integer, primary_key=True)
    event_id = Column(Integer, ForeignKey("events.id"))
    name = Column(String(100))
    price = Column(Float)
    seats = Column(Integer)
    event = relationship(Event, back_populates="tiers")


class Promo(Base):
    __tablename__ = "promos"
    code = Column(String(50), primary_key=True)
    kind = Column(Integer)  # 1 = percent, 2 = euros
    value = Column(Float)
    starts_at = Column(String(40))
    ends_at = Column(String(40))
    uses = Column(Integer)  # how often it may be used
    used = Column(Integer, default=0)


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    event_id = Column(Integer, ForeignKey("events.id"))
    email = Column(String(200))  # lower case, no blanks
    status = Column(String(20))  # held, paid, released, refunding, refunded
    subtotal = Column(Float)
    discount = Column(Float, default=0.0)
    fee = Column(Float, default=0.0)
    total = Column(Float)
    promo = Column(String(50))  # only if it was used
    charge_id = Column(String(100))
    idem_key = Column(String(200))  # what the client tells its repeats by
    created_at = Column(String(40))
    hold_until = Column(String(40))
    paid_at = Column(String(40))
    refund = Column(Float, default=0.0)
    refunded_at = Column(String(40))
    event = relationship(Event)
    lines = relationship("Line", order_by="Line.id", back_populates="order")
    tickets = relationship("Ticket", order_by="Ticket.id", back_populates="order")


class Line(Base):
    __tablename__ = "order_lines"
    id = Column(Integer, primary_key=True)
    order_id = Column(Integer, ForeignKey("orders.id"))
    tier_id = Column(Integer, ForeignKey("tiers.id"))
    quantity = Column(Integer)
    price = Column(Float)  # of one ticket when it was bought
    order = relationship(Order, back_populates="lines")
    tier = relationship(Tier)


class Ticket(Base):
    __tablename__ = "tickets"
    id = Column(Integer, primary_key=True)
    order_id = Column(Integer, ForeignKey("orders.id"))
    tier_id = Column(Integer, ForeignKey("tiers.id"))
    code = Column(String(20))
    used_at = Column(String(40))
    order = relationship(Order, back_populates="tickets")
    tier = relationship(Tier)


class Key(Base):
    """A client's idempotency key, and what it stands for."""

    __tablename__ = "idempotency_keys"
    email = Column(String(200), primary_key=True)
    key = Column(String(200), primary_key=True)
    body = Column(String(200))
    order_id = Column(Integer, ForeignKey("orders.id"))


class Letter(Base):
    """A mail to be sent: written with what it tells of, sent afterwards."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    kind = Column(String(40))
    fields = Column(Text)  # of the message, as JSON
    tries = Column(Integer, default=0)
    created_at = Column(String(40))
    rests_until = Column(String(40))  # nobody tries it before
    sent_at = Column(String(40))


HIGHEST_ID = 2**31 - 1


def is_an_id(number: int) -> bool:
    """Whether a row can have this id; a database would not even look for another."""
    return 1 <= number <= HIGHEST_ID


def cents(euros: float) -> int:
    """Money as the rules know it."""
    return round(euros * 100)


def euros(cents: int) -> float:
    """Money as the tables keep it."""
    return cents / 100


def as_text(moment: datetime) -> str:
    """A time as the tables keep it."""
    return moment.astimezone().replace(tzinfo=None).isoformat(sep=" ")


def as_time(text: str) -> datetime:
    """A time as the rules know it."""
    return datetime.fromisoformat(text).astimezone(UTC)


def in_utc(text: str | None) -> str | None:
    """A time as the API tells it."""
    return as_time(text).isoformat() if text else None
