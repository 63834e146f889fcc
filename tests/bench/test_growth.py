"""The query growth: what is counted in each way, what is said of it, how it is drawn."""

from __future__ import annotations

import pytest

from autograder.bench import query_growth
from autograder.bench._growth import SIZES, TIERS, Way, grown, sentence
from autograder.bench._growth_picture import picture


def test_a_query_each_asks_once_and_once_for_each_event_and_each_tier() -> None:
    assert [grown(Way.EACH, events).queries for events in (10, 100)] == [1 + 10 * (1 + TIERS), 401]


@pytest.mark.parametrize("way", [Way.ONE, Way.INDEXED])
def test_one_query_stays_one(way: Way) -> None:
    assert {grown(way, events).queries for events in SIZES} == {1}


def test_without_an_index_twice_the_events_are_four_times_the_work() -> None:
    assert grown(Way.ONE, 200).steps > 3.5 * grown(Way.ONE, 100).steps
    assert grown(Way.INDEXED, 200).steps < 2.2 * grown(Way.INDEXED, 100).steps


def test_the_plan_names_the_index_where_there_is_one() -> None:
    assert grown(Way.ONE, 10).plan == ("SCAN order_lines",)
    assert "USING INDEX lines_of" in grown(Way.INDEXED, 10).plan[0]


def test_a_far_database_costs_the_one_who_asks_often() -> None:
    near, far = (grown(Way.EACH, 100).milliseconds(trip) for trip in (0.0, 1.0))
    assert far - near == pytest.approx(401)
    assert grown(Way.INDEXED, 100).milliseconds(1.0) - grown(Way.INDEXED, 100).milliseconds(0.0) == 1


def test_the_sentence_says_how_steep_it_is() -> None:
    assert "401 queries" in sentence(Way.EACH, 100, 0.1)
    assert "1 query," in sentence(Way.ONE, 100, 0.1)


@pytest.mark.parametrize("way", Way)
def test_the_picture_has_all_ways_and_tells_its_message(way: Way) -> None:
    drawn = picture(way, 100, 0.5)
    assert drawn.count("<polyline") == len(Way)
    assert 'role="img"' in drawn
    assert f"▸ {way}" in drawn
    assert "nan" not in drawn.lower().replace("finance", "")


def test_the_bench_follows_its_controls() -> None:
    bench = query_growth("one query", events=50)
    before = bench.picture
    bench.events.value = 200
    assert bench.picture != before
    bench.round_trip.value = 2.0
    assert "2 ms on the way" in bench.picture
