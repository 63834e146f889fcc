"""The instructor's guide says what is so: the plans' minutes are the manifest's and add up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.cli._group import COMMANDS
from autograder.syllabus import load

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "instructors.md").read_text("utf-8")
HEAD = "| lesson | what | minutes |\n|---|---|---|\n"
PLANS = [part.split("\n\n")[0] for part in GUIDE.split(HEAD)[1:]]


def rows(plan: str) -> list[tuple[str, str, int]]:
    found = re.findall(r"^\| ?(\d\d)? \| (.+?) \| (\d+) \|$", plan, re.M)
    return [(lesson, what, int(minutes)) for lesson, what, minutes in found]


@pytest.mark.parametrize("plan", PLANS)
def test_each_lesson_takes_what_the_manifest_says(plan: str) -> None:
    for number, what, minutes in rows(plan):
        if not number:
            continue
        lesson = load().lesson(number)
        wanted = {
            "lesson": lesson.minutes_read,
            "exercise": lesson.minutes_do,
            "lesson and exercise": lesson.minutes_read + lesson.minutes_do,
        }
        assert minutes == wanted[what], (number, what)


@pytest.mark.parametrize("plan", PLANS)
def test_the_minutes_add_up(plan: str) -> None:
    *parts, total = rows(plan)
    assert total[1] == "in all"
    assert sum(minutes for _, _, minutes in parts) == total[2]


def test_there_is_a_plan_for_half_a_day_for_one_and_for_two() -> None:
    assert len(PLANS) == 4
    half, whole, first, second = (rows(plan)[-1][2] for plan in PLANS)
    assert half <= 4 * 60
    assert max(whole, first, second) <= 8 * 60


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"survive ([a-z][a-z-]*)", GUIDE))
    assert named <= set(COMMANDS)
    assert named >= {"grade", "report", "catch-up", "reset", "solution"}
