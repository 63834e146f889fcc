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

Judge = Callable[..., dict[str, Finding]]


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def judge(sandbox: Sandbox) -> Judge:
    """The findings about a tree, by check: of all of them, or of some."""

    def judged(tree: SourceTree, *names: str) -> dict[str, Finding]:
        stage = small_app()
        subject = Subject(load().lesson("05"), Submission(), stage, stage, tree)
        examination = Examination(subject, sandbox, secret=b"of this test")
        return {name: CHECKS[name](examination) for name in names or CHECKS}

    return judged
