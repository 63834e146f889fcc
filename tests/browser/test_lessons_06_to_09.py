"""Lessons 06 to 09 in real JupyterLab: they run, and their benches react by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import LabPage

pytestmark = pytest.mark.chromium


def test_lesson_06_runs_and_its_panel_says_where_the_money_is(learner: LabPage) -> None:
    learner.run_lesson("06")
    bench = learner.code("fault_panel()")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("EUR 147.00 kept and 0 tickets: money without tickets")
    learner.shot("fault-panel", bench)
    bench.get_by_role("button", name="declines").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("Charge: declines.")
    expect(bench).not_to_contain_text("money without tickets")


def test_lesson_07_runs_and_its_matrix_tries_other_tests(learner: LabPage) -> None:
    learner.run_lesson("07")
    bench = learner.code("mutation_matrix({")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("8 of 8 bugs are caught; 0 of 4 refactorings make a test fail.")
    learner.shot("mutation-matrix", bench)
    bench.get_by_role("button", name="visit").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("0 of 8 bugs are caught")
    bench.locator("textarea").fill("def test_nothing():\n    assert False\n")
    bench.get_by_role("button", name="run the tests").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("test_nothing")


def test_lesson_08_runs_and_its_chart_follows_the_way_and_the_distance(learner: LabPage) -> None:
    learner.run_lesson("08")
    bench = learner.code("query_growth()")
    bench.scroll_into_view_if_needed()
    picture = bench.locator("svg").first
    each = picture.get_attribute("aria-label")
    learner.shot("query-growth", bench)
    bench.get_by_role("button", name="one query and an index").focus()
    learner.page.keyboard.press("Enter")
    expect(picture).not_to_have_attribute("aria-label", each or "")
    indexed = picture.get_attribute("aria-label")
    bench.get_by_role("slider").last.focus()
    learner.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("aria-label", indexed or "")


def test_lesson_09_runs_and_shows_what_each_request_touches(learner: LabPage) -> None:
    learner.run_lesson("09")
    bench = learner.code("change_map()")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("A group discount by tier, with a cap.")
    learner.shot("change-map", bench)
    bench.get_by_role("button", name="a second payment provider").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("services/charging.py")
    page = learner.code("course_in_numbers(")
    page.scroll_into_view_if_needed()
    expect(page).to_contain_text("What you did")
    learner.shot("course-in-numbers", page)
