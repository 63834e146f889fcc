"""Requests that make no sense, drawn from the record."""

from __future__ import annotations

import random

from autograder.probes import fuzzed


def test_the_same_chance_draws_the_same_requests_and_another_one_others() -> None:
    one, again, other = (fuzzed(random.Random(seed)) for seed in (1, 1, 2))
    assert one == again
    assert {each.asked for each in one} != {each.asked for each in other}


def test_every_route_and_method_is_asked() -> None:
    drawn = fuzzed(random.Random(3))
    first = {(each.method, each.path.strip("/").partition("?")[0].split("/")[0]) for each in drawn}
    routes = ("events", "quote", "orders", "reports", "checkin", "customers")
    assert {("POST" if route in {"orders", "checkin"} else "GET", route) for route in routes} <= first
    assert 150 < len(drawn) < 400


def test_what_is_drawn_is_not_what_is_recorded() -> None:
    asked = [{each.asked for each in fuzzed(random.Random(seed))} for seed in range(6)]
    assert any(asked[0] - some for some in asked[1:])
    numbers = [each.path for each in fuzzed(random.Random(7)) if each.path.startswith("/orders/")]
    assert numbers
