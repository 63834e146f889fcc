"""Everything that a check asks stands in the prompt, with the words and numbers that it is judged by."""

from __future__ import annotations

import json

import pytest

from autograder.facts import MAGIC_NUMBER_RULE, NAME_RULE, TRICK_RULE
from autograder.lessons.readability._failures import SEAM
from autograder.lessons.readability._hidden import WELCOME
from autograder.lessons.readability.flat_functions import MOST_COMPLEXITY, MOST_NESTING
from autograder.lessons.readability.named_rules import is_spelled_out
from autograder.stages import released_notebook
from autograder.syllabus import load


@pytest.fixture(scope="module")
def prompt() -> str:
    """The words of the released exercise."""
    cells = json.loads(released_notebook(load().lesson("01")).read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


@pytest.mark.parametrize(
    "rule", [MAGIC_NUMBER_RULE, NAME_RULE, TRICK_RULE], ids=["numbers", "names", "tricks"]
)
def test_the_rules_of_the_facts_are_quoted_as_they_are(prompt: str, rule: str) -> None:
    assert rule in prompt


def test_the_bounds_are_those_that_are_measured(prompt: str) -> None:
    assert f"cognitive complexity of {MOST_COMPLEXITY} at most" in prompt
    assert f"at most {MOST_NESTING} blocks" in prompt


def test_the_seam_is_told_with_its_seven_values(prompt: str) -> None:
    assert SEAM in prompt


def test_every_welcome_import_is_named(prompt: str) -> None:
    assert [name for name in WELCOME - {"__future__", "boxoffice"} if f"`{name}`" not in prompt] == []


def test_what_a_trial_asked_is_answered_in_the_prompt(prompt: str) -> None:
    for words in (
        "in a function no pair ends in a bare number, returned or not",
        "`last_full_refund = starts_at - timedelta(days=14)`",
        "A table of numbers (`{Season.EARLY: 1, Season.MIDDLE: 0.5}`) stands at the top of the module",
        "Of the old comments none is left",
        "A function that was there before is new when its complexity has changed.",
        "a parameter or a field that gets one of several",
        "a float rounded to the cent",
    ):
        assert words in prompt
    assert prompt.count("`abc`") == 1
    assert prompt.index("**Imports**") < prompt.index("## Your work")


def test_the_names_that_the_prompt_calls_spelled_out_are_refused(prompt: str) -> None:
    for name in ("FOURTEEN_DAYS", "DAYS_14", "LIMIT_14", "MAGIC_NUMBER"):
        assert f"`{name}`" in prompt
        assert is_spelled_out(name)


def test_the_points_of_the_headings_are_those_of_the_manifest(prompt: str) -> None:
    for check in load().lesson("01").checks:
        if check.points:
            heading = check.id.replace("-", " ").capitalize()
            assert f"### {heading} ({check.points:g} points)" in prompt
