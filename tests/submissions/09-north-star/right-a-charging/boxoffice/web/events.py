"""Events: the list, one of them, a new one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query
from pydantic import AwareDatetime, BaseModel, Field
from pydantic.dataclasses import dataclass

from boxoffice.domain import DoorHours, GroupTerms
from boxoffice.ports import EventFilter, NewEvent, NewPromo, NewTier
from boxoffice.services import catalogue
from boxoffice.web.answers import event_json
from boxoffice.web.bodies import PlainText
from boxoffice.web.dependencies import AppPorts

router = APIRouter()


class GroupIn(BaseModel):
    percent: int = Field(ge=1, le=100)
    cap_cents: int = Field(ge=1, le=10_000_000)


class TierIn(BaseModel):
    name: PlainText = Field(min_length=1, max_length=100)
    price_cents: int = Field(ge=0, le=10_000_000)
    seats: int = Field(ge=1, le=1_000_000)
    group: GroupIn | None = Field(None, description="what groups get off this tier")

    def as_new(self) -> NewTier:
        """What the body asks for, in the app's own words."""
        terms = GroupTerms(self.group.percent, self.group.cap_cents) if self.group else None
        return NewTier(self.name, self.price_cents, self.seats, terms)


class PromoIn(BaseModel):
    code: PlainText = Field(min_length=1, max_length=50)
    percent: int | None = Field(None, ge=1, le=100)
    amount_cents: int | None = Field(None, ge=1, le=10_000_000)
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    uses: int = Field(ge=1, le=1_000_000)


class VenueIn(BaseModel):
    name: PlainText = Field(min_length=1, max_length=200)
    city: PlainText = Field(min_length=1, max_length=100)


DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class DoorIn:
    opens_minutes_before: Annotated[int, Field(ge=0, le=DAY_MINUTES)]
    closes_minutes_after: Annotated[int, Field(gt=0, le=DAY_MINUTES)]


def hours_of(said: DoorIn | None) -> DoorHours | None:
    if said is None:
        return None
    before, after = (timedelta(minutes=each) for each in vars(said).values())
    return DoorHours(opens_before=before, closes_after=after)


class EventIn(BaseModel):
    title: PlainText = Field(min_length=1, max_length=200)
    venue: VenueIn
    status: Literal["draft", "on_sale"] = "on_sale"
    starts_at: AwareDatetime
    on_sale_at: AwareDatetime
    tiers: list[TierIn] = Field(min_length=1, max_length=20)
    # marketing wants to launch the codes with the event; they are good for all events though
    promos: list[PromoIn] = Field([], max_length=20)
    check_in: DoorIn | None = None

    def as_new(self) -> NewEvent:
        """What the body asks for, in the app's own words."""
        return NewEvent(
            self.title,
            self.venue.name,
            self.venue.city,
            self.status,
            self.starts_at,
            self.on_sale_at,
            tiers=tuple(tier.as_new() for tier in self.tiers),
            promos=tuple(
                NewPromo(
                    each.code, each.percent, each.amount_cents, each.starts_at, each.ends_at, each.uses
                )
                for each in self.promos
            ),
            hours=hours_of(self.check_in),
        )


EXAMPLE = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2036-05-01T20:00:00+02:00",
    "on_sale_at": "2026-01-01T10:00:00+00:00",
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 200}],
}


@router.get("/events")
def list_events(
    ports: AppPorts,
    city: PlainText | None = None,
    text: PlainText | None = Query(None, alias="q", description="part of the title"),
    status: Literal["draft", "on_sale", "cancelled"] | None = None,
    since: AwareDatetime | None = Query(None, alias="from"),
    until: AwareDatetime | None = None,
) -> list[dict[str, Any]]:
    wanted = EventFilter(city, text, status, since, until)
    return [event_json(event) for event in catalogue.list_events(wanted, ports)]


@router.get("/events/{event_id}")
def event_detail(event_id: int, ports: AppPorts) -> dict[str, Any]:
    return event_json(catalogue.load_event(event_id, ports))


@router.post("/events", status_code=201)
def create_event(ports: AppPorts, body: EventIn = Body(examples=[EXAMPLE])) -> dict[str, Any]:
    return event_json(catalogue.create_event(body.as_new(), ports))
