"""A sandbox for the checks of lesson 01, and examinations of modules as a learner would write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from autograder.lessons import Examination, Subject
from autograder.sandbox import Sandbox, default_isolation
from autograder.stages import before_exercise
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree

REFUNDS = "boxoffice/refunds.py"

Examine = Callable[..., Examination]


@pytest.fixture(scope="session")
def stage() -> SourceTree:
    return before_exercise(load().lesson("01"))


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


@pytest.fixture
def examine(stage: SourceTree, sandbox: Sandbox) -> Examine:
    """An examination of the app with `boxoffice/refunds.py` and, by path, further modules written anew."""

    def examination(refunds: str | None = None, others: Mapping[str, str] | None = None) -> Examination:
        written = {**(others or {}), **({} if refunds is None else {REFUNDS: refunds})}
        tree = SourceTree({**stage.files, **written})
        subject = Subject(load().lesson("01"), Submission(), stage, stage, tree)
        return Examination(subject, sandbox, secret=b"of this test")

    return examination


@pytest.fixture(scope="session")
def starter(stage: SourceTree) -> str:
    return stage[REFUNDS]


GOOD = '''"""What is paid back."""

from datetime import timedelta

FULL_REFUND_NOTICE = timedelta(days=14)
HALF_REFUND_NOTICE = timedelta(hours=48)
REFUND, ALREADY_REFUNDED, TOO_LATE, NEVER_PAID = range(4)


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    if refunded:
        return None, ALREADY_REFUNDED
    if not paid:
        return None, NEVER_PAID
    if cancelled:
        return total, REFUND
    notice = starts_at - now
    if notice < HALF_REFUND_NOTICE:
        return None, TOO_LATE
    if notice < FULL_REFUND_NOTICE:
        return round((total - fee) / 2, 2), REFUND
    return round(total - fee, 2), REFUND
'''


@pytest.fixture(scope="session")
def good() -> str:
    """A right answer, one function."""
    return GOOD


@pytest.fixture(scope="session")
def good_in_pieces() -> str:
    """A right answer in another style: a table, a class, a match."""
    return """from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum


class Code(IntEnum):
    REFUND = 0
    ALREADY_REFUNDED = 1
    TOO_LATE = 2
    NEVER_PAID = 3


@dataclass(frozen=True)
class Step:
    notice: timedelta
    share: float


STEPS = (Step(notice=timedelta(days=14), share=1.0), Step(notice=timedelta(hours=48), share=0.5))


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    match (refunded, paid, cancelled):
        case (True, _, _):
            return None, Code.ALREADY_REFUNDED
        case (_, False, _):
            return None, Code.NEVER_PAID
        case (_, _, True):
            return total, Code.REFUND
    return by_notice(total - fee, starts_at - now)


def by_notice(without_fee, notice):
    for step in STEPS:
        if notice >= step.notice:
            return round(without_fee * step.share, 2), Code.REFUND
    return None, Code.TOO_LATE
"""
