"""What is kept for lesson 02; that each gets what it must is proven with the whole course."""

from __future__ import annotations

from autograder.authoring._submissions import kept_folders, read_kept
from autograder.stages import content_root, released_notebook
from autograder.syllabus import load

LESSON = load().lesson("02")
FOLDERS = kept_folders(LESSON, content_root())


def test_every_check_refuses_one_that_all_others_let_pass() -> None:
    alone: set[str] = set()
    for folder in FOLDERS:
        refused = read_kept(folder, LESSON, released_notebook(LESSON)).refused
        if len(refused) == 1:
            alone |= set(refused)
    assert alone == {check.id for check in LESSON.checks}
