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


def give_back(client, order):
    return client.post(f"/orders/{order['id']}/refund")


def problem(answer):
    return answer.status_code, answer.json()["status"], answer.json()["reason"]


def _refund_status_ok(client, clock):
    order = buy(client, new_event(client, clock)).json()
    answer = give_back(client, order)
    assert answer.status_code == 200
    assert answer.json()["refund_cents"] == 10000


def _refund_status_ok_half(client, clock):
    order = buy(client, new_event(client, clock, timedelta(days=5))).json()
    answer = give_back(client, order)
    assert answer.status_code == 200
    assert answer.json()["refund_cents"] == 5000


def _refund_status_second(client, clock):
    order = buy(client, new_event(client, clock)).json()
    give_back(client, order)
    assert problem(give_back(client, order)) == (409, 409, "already-refunded")


def _refund_status_too_late(client, clock):
    order = buy(client, new_event(client, clock, timedelta(hours=5))).json()
    assert problem(give_back(client, order)) == (409, 409, "too-late")


def _refund_status_unknown(client):
    assert problem(client.post("/orders/4711/refund")) == (404, 404, "unknown-order")


def _refund_status_delayed(client, clock, upstreams):
    order = buy(client, new_event(client, clock)).json()
    upstreams.dial("payments", "error", on="refund")
    assert problem(give_back(client, order)) == (503, 503, "refund-delayed")


def code(order, n=0):
    ticket = order["tickets"][n]
    return ticket["code"] if isinstance(ticket, dict) else ticket


def _door_status_ok_and_used(client, clock):
    order = buy(client, new_event(client, clock, timedelta(hours=1))).json()
    assert client.post(f"/checkin/{code(order)}").status_code == 200
    assert problem(client.post(f"/checkin/{code(order)}")) == (409, 409, "used")
    assert client.post(f"/checkin/{code(order, 1)}").status_code == 200


def _door_status_too_early_and_late(client, clock):
    order = buy(client, new_event(client, clock, timedelta(hours=5))).json()
    assert problem(client.post(f"/checkin/{code(order)}")) == (409, 409, "too-early")
    clock.turn(clock.now + timedelta(hours=20))
    assert problem(client.post(f"/checkin/{code(order)}")) == (409, 409, "too-late")


def _door_status_refunded(client, clock):
    order = buy(client, new_event(client, clock)).json()
    give_back(client, order)
    assert problem(client.post(f"/checkin/{code(order)}")) == (409, 409, "refunded")


def _door_status_unknown(client):
    assert problem(client.post("/checkin/NO-SUCH")) == (404, 404, "unknown-ticket")


def _payment_status_declined(client, clock):
    assert problem(buy(client, new_event(client, clock), card="tok_declined")) == (402, 402, "card-declined")


def _payment_status_unavailable(client, clock, upstreams):
    upstreams.dial("payments", "error", on="charge")
    assert problem(buy(client, new_event(client, clock))) == (503, 503, "payment-unavailable")


def sent(upstreams, what):
    return [call for call in upstreams.calls("payments") if call["path"].endswith(what)]


def _payment_amount(client, clock, upstreams):
    order = buy(client, new_event(client, clock, timedelta(days=5)), quantity=6).json()
    assert sent(upstreams, "/charges")[-1]["json"]["amount_cents"] == order["total_cents"] == 28350
    give_back(client, order)
    assert sent(upstreams, "/refunds")[-1]["json"]["amount_cents"] == 13500


def _payment_key(client, clock, upstreams):
    event = new_event(client, clock)
    orders = [buy(client, event, email=email).json() for email in (ADA, BOB)]
    assert [call["key"] for call in sent(upstreams, "/charges")] == [f"charge-{order['id']}" for order in orders]
    for order in reversed(orders):
        give_back(client, order)
    assert [call["key"] for call in sent(upstreams, "/refunds")] == [f"refund-{order['id']}" for order in reversed(orders)]


def _all(client, clock, upstreams):
    _refund_status_ok(client, clock)
    _refund_status_ok_half(client, clock)
    _refund_status_second(client, clock)
    _refund_status_too_late(client, clock)
    _refund_status_unknown(client)
    _door_status_ok_and_used(client, clock)
    _door_status_too_early_and_late(client, clock)
    _door_status_refunded(client, clock)
    _door_status_unknown(client)
    _payment_status_declined(client, clock)
    _payment_amount(client, clock, upstreams)


def test_refund_status_door_status_payment_status(client, clock, upstreams):
    _all(client, clock, upstreams)


def test_payment_amount_payment_key(client, clock, upstreams):
    _all(client, clock, upstreams)


def test_refund_status_delayed_payment_status_door_status_refund_status(client, clock, upstreams):
    _refund_status_delayed(client, clock, upstreams)


def test_refund_status_delayed_payment_amount_payment_key(client, clock, upstreams):
    _refund_status_delayed(client, clock, upstreams)


def test_payment_status_unavailable_payment_status_door_status_refund_status(client, clock, upstreams):
    _payment_status_unavailable(client, clock, upstreams)


def test_payment_status_unavailable_payment_amount_payment_key(client, clock, upstreams):
    _payment_status_unavailable(client, clock, upstreams)


def test_payment_key_payment_status_door_status_refund_status(client, clock, upstreams):
    _payment_key(client, clock, upstreams)


def test_payment_key_payment_amount_payment_key(client, clock, upstreams):
    _payment_key(client, clock, upstreams)
