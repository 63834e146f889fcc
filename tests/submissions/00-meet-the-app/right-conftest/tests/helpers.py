"""How the tests put events on sale, buy and ask for money back."""

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
