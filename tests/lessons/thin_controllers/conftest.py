"""A sandbox for the checks of lesson 03, and examinations of the app with modules written anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.lessons import Examination, Subject
from autograder.sandbox import Sandbox, default_isolation
from autograder.stages import after, before_exercise
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("03")

Examine = Callable[..., Examination]


@pytest.fixture(scope="session")
def stage() -> SourceTree:
    """The app as the exercise finds it."""
    return before_exercise(LESSON)


@pytest.fixture(scope="session")
def good() -> SourceTree:
    """The app as the solution leaves it."""
    return after(LESSON)


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def examine(stage: SourceTree, good: SourceTree, sandbox: Sandbox) -> Examine:
    """An examination of the solution with some modules changed.

    Its arguments: texts by path, for modules written anew; `changes` by path, a text that stands there and
    what takes its place; `tree`, an app in the place of the solution.
    """

    def examination(
        written: Mapping[str, str] | None = None,
        changes: Mapping[str, tuple[str, str]] | None = None,
        tree: SourceTree | None = None,
    ) -> Examination:
        files = {**(tree or good).files, **(written or {})}
        for path, (old, new) in (changes or {}).items():
            assert old in files[path], f"{path} does not have {old!r}"
            files[path] = files[path].replace(old, new)
        subject = Subject(LESSON, Submission(), stage, stage, SourceTree(files))
        return Examination(subject, sandbox, secret=b"of this test")

    return examination
