"""`same-answers`: right, wrong, and every way in which code gives no answer, each in words of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.lessons.readability.same_answers import same_answers
from autograder.verdict import EvidenceKind

if TYPE_CHECKING:
    from tests.lessons.readability.conftest import Examine

PATH = "boxoffice/refunds.py"


def test_the_starter_gives_the_answers_that_it_gave(examine: Examine) -> None:
    assert same_answers(examine()).share == 1


def test_a_right_answer_passes(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good))
    assert (finding.share, finding.reason) == (1, "passed")
    assert "2,000" in finding.summary


def test_a_right_answer_in_another_style_passes(examine: Examine, good_in_pieces: str) -> None:
    assert same_answers(examine(good_in_pieces)).share == 1


def test_a_wrong_bound_is_shown_by_the_case_that_lies_on_it(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("notice < FULL", "notice <= FULL")))
    assert finding.reason == "wrong-answer"
    first = finding.evidence[0]
    assert first.message.startswith(
        "Paid order of 105.00 (fee 5.00), 14 days exactly before the start. The rule: 14 days or more"
    )
    assert (first.expected, first.got) == ("(100.0, 0)", "(50.0, 0)")
    assert first.asked.startswith(
        "refund_amount(105.0, 5.0, datetime(2026, 11, 16, 12, 0), datetime(2026, 11, 30"
    )


def test_a_wrong_order_of_the_rules_is_shown_by_a_cancelled_event_refunded_twice(
    examine: Examine, good: str
) -> None:
    cancelled = "    if cancelled:\n        return total, REFUND\n"
    body = good.replace(cancelled, "").replace("    if refunded:", f"{cancelled}    if refunded:")
    finding = same_answers(examine(body))
    assert finding.reason == "wrong-answer"
    assert "Refunded order" in finding.evidence[0].message
    assert "event cancelled" in finding.evidence[0].message


def test_an_amount_that_is_not_rounded_is_told_so(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("round(total - fee, 2)", "total - fee")))
    assert finding.evidence[0].got == "(54.480000000000004, 0), not rounded to the cent"


@pytest.mark.parametrize(
    ("returned", "got"),
    [
        ("total", "105.0"),
        ("(total, REFUND, None)", "(105.0, 0, None)"),
        ("('105.0', REFUND)", "('105.0', 0)"),
        ("(True, REFUND)", "(True, 0)"),
        ("(total, False)", "(105.0, False)"),
        ("(float('nan'), REFUND)", "(nan, 0)"),
        ("(total, 0.0)", "(105.0, 0.0)"),
    ],
)
def test_an_answer_that_is_no_amount_with_a_code_is_shown_as_it_came(
    examine: Examine, good: str, returned: str, got: str
) -> None:
    finding = same_answers(
        examine(good.replace("    if refunded:", f"    return {returned}\n    if refunded:"))
    )
    assert finding.reason == "wrong-shape"
    assert finding.evidence[0].got == got


def test_an_object_that_equals_everything_equals_no_answer(examine: Examine, good: str) -> None:
    equal = (
        "class Always(float):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n\n\n"
    )
    lie = good.replace("def refund_amount", f"{equal}def refund_amount").replace(
        "    if refunded:", "    return Always(1), REFUND\n    if refunded:"
    )
    assert same_answers(examine(lie)).reason == "wrong-answer"


def test_whoever_knows_only_the_textbook_cases_is_refused(examine: Examine, good: str) -> None:
    guess = good.replace(
        "    if refunded:",
        "    if total not in (105.0, 57.2, 120.0, 0.0):\n        return 1.0, 0\n    if refunded:",
    )
    assert same_answers(examine(guess)).reason == "wrong-answer"


def test_a_module_that_does_not_parse_is_refused_with_the_line(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("    if not paid:", "    if not paid")))
    assert finding.reason == "syntax-error"
    assert (finding.evidence[0].path, finding.evidence[0].line) == (PATH, 13)


def test_an_exception_while_importing_is_refused_with_the_line(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("HALF_REFUND_NOTICE =", "HALF_REFUND_NOTICE = 1 / 0 #")))
    assert finding.reason == "import-error"
    assert "ZeroDivisionError" in finding.evidence[0].message
    assert (finding.evidence[0].path, finding.evidence[0].line) == (PATH, 6)


def test_a_missing_function_is_refused_and_the_seam_told(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("def refund_amount", "def amount_to_refund")))
    assert finding.reason == "missing-function"
    assert "amount_to_refund" in finding.evidence[0].message
    assert (
        "refund_amount(total, fee, now, starts_at, cancelled, paid, refunded)" in finding.evidence[0].message
    )


def test_a_missing_module_is_refused_and_the_seam_told(examine: Examine) -> None:
    examination = examine()
    gone = examination.tree.without(PATH)
    examination.subject = type(examination.subject)(
        examination.subject.lesson, examination.subject.submission, examination.stage, examination.stage, gone
    )
    assert same_answers(examination).reason == "missing-function"


def test_a_wrong_signature_is_refused_before_anything_is_asked(examine: Examine, good: str) -> None:
    finding = same_answers(
        examine(good.replace("starts_at, cancelled, paid, refunded", "starts_at, cancelled"))
    )
    assert finding.reason == "wrong-signature"
    assert "refund_amount(total, fee, now, starts_at, cancelled)" in finding.evidence[0].message
    assert finding.evidence[0].line == 10


def test_an_exception_in_one_rule_is_refused_with_its_line_and_the_case(examine: Examine, good: str) -> None:
    finding = same_answers(examine(good.replace("return None, NEVER_PAID", "return None, NEVER_PAYED")))
    assert finding.reason == "exception"
    place, case = finding.evidence
    assert "NEVER_PAYED" in place.message
    assert (place.kind, place.path, place.line) == (EvidenceKind.SOURCE, PATH, 14)
    assert case.message.startswith("Unpaid order")


def test_an_endless_loop_is_refused_with_the_line_where_it_was(examine: Examine, good: str) -> None:
    looping = good.replace(
        "    notice = starts_at - now\n", "    notice = starts_at - now\n    while True:\n        fee += 0\n"
    )
    finding = same_answers(examine(looping))
    assert finding.reason == "endless-loop"
    assert finding.evidence[0].path == PATH
    assert finding.evidence[0].line in {18, 19}


def test_leaving_the_process_is_no_answer(examine: Examine, good: str) -> None:
    assert same_answers(examine(f"import os\n{good}os._exit(0)\n")).reason == "died"
    assert same_answers(examine(f"import sys\n{good}sys.exit(0)\n")).share == 0


def test_forging_the_answers_from_the_frame_that_asks_gains_nothing(examine: Examine, good: str) -> None:
    forged = """import sys
frame = sys._getframe()
while frame:
    frame.f_globals["_plain"] = lambda answer: {"amount": None, "code": 0}
    frame = frame.f_back
"""
    wrong = good.replace("notice < FULL", "notice <= FULL")
    assert same_answers(examine(forged + wrong)).share == 0


def test_the_cases_depend_on_the_secret_and_the_tree_alone(examine: Examine, good: str) -> None:
    first, second, other = examine(good), examine(good), examine(f"{good}\n")
    assert first.randomness("refund cases").random() == second.randomness("refund cases").random()
    assert first.randomness("refund cases").random() != other.randomness("refund cases").random()
