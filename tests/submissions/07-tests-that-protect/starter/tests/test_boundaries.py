"""The two boundaries: what clients are answered, and what payments is asked."""

from datetime import timedelta

ADA, BOB = "ada@example.org", "bob@example.org"


def new_event(client, clock, starts_in=timedelta(days=30), price_cents=5000):
    """Put an event on sale that starts so long after the clock's time."""
    body = {
        "title": "The Long Players",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": (clock.now + starts_in).isoformat(),
        "on_sale_at": (clock.now - timedelta(days=1)).isoformat(),
        "tiers": [{"name": "Standing", "price_cents": price_cents, "seats": 100}],
    }
    answer = client.post("/events", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def buy(client, event, quantity=2, email=ADA, card="tok_visa"):
    """Ask for tickets; the app's response, whatever it is."""
    lines = [{"tier_id": event["tiers"][0]["id"], "quantity": quantity}]
    return client.post("/orders", json={"event_id": event["id"], "email": email, "lines": lines, "card": card})
