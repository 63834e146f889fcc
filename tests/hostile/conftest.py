"""One grader a process for all attacks, with targets around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading import Grader
from autograder.sandbox import Isolation
from tests.hostile._grounds import Grounds, grounds

SECRET = b"of the attacks' course"


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    folder: Path = tmp_path_factory.mktemp("outside")
    with grounds(folder) as found:
        yield found


@pytest.fixture(scope="session")
def grader(ground: Grounds) -> Iterator[Grader]:
    """Started after the targets are set up, so that whatever leaks into the sandbox holds the secret.

    As for a single learner; in a class, each of them is judged as `survive grade` does.
    """
    with Grader(isolation=Isolation.BUBBLEWRAP, secret=SECRET, alone=True) as grader:
        grader.warm_up()
        yield grader
