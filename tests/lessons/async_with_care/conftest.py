"""A sandbox for the checks of lesson 05, and findings about a small box office."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from autograder.lessons import Examination, Finding, Subject
from autograder.lessons.async_with_care import CHECKS
from autograder.sandbox import Sandbox, default_isolation
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree
from tests.lessons.async_with_care.small_app import small_app

Judge = Callable[[SourceTree], dict[str, Finding]]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def judge(sandbox: Sandbox) -> Judge:
    """The findings of all checks about a tree, by check."""

    def judged(tree: SourceTree) -> dict[str, Finding]:
        stage = small_app()
        subject = Subject(load().lesson("05"), Submission(), stage, stage, tree)
        examination = Examination(subject, sandbox, secret=b"of this test")
        return {name: check(examination) for name, check in CHECKS.items()}

    return judged
