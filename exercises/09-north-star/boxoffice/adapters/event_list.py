"""Events with what is left of them, in one query however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from boxoffice.adapters.rows import group_of
from boxoffice.adapters.tables import Event, Line, Order, Tier, Venue
from boxoffice.domain import catalogue
from boxoffice.ports import EventFilter


def one(session: Session, event_id: int, now: datetime) -> catalogue.Event | None:
    """An event with what is left of it now."""
    return next(iter(_events(session, now, Event.id == event_id)), None)


def wanted_events(session: Session, wanted: EventFilter, now: datetime) -> list[catalogue.Event]:
    """Events in the order in which they start."""
    return list(_events(session, now, *_conditions(wanted)))


def counts(now: datetime) -> ColumnElement[bool]:
    """Which orders count: those that are paid, and those whose hold still lives."""
    return or_(Order.status == "paid", and_(Order.status == "held", Order.hold_until > now))


def _conditions(wanted: EventFilter) -> Iterator[ColumnElement[bool]]:
    yield Event.status == wanted.status if wanted.status else Event.status != "draft"
    if wanted.city:
        yield func.lower(Venue.city) == wanted.city.lower()
    if wanted.text:
        yield func.lower(Event.title).contains(wanted.text.lower(), autoescape=True)
    if wanted.starts_from:
        yield Event.starts_at >= wanted.starts_from
    if wanted.starts_until:
        yield Event.starts_at < wanted.starts_until


def _events(
    session: Session, now: datetime, *conditions: ColumnElement[bool]
) -> Iterator[catalogue.Event]:
    taken = (
        select(func.coalesce(func.sum(Line.quantity), 0))
        .join(Order, Order.id == Line.order_id)
        .where(Line.tier_id == Tier.id, counts(now))
        .scalar_subquery()
    )
    rows = session.execute(
        select(Event, Venue, Tier, taken)
        .join(Venue, Venue.id == Event.venue_id)
        .join(Tier, Tier.event_id == Event.id)
        .where(*conditions)
        .order_by(Event.starts_at, Event.id, Tier.id)
    )
    for _, its_rows in groupby(rows, key=lambda row: row[0].id):
        yield _event(its_rows)


def _event(rows: Iterable[Any]) -> catalogue.Event:
    """An event of its rows, one a tier."""
    tiers = []
    for event, venue, tier, taken in rows:
        left = tier.seats - taken
        tiers.append(
            catalogue.Tier(tier.id, tier.name, tier.price, tier.seats, left, group_of(tier))
        )
    return catalogue.Event(
        event.id,
        event.title,
        venue.name,
        venue.city,
        event.status,
        event.starts_at,
        event.on_sale_at,
        tuple(tiers),
    )
