"""What is kept for the lessons; that each submission gets what it must is proven with the whole course."""

from __future__ import annotations

import pytest

from autograder.authoring._submissions import kept_folders, read_kept
from autograder.stages import content_root, released_notebook
from autograder.syllabus import Lesson, load

LESSONS = [lesson for lesson in load().ready if lesson.number >= 2]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_check_refuses_one_that_all_others_let_pass(lesson: Lesson) -> None:
    alone: set[str] = set()
    for folder in kept_folders(lesson, content_root()):
        refused = read_kept(folder, lesson, released_notebook(lesson)).refused
        if len(refused) == 1:
            alone |= set(refused)
    assert alone == {check.id for check in lesson.checks}
