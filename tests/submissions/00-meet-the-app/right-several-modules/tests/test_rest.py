from helpers import ADA, buy, new_event, refund


def test_eight_tickets_are_the_most_in_one_order(client):
    event = new_event(client)
    assert buy(client, event, 9).status_code == 422
    assert buy(client, event, 8).status_code == 201


def test_eight_tickets_are_the_most_for_one_customer_however_the_address_is_written(client):
    event = new_event(client)
    buy(client, event, 6)
    assert buy(client, event, 3).status_code == 409
    assert buy(client, event, 3, email=" Ada@Example.ORG ").status_code == 409


def test_a_tier_without_room_is_sold_out(client):
    event = new_event(client, seats=3)
    buy(client, event, 2)
    assert buy(client, event, 2, email="bob@example.org").status_code == 409
    assert client.get(f"/events/{event['id']}").json()["left"] == 1


def test_the_card_is_charged_the_total_and_the_customer_gets_a_mail(client, upstreams):
    order = buy(client, new_event(client), 2).json()
    charges = [call["json"]["amount_cents"] for call in upstreams.calls("payments")]
    assert charges == [order["total_cents"]] == [10500]
    assert [call["json"]["to"] for call in upstreams.calls("mail")] == [ADA]


def test_a_declined_card_is_answered_with_402(client):
    assert buy(client, new_event(client), card="tok_declined").status_code == 402


def test_three_weeks_ahead_all_but_the_fee_comes_back_once(client):
    order = buy(client, new_event(client, days=21), 2).json()
    first = refund(client, order)
    assert (first.status_code, first.json()["refund_cents"]) == (200, 10000)
    assert refund(client, order).status_code == 409


def test_a_week_ahead_half_comes_back_without_the_fee(client):
    order = buy(client, new_event(client, days=7), 2).json()
    assert refund(client, order).json()["refund_cents"] == 5000


def test_on_the_day_before_nothing_comes_back(client):
    order = buy(client, new_event(client, days=1), 2).json()
    assert refund(client, order).status_code == 409


def test_when_the_event_is_cancelled_everything_comes_back(client):
    event = new_event(client, days=1)
    order = buy(client, event, 2).json()
    client.post(f"/events/{event['id']}/cancel")
    assert refund(client, order).json()["refund_cents"] == 10500


def test_a_code_opens_the_door_once(client):
    order = buy(client, new_event(client, days=0.1)).json()
    door = f"/checkin/{order['tickets'][0]['code']}"
    assert client.post(door).status_code == 200
    assert client.post(door).status_code == 409


def test_weeks_before_the_event_the_door_stays_shut(client):
    order = buy(client, new_event(client)).json()
    assert client.post(f"/checkin/{order['tickets'][0]['code']}").status_code == 409
