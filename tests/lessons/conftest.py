"""A sandbox for the checks, and examinations of a lesson's app with modules written anew.

A folder's own conftest says whose checks it asks, by the fixture ``lesson``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.lessons import Examination, Subject
from autograder.sandbox import Sandbox, default_isolation
from autograder.stages import after, before_exercise
from autograder.submission import Submission
from autograder.syllabus import Lesson
from autograder.tree import SourceTree

Examine = Callable[..., Examination]

SECRET = b"of these tests"


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def stage(lesson: Lesson) -> SourceTree:
    """The app as the exercise finds it."""
    return before_exercise(lesson)


@pytest.fixture
def good(lesson: Lesson) -> SourceTree:
    """The app as the solution leaves it."""
    return after(lesson)


@pytest.fixture
def examine(lesson: Lesson, stage: SourceTree, good: SourceTree, sandbox: Sandbox) -> Examine:
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
        subject = Subject(lesson, Submission(), stage, stage, SourceTree(files))
        return Examination(subject, sandbox, secret=SECRET)

    return examination
