"""An instructor's way through formgrader's own pages, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from autograder.stages import released_notebook, solution_notebook
from autograder.syllabus import load

if TYPE_CHECKING:
    from conftest import Lab, LabPage

pytestmark = pytest.mark.chromium

LESSON = load().lesson("01")
ANSWER = "You get half of it back, without the fee: see `if notice >= HALF_REFUND_NOTICE`."


def hand_in(course: Path, student: str) -> None:
    """Lay a solved exercise where nbgrader collects submissions, with a sentence for a person to mark."""
    released = json.loads(released_notebook(LESSON).read_text("utf-8"))
    solved = {cell["id"]: cell for cell in json.loads(solution_notebook(LESSON).read_text("utf-8"))["cells"]}
    for cell in released["cells"]:
        marks = cell["metadata"].get("nbgrader", {})
        if marks.get("solution"):
            cell["source"] = solved[cell["id"]]["source"] if cell["cell_type"] == "code" else ANSWER
    folder = course / "submitted" / student / LESSON.slug
    folder.mkdir(parents=True)
    (folder / f"{LESSON.slug}.ipynb").write_text(json.dumps(released))


def press(page: Page, path: str, selector: str) -> None:
    """Press one of formgrader's buttons and wait for its report of success."""
    page.goto(path)
    page.locator("tr", has_text=LESSON.slug if "assignments" in path else "ada").locator(
        selector
    ).first.click()
    expect(page.locator(".modal-title, .modal-body h5").first).to_contain_text("Success", timeout=90_000)


def test_formgrader_grades_a_person_marks_and_both_reach_the_feedback(
    course_lab: Lab, open_page: Callable[[Lab], LabPage]
) -> None:
    hand_in(course_lab.folder, "ada")
    instructor = open_page(course_lab)
    page, formgrader = instructor.page, f"{course_lab.base}/formgrader"
    instructor.sign_in()
    press(page, f"{formgrader}/manage_assignments", "td.assign a")
    press(page, f"{formgrader}/manage_submissions/{LESSON.slug}", "td.autograde a")
    page.goto(f"{formgrader}/manage_submissions/{LESSON.slug}")
    expect(page.locator("tr", has_text="ada")).to_contain_text("10 / 13")
    instructor.shot("formgrader")
    page.goto(f"{formgrader}/gradebook/{LESSON.slug}/{LESSON.slug}")
    page.locator("td a").first.click()
    by_hand = page.locator("input.score.needs_manual_grade")
    by_hand.fill("3")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        by_hand.press("Tab")
    instructor.shot("formgrader-marking")
    press(page, f"{formgrader}/manage_submissions/{LESSON.slug}", "td.generate-feedback a")
    feedback = (course_lab.folder / "feedback" / "ada" / LESSON.slug / f"{LESSON.slug}.html").read_text(
        "utf-8"
    )
    assert "Score: 13.0 / 13.0" in feedback
    for check in LESSON.checks:
        assert check.good in feedback
