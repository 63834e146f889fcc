"""Lessons 04 and 05 in real JupyterLab: they run, and their benches react by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import LabPage

pytestmark = pytest.mark.chromium


def test_lesson_04_runs_and_its_switch_sends_another_request_to_three_stacks(learner: LabPage) -> None:
    learner.run_lesson("04")
    bench = learner.code("framework_switch()")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("three times 201 and the same answer")
    learner.shot("switch", bench)
    bench.get_by_role("button", name="POST /checkin/{code}").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("at the door: three times 200 and the same answer")
    bench.get_by_role("button", name="the same ticket again").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("three times 409 and the same answer")


def test_lesson_05_runs_and_its_timeline_shows_another_style_and_more_customers(learner: LabPage) -> None:
    learner.run_lesson("05")
    bench = learner.code("event_loop_timeline()")
    bench.scroll_into_view_if_needed()
    picture = bench.locator("svg").first
    blocking = picture.get_attribute("aria-label")
    learner.shot("timeline", bench)
    bench.get_by_role("button", name="together").focus()
    learner.page.keyboard.press("Enter")
    expect(picture).not_to_have_attribute("aria-label", blocking or "")
    together = picture.get_attribute("aria-label")
    bench.get_by_role("slider").first.focus()
    learner.page.keyboard.press("ArrowRight")
    expect(picture).not_to_have_attribute("aria-label", together or "")
