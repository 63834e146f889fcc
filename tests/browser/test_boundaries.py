"""Lesson 02 in real JupyterLab: its incident, its import map, the folded cells of its exercise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from autograder.syllabus import load

if TYPE_CHECKING:
    from conftest import LabPage

pytestmark = pytest.mark.chromium

LESSON = load().lesson("02")


def test_lesson_02_runs_from_top_to_bottom_and_its_map_follows_the_keyboard(learner: LabPage) -> None:
    learner.run_lesson("02")
    incident = learner.code("shipped)) as app")
    expect(incident).to_contain_text("500 ImportError: cannot import name 'MAIL_TEXT'")
    expect(incident).to_contain_text("EUR 73.50")
    bench = learner.code('import_map("02", after=')
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("Before: 2 circles. After: 2 circles.")
    bench.get_by_role("button", name="before").focus()
    learner.page.keyboard.press("Enter")
    arrows = bench.locator("select")
    expect(arrows).to_contain_text("utils → pricing (1 line)")
    bench.get_by_role("button", name="next").focus()
    learner.page.keyboard.press("Space")
    expect(bench).to_contain_text("boxoffice/helpers.py:71 in send_mail()")
    expect(bench).to_contain_text("A change in main may break helpers and utils.")
    learner.shot("import-map", bench)
    bench.get_by_role("button", name="after").focus()
    learner.page.keyboard.press("Enter")
    expect(arrows).to_contain_text("utils → domain (1 line)")
    arrows.select_option(label="utils → domain (1 line)")
    expect(bench).to_contain_text("from boxoffice.domain import Price, Promo, Refused, price, refund_amount")
    expect(bench.get_by_role("img", name="after: ")).to_be_visible()


def test_the_exercise_of_lesson_02_folds_away_what_is_given_and_long(learner: LabPage) -> None:
    learner.open(f"exercises/{LESSON.slug}/{LESSON.slug}.ipynb")
    expect(learner.code("%%writefile boxoffice/ports.py")).to_be_visible()
    expect(learner.code("%%writefile boxoffice/adapters/payments.py")).to_be_visible()
    expect(learner.page.locator(".jp-CodeCell .jp-InputPlaceholder")).to_have_count(14)
    learner.shot("exercise-02")
