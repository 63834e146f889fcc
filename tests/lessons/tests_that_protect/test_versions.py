"""The versions on which learners' tests are tried: bugs, refactorings, and the app written anew."""

from __future__ import annotations

import ast
import random

import pytest

from autograder import syllabus
from autograder.lessons.tests_that_protect._bugs import Bug, bugs
from autograder.lessons.tests_that_protect._printed import printed_anew
from autograder.lessons.tests_that_protect._refactorings import REFACTORINGS, Refactoring, stacked
from autograder.lessons.tests_that_protect._rules import RULES
from autograder.stages import before_exercise
from autograder.tree import SourceTree

APP = before_exercise(syllabus.load().lesson("07"))


@pytest.mark.parametrize("bug", bugs(), ids=lambda bug: bug.id)
def test_every_bug_applies_to_the_app_that_the_exercise_finds_and_changes_bodies_alone(bug: Bug) -> None:
    files = bug.files(APP)
    assert files
    for path, text in files.items():
        assert text != APP[path]
        assert outside_functions(text) == outside_functions(APP[path])
    assert bug.rules <= RULES.keys()


def outside_functions(text: str) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [ast.Pass()]
    return ast.dump(tree)


@pytest.mark.parametrize("refactoring", REFACTORINGS, ids=lambda refactoring: refactoring.id)
def test_every_refactoring_applies_and_is_python(refactoring: Refactoring) -> None:
    files = refactoring.files(APP)
    assert files
    for path, text in files.items():
        compile(text, path, "exec")


def test_all_refactorings_together_leave_no_import_without_its_module() -> None:
    tree = stacked(APP)
    modules = {path.removesuffix(".py").replace("/", ".").removesuffix(".__init__") for path in tree}
    for text in tree.files.values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("boxoffice"):
                assert node.module in modules


def test_there_are_enough_of_both_kinds_and_every_rule_is_broken_by_one() -> None:
    assert len(bugs()) >= 25
    assert len(REFACTORINGS) >= 8
    assert len({bug.id for bug in bugs()}) == len(bugs())
    assert set().union(*(bug.rules for bug in bugs())) == RULES.keys()
    boundaries = {"refund-status", "door-status", "payment-status", "payment-amount", "payment-key"}
    assert sum(1 for bug in bugs() if bug.rules & boundaries) >= 5


TEXT = '''\
LIMIT = 3

def over(amount, *, by=1):
    """Say so."""
    global LIMIT
    rest = amount - LIMIT  # what is over
    LIMIT = LIMIT + 0
    try:
        part = rest // by
    except ZeroDivisionError as part:
        return str(part)
    return part

def shared(n):
    own = n
    return [own for _ in range(n)]
'''


def test_what_is_written_anew_does_the_same_under_other_names() -> None:
    once, twice = (printed_anew({"a.py": TEXT}, random.Random(seed))["a.py"] for seed in (1, 2))
    assert once != twice
    assert "rest" not in once
    for text in (TEXT, once, twice):
        space: dict[str, object] = {}
        exec(text, space)
        assert space["over"](8, by=2) == 2  # type: ignore[operator]
        assert "zero" in space["over"](8, by=0)  # type: ignore[operator]
        assert space["shared"](2) == [2, 2]  # type: ignore[operator]


def test_a_tree_without_the_facade_is_no_ground_for_refactorings() -> None:
    with pytest.raises(ValueError, match="imports no"):
        REFACTORINGS[1].made(SourceTree({"boxoffice/domain/__init__.py": ""}))
