"""What an update does to a learner's folder, decided without one."""

from __future__ import annotations

from itertools import islice, product

import pytest

from autograder.workspace import Action, Copy, Step, plan
from autograder.workspace._plan import names_beside

NOTEBOOK = "notebooks/01-readability.ipynb"
MODULE = "exercises/01-readability/boxoffice/refunds.py"
OLD, NEW, MINE = Copy("old", "old"), Copy("new", "new"), Copy("mine", "mine")


def one_step(path: str, new: Copy | None, old: Copy | None, here: Copy | None) -> Step | None:
    offered = {path: new} if new else {}
    handed_out = {path: old} if old else {}
    present = {path: here} if here else {}
    steps = plan(offered, handed_out, present.get)
    assert len(steps) <= 1
    return steps[0] if steps else None


def test_a_file_that_was_never_handed_out_is_added():
    assert one_step(MODULE, NEW, None, None) == Step(Action.ADD, MODULE, MODULE)


def test_an_untouched_file_gets_the_new_version():
    assert one_step(MODULE, NEW, OLD, OLD) == Step(Action.REFRESH, MODULE, MODULE)


def test_a_notebook_that_was_only_run_gets_the_new_version():
    run = Copy("with outputs", OLD.meaning)
    assert one_step(NOTEBOOK, NEW, OLD, run) == Step(Action.REFRESH, NOTEBOOK, NOTEBOOK)


def test_a_touched_notebook_stays_and_the_new_version_lies_beside_it():
    beside = "notebooks/01-readability.new.ipynb"
    assert one_step(NOTEBOOK, NEW, OLD, MINE) == Step(Action.BESIDE, NOTEBOOK, beside)


def test_a_touched_module_stays_and_the_new_version_cannot_be_imported():
    assert one_step(MODULE, NEW, OLD, MINE) == Step(Action.BESIDE, MODULE, f"{MODULE}.new")


def test_a_touched_file_without_news_stays_as_it_is():
    assert one_step(NOTEBOOK, OLD, OLD, MINE) is None


def test_a_learners_own_file_of_the_same_name_stays():
    assert one_step(NOTEBOOK, NEW, None, MINE).action is Action.BESIDE


def test_without_a_record_a_copy_that_was_only_run_counts_as_handed_out():
    assert one_step(NOTEBOOK, NEW, None, Copy("with outputs", NEW.meaning)) is None


def test_a_notebook_that_the_learner_deleted_comes_back():
    assert one_step(NOTEBOOK, OLD, OLD, None) == Step(Action.ADD, NOTEBOOK, NOTEBOOK)


def test_a_module_that_the_learner_removed_stays_away():
    assert one_step(MODULE, NEW, OLD, None) is None


def test_an_untouched_file_that_the_course_dropped_goes():
    assert one_step(MODULE, None, OLD, OLD) == Step(Action.WITHDRAW, MODULE, MODULE)


def test_a_touched_file_that_the_course_dropped_stays():
    assert one_step(MODULE, None, OLD, MINE) is None


def test_a_version_that_lies_beside_already_is_not_laid_there_again():
    present = {NOTEBOOK: MINE, "notebooks/01-readability.new.ipynb": NEW}
    assert plan({NOTEBOOK: NEW}, {NOTEBOOK: OLD}, present.get) == ()


def test_a_second_new_version_does_not_replace_the_first():
    present = {NOTEBOOK: MINE, "notebooks/01-readability.new.ipynb": OLD}
    (step,) = plan({NOTEBOOK: NEW}, {NOTEBOOK: OLD}, present.get)
    assert step.target == "notebooks/01-readability.new-2.ipynb"


def test_names_beside_a_file_keep_its_folder():
    assert list(islice(names_beside("a/b.py"), 2)) == ["a/b.py.new", "a/b.py.new-2"]


@pytest.mark.parametrize("path", [NOTEBOOK, MODULE])
def test_no_plan_ever_writes_over_what_the_learner_wrote(path: str):
    for new, old, here in product((None, OLD, NEW), (None, OLD, NEW), (MINE, NEW, OLD)):
        step = one_step(path, new, old, here)
        if step and step.target == path:
            assert old is not None
            assert here.meaning == old.meaning
