"""The tables. Money is whole cents; a time is UTC, and aware as soon as it has left the table."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from sqlalchemy import DateTime, Dialect, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

# `Mapped` says what a row holds. No column insists on it by NOT NULL: those in use never did, and to make
# them insist would be a migration of its own.
column = partial(mapped_column, nullable=True)


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
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = column(String(200))
    city: Mapped[str] = column(String(100))


class Event(Base):
    __tablename__ = "events"
    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = column(ForeignKey("venues.id"))
    title: Mapped[str] = column(String(200))
    status: Mapped[str] = column(String(20), default="on_sale")  # draft, on_sale, cancelled
    starts_at: Mapped[datetime] = column(Moment)
    on_sale_at: Mapped[datetime] = column(Moment)
    venue: Mapped[Venue] = relationship()
    tiers: Mapped[list[Tier]] = relationship(order_by="Tier.id", back_populates="event")


class Tier(Base):
    __tablename__ = "tiers"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = column(ForeignKey("events.id"), index=True)
    name: Mapped[str] = column(String(100))
    price: Mapped[int] = column()
    seats: Mapped[int] = column()
    event: Mapped[Event] = relationship(back_populates="tiers")


class Promo(Base):
    __tablename__ = "promos"
    code: Mapped[str] = mapped_column(String(50), primary_key=True)
    kind: Mapped[int] = column()  # 1 = percent, 2 = cents
    value: Mapped[int] = column()
    starts_at: Mapped[datetime] = column(Moment)
    ends_at: Mapped[datetime] = column(Moment)
    uses: Mapped[int] = column()  # how often it may be used
    used: Mapped[int] = column(default=0)


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = column(ForeignKey("events.id"), index=True)
    email: Mapped[str] = column(String(200), index=True)  # lower case, no blanks
    status: Mapped[str] = column(String(20))  # held, paid, released, refunding, refunded
    subtotal: Mapped[int] = column()
    discount: Mapped[int] = column(default=0)
    fee: Mapped[int] = column(default=0)
    total: Mapped[int] = column()
    promo: Mapped[str | None] = column(String(50))  # only if it was used
    charge_id: Mapped[str | None] = column(String(100))
    idem_key: Mapped[str | None] = column(String(200))  # what the client tells its repeats by
    created_at: Mapped[datetime] = column(Moment)
    hold_until: Mapped[datetime] = column(Moment)
    paid_at: Mapped[datetime | None] = column(Moment, index=True)
    refund: Mapped[int] = column(default=0)
    refunded_at: Mapped[datetime | None] = column(Moment, index=True)
    event: Mapped[Event] = relationship()
    lines: Mapped[list[Line]] = relationship(order_by="Line.id", back_populates="order")
    tickets: Mapped[list[Ticket]] = relationship(order_by="Ticket.id", back_populates="order")


class Line(Base):
    __tablename__ = "order_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = column(ForeignKey("orders.id"), index=True)
    tier_id: Mapped[int] = column(ForeignKey("tiers.id"), index=True)
    quantity: Mapped[int] = column()
    price: Mapped[int] = column()  # of one ticket when it was bought
    order: Mapped[Order] = relationship(back_populates="lines")
    tier: Mapped[Tier] = relationship()


class Ticket(Base):
    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = column(ForeignKey("orders.id"), index=True)
    tier_id: Mapped[int] = column(ForeignKey("tiers.id"))
    code: Mapped[str] = column(String(20), index=True, unique=True)
    used_at: Mapped[datetime | None] = column(Moment)
    order: Mapped[Order] = relationship(back_populates="tickets")
    tier: Mapped[Tier] = relationship()


class Key(Base):
    """A client's idempotency key, and what it stands for."""

    __tablename__ = "idempotency_keys"
    email: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    body: Mapped[str] = column(String(200))
    order_id: Mapped[int | None] = column(ForeignKey("orders.id"))


class Letter(Base):
    """A mail to be sent: written with what it tells of, sent afterwards."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = column(String(40))
    fields: Mapped[str] = column(Text)  # of the message, as JSON
    tries: Mapped[int] = column(default=0)
    created_at: Mapped[datetime] = column(Moment)
    rests_until: Mapped[datetime | None] = column(Moment)  # nobody tries it before
    sent_at: Mapped[datetime | None] = column(Moment)


HIGHEST_ID = 2**31 - 1


def is_an_id(number: int) -> bool:
    """Whether a row can have this id; a database would not even look for another."""
    return 1 <= number <= HIGHEST_ID
