"""What is on: the list of events with its filters, an event, a customer's orders, partners' offers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograder.upstreams import PARTNERS, Fault

from .scenario import Seen, scenario
from .shop import DAY, NOW, Answer, Shop


@scenario
def the_list_has_what_was_asked_for(shop: Shop) -> Iterator[Seen]:
    word = shop.code().lower()
    titles = [f"{word} one", f"{word} two", f"{word} three", f"{word} draft"]
    cities = ["Ghent", "Aalst", "Ghent", "Ghent"]
    events = [
        shop.event(
            5000,
            3500,
            starts=NOW + (10 + place) * DAY,
            title=title,
            venue={"name": "Hall", "city": city},
            status="draft" if "draft" in title else "on_sale",
        )
        for place, (title, city) in enumerate(zip(titles, cities, strict=True))
    ]
    shop.buy(events[1], 0, 3)
    shop.cancel(events[2])
    one, two, three, draft = (event.id for event in events)

    def listed(**filters: str) -> list[Any]:
        return [each["id"] for each in shop.ask("GET", "/events", params={"q": word, **filters}).json]

    yield Seen("by title, drafts hidden", listed(), [one, two, three])
    yield Seen("in capitals", listed(q=word.upper()), [one, two, three])
    yield Seen("by city", listed(city="Aalst"), [two])
    yield Seen("on sale", listed(status="on_sale"), [one, two])
    yield Seen("cancelled", listed(status="cancelled"), [three])
    yield Seen("drafts", listed(status="draft"), [draft])
    yield Seen("from", listed(**{"from": (NOW + 11 * DAY).isoformat()}), [two, three])
    yield Seen("until", listed(until=(NOW + 11 * DAY).isoformat()), [one])
    found = [Answer(200, each) for each in shop.ask("GET", "/events", params={"q": titles[1]}).json]
    expected = {"title": titles[1], "city": "Aalst", "from_price_cents": 3500, "left": 197}
    yield Seen("what it says", [each.brief(*expected)[1] for each in found], [expected])


@scenario
def a_quotation_mark_is_a_character_like_any_other(shop: Shop) -> Iterator[Seen]:
    event = shop.event(venue={"name": "Hall", "city": "L'Isle"})
    found = shop.ask("GET", "/events", params={"city": "L'Isle"})
    ids = [each["id"] for each in found.json] if found.status == 200 else []
    yield Seen("city", [found.status, event.id in ids], [200, True])
    yield Seen(
        "found by a piece of SQL",
        len(shop.ask("GET", "/events", params={"q": "' or '1'='1"}).json) > 0,
        False,
    )


@scenario
def an_event_has_a_page_and_times_with_an_offset(shop: Shop) -> Iterator[Seen]:
    event = shop.event(3500, 5000, starts=NOW + 20 * DAY)
    page = shop.ask("GET", f"/events/{event.id}")
    expected = {"id": event.id, "status": "on_sale", "from_price_cents": 3500, "left": 200}
    yield Seen("page", page.brief(*expected), [200, expected])
    yield Seen("starts at", page["starts_at"], "2027-02-01T12:00:00+00:00")
    yield Seen("unknown", shop.ask("GET", "/events/2000000000").status, 404)


@scenario
def an_event_without_a_time_zone_is_refused(shop: Shop) -> Iterator[Seen]:
    body = {
        "title": "Naive",
        "venue": {"name": "Hall", "city": "Ghent"},
        "starts_at": "2027-05-01T20:00:00",
        "on_sale_at": "2027-01-01T10:00:00+00:00",
        "tiers": [{"name": "A", "price_cents": 1, "seats": 1}],
    }
    yield Seen("naive start", shop.ask("POST", "/events", json=body).status, 422)
    aware = body | {"starts_at": "2027-05-01T20:00:00+02:00"}
    yield Seen(
        "with an offset", shop.ask("POST", "/events", json=aware)["starts_at"], "2027-05-01T18:00:00+00:00"
    )
    yield Seen("no tiers", shop.ask("POST", "/events", json=aware | {"tiers": []}).status, 422)
    yield Seen("naive filter", shop.ask("GET", "/events", params={"from": "2027-05-01T20:00:00"}).status, 422)


@scenario
def a_customer_sees_their_own_orders(shop: Shop) -> Iterator[Seen]:
    event, email = shop.event(), shop.customer()
    orders = [shop.buy(event, count, email=email)["id"] for count in (1, 2)]
    shop.buy(event)
    for name, address in (("as written", email), ("in capitals", email.upper())):
        found = shop.ask("GET", f"/customers/{address}/orders")
        yield Seen(name, [found.status, sorted(each["id"] for each in found.json)], [200, orders])
    yield Seen("a stranger", shop.ask("GET", f"/customers/{shop.customer()}/orders").json, [])


@scenario
def extras_name_the_partners_that_gave_nothing(shop: Shop) -> Iterator[Seen]:
    event = shop.event()
    path = f"/events/{event.id}/extras"
    shop.upstreams.partners.dial(latency=0.05)  # or the first would be done before the next is asked
    yield Seen("all well", shop.ask("GET", path).brief("missing"), [200, {"missing": []}])
    asked = [each for each in shop.upstream_requests if each.service == "partners"]
    yield Seen("all were asked", sorted(str(each.partner) for each in asked), sorted(PARTNERS))
    yield Seen("four at a time at most", max(each.in_flight for each in asked) <= 4, True)
    yield Seen("together", max(each.in_flight for each in asked) > 1, True)
    shop.upstreams.partners.dial()
    shop.upstreams.partners["trains-ic"].dial(Fault.ERROR)
    shop.upstreams.partners["hotels-grand"].dial(Fault.GARBAGE)
    answer = shop.ask("GET", path)
    yield Seen(
        "two in trouble", [answer.status, sorted(answer["missing"])], [200, ["hotels-grand", "trains-ic"]]
    )
    yield Seen("the others offer", len({offer["partner"] for offer in answer["offers"]}), 10)
    yield Seen("unknown event", shop.ask("GET", "/events/2000000000/extras").status, 404)
