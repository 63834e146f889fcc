"""The tables. Money is whole cents; a time is UTC, and aware as soon as it has left the table."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Column, DateTime, Dialect, ForeignKey, Integer, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase):
    """All tables."""


class Moment(TypeDecorator[datetime]):
    """A time. The column has no time zone, because all of them are UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return in_utc(value).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; hours from the ends of the calendar it stays as it is."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment


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
    starts_at = Column(Moment)
    on_sale_at = Column(Moment)
    venue = relationship(Venue)
    tiers = relationship("Tier", order_by="Tier.id", back_populates="event")


class Tier(Base):
    __tablename__ = "tiers"
    id = Column(Integer, primary_key=True)
    event_id = Column(Integer, ForeignKey("events.id"), index=True)
    name = Column(String(100))
    price = Column(Integer)
    seats = Column(Integer)
    event = relationship(Event, back_populates="tiers")


class Promo(Base):
    __tablename__ = "promos"
    code = Column(String(50), primary_key=True)
    kind = Column(Integer)  # 1 = percent, 2 = cents
    value = Column(Integer)
    starts_at = Column(Moment)
    ends_at = Column(Moment)
    uses = Column(Integer)  # how often it may be used
    used = Column(Integer, default=0)


class Order(Base):
    __tablename__ = "orders"
    id = Column(Integer, primary_key=True)
    event_id = Column(Integer, ForeignKey("events.id"), index=True)
    email = Column(String(200), index=True)  # lower case, no blanks
    status = Column(String(20))  # held, paid, released, refunding, refunded
    subtotal = Column(Integer)
    discount = Column(Integer, default=0)
    fee = Column(Integer, default=0)
    total = Column(Integer)
    promo = Column(String(50))  # only if it was used
    charge_id = Column(String(100))
    idem_key = Column(String(200))  # what the client tells its repeats by
    created_at = Column(Moment)
    hold_until = Column(Moment)
    paid_at = Column(Moment, index=True)
    refund = Column(Integer, default=0)
    refunded_at = Column(Moment, index=True)
    paid_day = Column(String(10), index=True)
    event = relationship(Event)
    lines = relationship("Line", order_by="Line.id", back_populates="order")
    tickets = relationship("Ticket", order_by="Ticket.id", back_populates="order")


class Line(Base):
    __tablename__ = "order_lines"
    id = Column(Integer, primary_key=True)
    order_id = Column(Integer, ForeignKey("orders.id"), index=True)
    tier_id = Column(Integer, ForeignKey("tiers.id"), index=True)
    quantity = Column(Integer)
    price = Column(Integer)  # of one ticket when it was bought
    order = relationship(Order, back_populates="lines")
    tier = relationship(Tier)


class Ticket(Base):
    __tablename__ = "tickets"
    id = Column(Integer, primary_key=True)
    order_id = Column(Integer, ForeignKey("orders.id"), index=True)
    tier_id = Column(Integer, ForeignKey("tiers.id"))
    code = Column(String(20), index=True)
    used_at = Column(Moment)
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
    created_at = Column(Moment)
    rests_until = Column(Moment)  # nobody tries it before
    sent_at = Column(Moment)


HIGHEST_ID = 2**31 - 1


def is_an_id(number: int) -> bool:
    """Whether a row can have this id; a database would not even look for another."""
    return 1 <= number <= HIGHEST_ID
