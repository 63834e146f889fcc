from helpers import buy, in_days, new_event, price, quote


def test_an_ordinary_order_pays_a_fee_of_five_percent(client):
    answer = buy(client, new_event(client), quantity=2)
    assert (answer.status_code, *price(answer)) == (201, 10000, 0, 500, 10500)


def test_the_fee_of_an_order_is_at_least_one_euro(client):
    assert price(buy(client, new_event(client, price_cents=500))) == (500, 0, 100, 600)


def test_the_fee_of_an_order_is_at_most_fifteen_euros(client):
    assert price(buy(client, new_event(client, price_cents=50000))) == (50000, 0, 1500, 51500)


def test_the_quote_of_a_cheap_ticket_has_another_smallest_fee(client):
    # The order for the same ticket pays 1.00: a wound, and pinned all the same.
    assert price(quote(client, new_event(client, price_cents=500), 1)) == (500, 0, 50, 550)


def test_six_tickets_are_a_group_and_five_are_not(client):
    event = new_event(client)
    assert price(buy(client, event, 5, email="bob@example.org")) == (25000, 0, 1250, 26250)
    assert price(buy(client, event, 6)) == (30000, 3000, 1350, 28350)


def test_a_group_with_a_promo_code_gets_the_larger_discount_only(client):
    promo = {"code": "SPRING20", "percent": 20, "starts_at": in_days(-1), "ends_at": in_days(9), "uses": 5}
    event = new_event(client, promos=[promo])
    assert price(buy(client, event, 6, promo="SPRING20")) == (30000, 6000, 1200, 25200)
