"""The fault panel: one purchase in trouble, from the app before lesson 06 and after it."""

from __future__ import annotations

import pytest

from autograder.bench import fault_panel
from autograder.bench._faults import CHARGES, Trouble, bought, in_words
from autograder.stages import after, before
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("06")


@pytest.fixture(scope="module")
def found() -> SourceTree:
    return before(LESSON)


@pytest.fixture(scope="module")
def mended() -> SourceTree:
    return after(LESSON)


def test_the_incident_takes_money_and_gives_no_ticket(found: SourceTree) -> None:
    outcome = bought(found, Trouble())
    assert [status for status, _ in outcome.answers] == [200]
    assert not outcome.agrees
    assert in_words(outcome) == "EUR 147.00 kept and 0 tickets: money without tickets"


@pytest.mark.parametrize("charge", CHARGES)
def test_after_the_exercise_money_and_tickets_agree(mended: SourceTree, charge: str) -> None:
    assert bought(mended, Trouble(charge)).agrees


def test_what_cannot_be_voided_is_settled_by_recover(mended: SourceTree) -> None:
    stuck = bought(mended, Trouble(void="dead"))
    assert not stuck.agrees
    assert [status for _, status, _, _ in stuck.orders] == ["held"]
    assert bought(mended, Trouble(void="dead", recover=True)).agrees


def test_a_purchase_that_comes_twice_is_bought_once(found: SourceTree, mended: SourceTree) -> None:
    twice = Trouble("well", twice=True)
    assert len(bought(found, twice).orders) == 2
    assert len(bought(mended, twice).orders) == 1


def test_a_mail_that_waits_is_sent_when_mail_is_well(mended: SourceTree) -> None:
    assert bought(mended, Trouble("well", mail="dead")).mails == 0
    assert bought(mended, Trouble("well", mail="dead", recover=True)).mails == 1


def test_the_picture_shows_answer_log_and_money_of_both() -> None:
    html = fault_panel().picture
    for words in (
        "as the lesson finds it",
        "after the exercise",
        "charge-unclear",
        "EUR 147.00",
        "aria-label",
    ):
        assert words in html
