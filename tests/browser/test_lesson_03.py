"""Lesson 03 in real JupyterLab: it runs, its given cells are folded, and its X-ray reacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import LabPage

pytestmark = pytest.mark.chromium


def test_lesson_03_runs_from_top_to_bottom_and_its_x_ray_follows_the_keyboard(learner: LabPage) -> None:
    learner.run_lesson("03")
    expect(learner.code("def three_doors(")).to_contain_text("339.00   339.00   340.20")
    expect(learner.page.locator(".jp-CodeCell .jp-InputPlaceholder").first).to_be_visible()
    bench = learner.code('handler_xray("03"')
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("3 of 12 handlers still hold some")
    learner.shot("x-ray", bench)
    bench.get_by_role("button", name="next").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("boxoffice/web/door.py")
    bench.get_by_role("button", name="previous").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).not_to_contain_text("boxoffice/web/door.py")
