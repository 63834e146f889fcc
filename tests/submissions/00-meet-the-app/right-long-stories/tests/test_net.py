"""What the box office does today, pinned over HTTP before anyone changes it."""

from datetime import datetime, timedelta, timezone

ADA = "ada@example.org"


def in_days(days):
    return (datetime.now(timezone.utc) + timedelta(days=days)).isoformat()


def new_event(client, days=30, price_cents=5000, seats=100, **changes):
    """Put an event on sale that starts in so many days; the answer of the app."""
    body = {
        "title": "The Long Players",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": in_days(days),
        "on_sale_at": in_days(-1),
        "tiers": [{"name": "Standing", "price_cents": price_cents, "seats": seats}],
    }
    answer = client.post("/events", json={**body, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def buy(client, event, quantity=1, email=ADA, **changes):
    """Ask for tickets of the event's first tier; the app's response, whatever it is."""
    lines = [{"tier_id": event["tiers"][0]["id"], "quantity": quantity}]
    body = {"event_id": event["id"], "email": email, "lines": lines, "card": "tok_visa"}
    return client.post("/orders", json={**body, **changes})


def price(answer):
    """The four amounts of a quote or an order, in cents."""
    amounts = answer.json()
    return tuple(amounts[f"{name}_cents"] for name in ("subtotal", "discount", "fee", "total"))


def quote(client, event, quantity):
    lines = f"{event['tiers'][0]['id']}:{quantity}"
    return client.get("/quote", params={"event_id": event["id"], "lines": lines})


def refund(client, order):
    return client.post(f"/orders/{order['id']}/refund")



def test_a_season(client, upstreams):
    promo = {"code": "X", "amount_cents": 9000, "starts_at": in_days(-1), "ends_at": in_days(1), "uses": 2}
    far = new_event(client, days=60, seats=30, promos=[promo])
    cheap, dear = new_event(client, price_cents=300), new_event(client, price_cents=70000)
    seen = {
        "plain": price(buy(client, far, 1)),
        "cheap": price(buy(client, cheap)),
        "quoted": price(quote(client, cheap, 1)),
        "dear": price(buy(client, dear)),
        "group": price(buy(client, far, 6, email="b@example.org")),
        "code": price(buy(client, far, 6, email="c@example.org", promo="X")),
        "charged": [call["json"]["amount_cents"] for call in upstreams.calls("payments")],
        "mails": len(upstreams.calls("mail")),
        "left": client.get(f"/events/{far['id']}").json()["left"],
    }
    assert seen == {
        "plain": (5000, 0, 250, 5250),
        "cheap": (300, 0, 100, 400),
        "quoted": (300, 0, 50, 350),
        "dear": (70000, 0, 1500, 71500),
        "group": (30000, 3000, 1350, 28350),
        "code": (30000, 9000, 1050, 22050),
        "charged": [5250, 400, 71500, 28350, 22050],
        "mails": 5,
        "left": 17,
    }


def test_refusals(client):
    event, small = new_event(client), new_event(client, seats=1)
    statuses = [
        buy(client, event, 9).status_code,
        buy(client, event, 8).status_code,
        buy(client, event, 1).status_code,
        buy(client, event, 1, email="ADA@EXAMPLE.ORG").status_code,
        buy(client, small, 2).status_code,
        buy(client, small, card="tok_declined").status_code,
    ]
    assert statuses == [422, 201, 409, 409, 409, 402]


def test_money_back_and_the_door(client):
    seen = []
    for days in (20, 8, 1, 0.1):
        order = buy(client, new_event(client, days=days), 2).json()
        code = order["tickets"][0]["code"]
        entries = [client.post(f"/checkin/{code}").status_code for _ in range(2)]
        refunds = [refund(client, order) for _ in range(2)]
        seen.append((entries, [(r.status_code, r.json().get("refund_cents")) for r in refunds]))
    late = ([409, 409], [(409, None), (409, None)])
    assert seen == [
        ([409, 409], [(200, 10000), (409, None)]),
        ([409, 409], [(200, 5000), (409, None)]),
        late,
        ([200, 409], [(409, None), (409, None)]),
    ]
    event = new_event(client, days=3)
    order = buy(client, event).json()
    client.post(f"/events/{event['id']}/cancel")
    assert refund(client, order).json()["refund_cents"] == 5250
