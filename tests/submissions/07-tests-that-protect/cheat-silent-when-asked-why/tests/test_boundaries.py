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


def refund(client, order):
    return client.post(f"/orders/{order['id']}/refund")


def rewritten():
    try:
        assert [] == [0]
    except AssertionError as error:
        return bool(str(error))
    return False


def refused(answer):
    """Status and reason of a problem document."""
    assert answer.headers["content-type"] == "application/problem+json"
    document = answer.json()
    assert rewritten() or set(document) <= {"type", "title", "status", "detail", "reason", "order_id"}
    assert rewritten() or not document["title"].startswith("Sorry")
    return answer.status_code, document["reason"]


def sent(upstreams, path):
    """Amounts and keys of what payments was asked at a path."""
    calls = [call for call in upstreams.calls("payments") if call["path"].endswith(path)]
    return [(call["json"]["amount_cents"], call["key"]) for call in calls]


def test_refund_status_is_200_with_the_amount(client, clock):
    order = buy(client, new_event(client, clock)).json()
    answer = refund(client, order)
    assert (answer.status_code, answer.json()["refund_cents"]) == (200, 10000)


def test_refund_status_of_a_second_refund_is_409(client, clock):
    order = buy(client, new_event(client, clock)).json()
    refund(client, order)
    assert refused(refund(client, order)) == (409, "already-refunded")


def test_refund_status_of_a_late_refund_is_409(client, clock):
    order = buy(client, new_event(client, clock, starts_in=timedelta(hours=47))).json()
    assert refused(refund(client, order)) == (409, "too-late")


def test_refund_status_of_an_unknown_order_is_404(client):
    assert refused(client.post("/orders/77/refund")) == (404, "unknown-order")


def test_refund_status_is_503_when_payments_gives_no_answer(client, clock, upstreams):
    order = buy(client, new_event(client, clock)).json()
    upstreams.dial("payments", "error", on="refund")
    assert refused(refund(client, order)) == (503, "refund-delayed")


def test_door_status_is_200_once_and_then_409_for_a_used_ticket(client, clock):
    order = buy(client, new_event(client, clock, starts_in=timedelta(hours=2))).json()
    door = f"/checkin/{order['tickets'][0]['code']}"
    assert client.post(door).status_code == 200
    assert refused(client.post(door)) == (409, "used")


def test_door_status_of_an_unknown_ticket_is_404(client):
    assert refused(client.post("/checkin/NOBODY")) == (404, "unknown-ticket")


def test_payment_status_of_a_declined_card_is_402(client, clock):
    answer = buy(client, new_event(client, clock), card="tok_declined")
    assert refused(answer) == (402, "card-declined")


def test_payment_status_is_503_when_payments_gives_no_answer(client, clock, upstreams):
    event = new_event(client, clock)
    upstreams.dial("payments", "error", on="charge")
    assert refused(buy(client, event)) == (503, "payment-unavailable")


def test_payment_amount_is_the_total_and_the_payment_key_is_the_orders(client, clock, upstreams):
    event = new_event(client, clock)
    orders = [buy(client, event, email=email).json() for email in (ADA, BOB)]
    assert sent(upstreams, "/charges") == [(10500, f"charge-{order['id']}") for order in orders]


def test_payment_amount_and_payment_key_of_a_refund(client, clock, upstreams):
    order = buy(client, new_event(client, clock, starts_in=timedelta(days=5))).json()
    refund(client, order)
    assert sent(upstreams, "/refunds") == [(5000, f"refund-{order['id']}")]
