"""The suite that came with the app: what it notices and what it does not."""

from __future__ import annotations

from autograder.bench import old_suite, run_old_suite
from autograder.stages import before
from autograder.syllabus import load

MESSY = before(load().lesson("00"))
RULES = "boxoffice/utils.py"


def test_it_passes_on_the_app_that_it_was_written_for_and_every_line_of_the_rules_runs() -> None:
    run = run_old_suite(MESSY)
    assert (len(run.passed), dict(run.failed)) == (82, {})
    assert run.covered["utils.py"] == run.covered["helpers.py"] == 1
    assert sum(text.count("patch(") for text in old_suite().values()) > 20


def test_a_clean_refactoring_breaks_forty_of_its_tests() -> None:
    run = run_old_suite(before(load().lesson("02")))
    assert (len(run.passed), len(run.failed)) == (42, 40)


def test_the_refund_bug_passes_all_of_them() -> None:
    bug = MESSY[RULES].replace("round((m - f) / 2, 2)", "round(m / 2, 2)")
    assert bug != MESSY[RULES]
    run = run_old_suite(MESSY.with_file(RULES, bug))
    assert (len(run.passed), dict(run.failed)) == (82, {})
