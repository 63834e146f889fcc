"""The change map: what a request touches, in stage 0 and in an app of lesson 09."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from autograder.bench import change_map, live_app
from autograder.bench._changes import ASKED, Request, in_app, in_stage_0, patched, sentence
from autograder.bench._changes_picture import picture
from autograder.stages import after, before, before_exercise
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("09")
CONCERT = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2036-05-01T20:00:00+02:00",
    "on_sale_at": "2026-01-01T10:00:00Z",
}


def test_the_group_discount_works_in_stage_0_and_is_in_three_places() -> None:
    tier = {"name": "Standing", "price_cents": 4500, "seats": 50}
    own = tier | {"group_percent": 20, "group_cap_cents": 5000}
    with live_app(patched(Request.GROUP)) as app:
        app.post("/events", CONCERT | {"tiers": [own, tier]})
        lines = [{"tier_id": 1, "quantity": 6}]
        order = {"event_id": 1, "email": "ada@example.org", "lines": lines, "card": "tok_visa"}
        assert app.get("/quote?event_id=1&lines=1:6").json()["discount_cents"] == 5000
        assert app.get("/quote?event_id=1&lines=1:4,2:2").json()["discount_cents"] == 3600 + 900
        assert app.post("/orders", order).json()["discount_cents"] == 5000
    touched = {module.path for module in in_stage_0(Request.GROUP).modules}
    assert touched >= {"boxoffice/main.py", "boxoffice/utils.py", "scripts/import_partner.py"}


def test_the_hours_work_in_stage_0() -> None:
    soon = datetime.now(UTC) + timedelta(hours=2)
    hours = {"opens_minutes_before": 90, "closes_minutes_after": 60}
    tiers = [{"name": "Standing", "price_cents": 4500, "seats": 50}]
    with live_app(patched(Request.HOURS)) as app:
        app.post("/events", CONCERT | {"starts_at": str(soon), "tiers": tiers, "check_in": hours})
        lines = [{"tier_id": 1, "quantity": 1}]
        order = {"event_id": 1, "email": "ada@example.org", "lines": lines, "card": "tok_visa"}
        code = app.post("/orders", order).json()["tickets"][0]["code"]
        assert app.post(f"/checkin/{code}").json() == {"detail": "too early"}


def test_the_second_provider_works_in_stage_0_and_charges_for_unclear_answers_too() -> None:
    tiers = [{"name": "Standing", "price_cents": 4500, "seats": 50}]
    with live_app(patched(Request.PROVIDER), backup=True, main_down=True) as app:
        app.post("/events", CONCERT | {"tiers": tiers})
        lines = [{"tier_id": 1, "quantity": 1}]
        order = {"event_id": 1, "email": "ada@example.org", "lines": lines, "card": "tok_visa"}
        assert app.post("/orders", order).json()["status"] == "paid"
        assert app.post("/orders/1/refund").json()["status"] == "refunded"
        (charge,) = app.upstreams.paylane.charges
        assert charge.kept_cents < charge.amount_cents


@pytest.mark.parametrize("request_", Request)
def test_in_the_solution_no_function_that_changes_is_tangled(request_: Request) -> None:
    own, messy = in_app(request_, after(LESSON)), in_stage_0(request_)
    assert 0 < own.tangle <= 6 < messy.tangle
    assert all(module.changed <= module.to_read for module in own.modules)


def test_requests_are_told_apart_by_what_their_lines_speak_of() -> None:
    paths = {each: {module.path for module in in_app(each, after(LESSON)).modules} for each in Request}
    assert "boxoffice/domain/pricing.py" in paths[Request.GROUP]
    assert "boxoffice/domain/door.py" in paths[Request.HOURS] - paths[Request.GROUP]
    assert "boxoffice/services/charging.py" in paths[Request.PROVIDER] - paths[Request.HOURS]


def test_an_app_in_which_nothing_was_changed_says_so() -> None:
    own = in_app(Request.HOURS, before(LESSON))
    assert own.modules == ()
    assert "Yours: not there yet" in sentence(Request.HOURS, in_stage_0(Request.HOURS), own)


def test_a_patch_that_fits_nowhere_is_told() -> None:
    messy = before(load().lesson("00"))
    assert isinstance(messy, SourceTree)
    assert all(patched(each).digest != messy.digest for each in Request)


def test_the_picture_tells_both_apps_in_words_and_marks_what_is_tangled() -> None:
    drawn = picture(Request.GROUP, in_stage_0(Request.GROUP), in_app(Request.GROUP, before_exercise(LESSON)))
    assert "▲ 51" in drawn
    assert 'aria-label="boxoffice/utils.py: ' in drawn
    assert ASKED[Request.GROUP].capitalize() in drawn


def test_the_bench_follows_its_control() -> None:
    bench = change_map(before_exercise(LESSON))
    group = bench.picture
    bench.request.value = Request.PROVIDER.value
    assert bench.picture != group
    assert ASKED[Request.PROVIDER].capitalize() in bench.picture
