"""Check-in: a code is good once, from three hours before the start until six hours after it."""

from __future__ import annotations

from collections.abc import Iterator

from .scenario import Seen, scenario
from .shop import DAY, HOUR, NOW, SECOND, Shop


@scenario
def the_door_is_open_from_three_hours_before_to_six_hours_after_the_start(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    order = shop.buy(event, 2)
    for name, moment, ticket, status in (
        ("a second too early", event.starts_at - 3 * HOUR - SECOND, 0, 409),
        ("when it opens", event.starts_at - 3 * HOUR, 0, 200),
        ("a second time", event.starts_at - 2 * HOUR, 0, 409),
        ("when it has closed", event.starts_at + 6 * HOUR, 1, 409),
        ("a second before it closes", event.starts_at + 6 * HOUR - SECOND, 1, 200),
    ):
        shop.at(moment)
        yield Seen(name, shop.check_in(order, ticket).status, status)
    yield Seen("an unknown code", shop.ask("POST", "/checkin/NOSUCHCODE").status, 404)


@scenario
def a_refunded_ticket_and_a_ticket_of_a_cancelled_event_stay_outside(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    refunded, kept = shop.buy(event), shop.buy(event)
    shop.refund(refunded)
    shop.at(event.starts_at)
    yield Seen("refunded", shop.check_in(refunded).status, 409)
    shop.cancel(event)
    yield Seen("cancelled", shop.check_in(kept).status, 409)


@scenario
def a_code_shown_at_two_gates_at_once_lets_one_in(shop: Shop) -> Iterator[Seen]:
    event = shop.event(starts=NOW + HOUR)
    order = shop.buy(event)
    path = f"/checkin/{order['tickets'][0]['code']}"
    yield Seen("statuses", shop.together([("POST", path, None)] * 4), [200, 409, 409, 409])


@scenario
def an_event_is_cancelled_once(shop: Shop) -> Iterator[Seen]:
    event = shop.event(starts=NOW + 10 * DAY)
    yield Seen(
        "first", shop.cancel(event).brief("id", "status"), [200, {"id": event.id, "status": "cancelled"}]
    )
    yield Seen("second", shop.cancel(event).status, 409)
    yield Seen("unknown", shop.ask("POST", "/events/2000000000/cancel").status, 404)
    yield Seen("event's page", shop.ask("GET", f"/events/{event.id}")["status"], "cancelled")
