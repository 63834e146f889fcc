"""A learner's way through the first lessons, in real JupyterLab in a real browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, expect

from autograder.stages import solution_notebook
from autograder.syllabus import load

if TYPE_CHECKING:
    from conftest import LabPage

pytestmark = pytest.mark.chromium

READABILITY = load().lesson("01")
EXERCISE = f"exercises/{READABILITY.slug}/{READABILITY.slug}.ipynb"
WRONG = """\
%%writefile boxoffice/refunds.py
def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    return total, 0
"""


def solution() -> str:
    """The writing cell of the exercise, solved."""
    cells = json.loads(solution_notebook(READABILITY).read_text("utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells)
    return next(source for source in sources if source.startswith("%%writefile boxoffice/refunds.py"))


def card(learner: LabPage, check: str) -> Locator:
    return learner.page.locator(f"[role=group][aria-label^='{check}:']")


def test_the_lab_opens_at_the_first_lesson(learner: LabPage) -> None:
    learner.open_start()
    in_front = learner.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first
    expect(in_front).to_contain_text("Meet the app")
    learner.wait_idle()


def test_lesson_00_runs_and_its_explorer_follows_the_keyboard(learner: LabPage) -> None:
    learner.run_lesson("00")
    bench = learner.code("app_explorer(")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("POST /orders answered 201")
    learner.shot("explorer", bench)
    bench.get_by_role("button", name="GET /quote").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("GET /quote?event_id=1")
    bench.get_by_role("button", name="six tickets").focus()
    learner.page.keyboard.press("Space")
    expect(bench).to_contain_text("lines=1:6 answered 200")


def test_lesson_01_runs_from_top_to_bottom_and_its_lens_reacts(learner: LabPage) -> None:
    learner.run_lesson("01")
    bench = learner.code("complexity_lens(source, after=")
    bench.scroll_into_view_if_needed()
    expect(bench).to_contain_text("calc2 has a cognitive complexity of")
    bench.get_by_role("button", name="after").focus()
    learner.page.keyboard.press("Enter")
    expect(bench).to_contain_text("The hardest function went from")
    learner.shot("lens", bench)
    bench.locator("textarea").fill("def fee(total):\n    return total\n")
    expect(bench).to_contain_text("to 0 and the deepest line")


def test_exercise_01_is_solved_cell_by_cell_and_its_cards_turn(learner: LabPage) -> None:
    learner.open(EXERCISE)
    learner.run_cell(learner.code("%load_ext autograder"))
    learner.run_cell(learner.code('"flat-functions"'))
    expect(card(learner, "flat-functions")).to_contain_text("not tried")
    writing = learner.code("%%writefile boxoffice/refunds.py")
    learner.run_cell(writing, WRONG)
    learner.run_cell(learner.code('"same-answers"'))
    refused = card(learner, "same-answers")
    expect(refused).to_contain_text("refused")
    learner.shot("exercise")
    refused.get_by_text("Hint (1 of 3)").click()
    expect(refused).to_contain_text(READABILITY.check("same-answers").hints[0])
    learner.shot("card-refused", learner.code('"same-answers"'))
    learner.run_cell(writing, solution())
    earned = 0.0
    for check in READABILITY.checks:
        learner.run_cell(learner.code(f'"{check.id}"'))
        expect(card(learner, check.id)).to_contain_text("passed")
        earned += float(learner.outputs(learner.code(f'"{check.id}"')).last.inner_text())
    assert earned == READABILITY.points
    assert learner.errors() == []
    learner.save()
    cell = learner.page.locator(".jp-CodeCell").nth(1)
    learner.run_cell(cell, "%take boxoffice/refunds.py")
    expect(cell.locator(".cm-content")).to_contain_text("%%writefile boxoffice/refunds.py")
    learner.save()
    learner.open("notebooks/00-meet-the-app.ipynb")
    learner.run_cell(learner.code("progress()"))
    row = learner.page.get_by_role("row").filter(has_text=READABILITY.title)
    expect(row).to_contain_text("passed")
    expect(row).to_contain_text("10 of 10")
    learner.shot("progress", learner.code("progress()"))
