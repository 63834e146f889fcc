"""Lesson 09 in real JupyterLab: it runs, its change map follows the keyboard, its closing page stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from autograder.syllabus import load

if TYPE_CHECKING:
    from conftest import LabPage

LESSON = load().lesson("09")

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(not LESSON.ready, reason="lesson 09 is a draft: no learner has its notebook yet"),
]


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
