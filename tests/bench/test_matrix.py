"""The mutation matrix: which tests fail where, what it says, how it is drawn; and the bench round it."""

from __future__ import annotations

import pytest

from autograder.bench import mutation_matrix
from autograder.bench._matrix import Matrix, Version, matrix_of, versions_of
from autograder.bench._matrix_picture import picture
from autograder.stages import before
from autograder.syllabus import load

APP = before(load().lesson("07"))
NOW = "from datetime import datetime, timezone\n\nNOW = datetime(2027, 3, 1, tzinfo=timezone.utc)\n\n"
GROUP = f"""{NOW}
def test_group(rules):
    assert [rules.price([(5000, n)], NOW).discount for n in (5, 6)] == [0, 3000]


def test_nothing(rules):
    assert rules.price([(5000, 1)], NOW)
"""


def test_every_version_applies_to_the_app_that_the_lesson_finds() -> None:
    versions = versions_of(APP)
    assert [sum(each.is_bug is kind for each in versions) for kind in (True, False)] == [8, 4]


def test_a_test_fails_on_the_bugs_of_its_rule_and_on_nothing_else() -> None:
    bench = mutation_matrix({"group": GROUP}, APP)
    matrix = bench.matrix
    caught = [version.name for version, failed in zip(matrix.versions, matrix.failed, strict=True) if failed]
    assert caught == ["five are a group", "six are none"]
    assert matrix.idle() == ("test_nothing",)
    assert matrix.failing("six are none") == ["test_group"]
    assert str(matrix) == (
        "2 of 8 bugs are caught; 0 of 4 refactorings make a test fail. 1 test catches none of these bugs."
    )


def test_tests_that_fail_on_the_app_as_it_is_are_not_tried() -> None:
    matrix = matrix_of(f"{NOW}def test_wrong(rules):\n    assert not rules.price([(1, 1)], NOW)\n", APP)
    assert matrix.versions == ()
    assert "test_wrong fails on the app as it is" in str(matrix)


@pytest.mark.parametrize(
    ("is_bug", "failed", "word"),
    [(True, True, "caught"), (True, False, "missed"), (False, True, "false alarm"), (False, False, "calm")],
)
def test_each_column_has_a_word_below_it(is_bug: bool, failed: bool, word: str) -> None:
    seen = frozenset({"test_<b>"}) if failed else frozenset()
    html = picture(Matrix(("test_<b>",), (Version("a bug", is_bug, {}),), (seen,)))
    assert f">{word}<" in html
    assert "<b>" not in html
