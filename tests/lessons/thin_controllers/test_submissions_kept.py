"""What is kept for lesson 03; that each gets what it must is proven with the whole course."""

from __future__ import annotations

from autograder.authoring._submissions import kept_folders, read_kept
from autograder.stages import content_root, released_notebook
from autograder.syllabus import load

LESSON = load().lesson("03")
FOLDERS = kept_folders(LESSON, content_root())


def test_every_check_refuses_one_that_all_others_let_pass() -> None:
    alone: set[str] = set()
    for folder in FOLDERS:
        refused = read_kept(folder, LESSON, released_notebook(LESSON)).refused
        if len(refused) == 1:
            alone |= set(refused)
    assert alone == {check.id for check in LESSON.checks}


def test_there_are_right_ones_in_several_styles_wrong_ones_partly_right_ones_and_cheats() -> None:
    names = [folder.name.partition("-")[0] for folder in FOLDERS]
    assert names.count("right") >= 3
    assert names.count("wrong") >= 6
    assert names.count("partly") >= 3
    assert names.count("cheat") >= 6
