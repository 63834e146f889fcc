"""The four checks that read: unattempted, wrong, right, right in another style, cheating."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from autograder.lessons import Check
from autograder.lessons.readability import CHECKS
from autograder.lessons.readability.flat_functions import flat_functions
from autograder.lessons.readability.named_rules import named_rules
from autograder.lessons.readability.plain_code import plain_code
from autograder.lessons.readability.telling_names import telling_names
from autograder.syllabus import load

if TYPE_CHECKING:
    from tests.lessons.readability.conftest import Examine

READING = [flat_functions, named_rules, telling_names, plain_code]
REASONS = dict(zip(READING, ["too-complex", "magic-number", "vague-name", "clever-trick"], strict=True))
PATH = "boxoffice/refunds.py"

by_check = pytest.mark.parametrize("check", READING, ids=lambda check: check.__name__)


def test_the_package_and_the_manifest_name_the_same_checks() -> None:
    assert list(CHECKS) == [spec.id for spec in load().lesson("01").checks]


@by_check
def test_the_starter_is_refused_for_what_the_check_is_about(examine: Examine, check: Check) -> None:
    finding = check(examine())
    assert (finding.share, finding.reason) == (0, REASONS[check])
    assert finding.evidence[0].path == PATH
    assert finding.evidence[0].snippet


@by_check
def test_a_right_answer_passes(examine: Examine, check: Check, good: str) -> None:
    assert check(examine(good)).share == 1


@by_check
def test_a_right_answer_in_another_style_passes(examine: Examine, check: Check, good_in_pieces: str) -> None:
    assert check(examine(good_in_pieces)).share == 1


@by_check
def test_a_module_that_does_not_parse_is_refused_with_the_line(
    examine: Examine, check: Check, good: str
) -> None:
    finding = check(examine(good.replace("    if not paid:", "    if not paid")))
    assert (finding.reason, finding.evidence[0].line) == ("syntax-error", 13)


@by_check
def test_the_starter_behind_a_clean_door_is_refused(examine: Examine, check: Check, starter: str) -> None:
    door = "from boxoffice.details import refund_amount\n\n__all__ = ['refund_amount']\n"
    finding = check(examine(door, {"boxoffice/details.py": starter}))
    assert (finding.reason, finding.evidence[0].path) == (REASONS[check], "boxoffice/details.py")


@by_check
@pytest.mark.parametrize(
    "door",
    [
        "exec('''def refund_amount(*order): ...''')\n",
        "refund_amount = eval('lambda *order: (None, 1)')\n",
        "refund_amount = getattr(__builtins__, 'ev' + 'al')('lambda *order: (None, 1)')\n",
        "import enum\n\nrefund_amount = enum.sys.modules['scripts.details'].refund_amount\n",
    ],
)
def test_code_that_is_not_there_to_be_read_is_refused(examine: Examine, check: Check, door: str) -> None:
    assert check(examine(door)).reason == "hidden-code"


@by_check
@pytest.mark.parametrize(
    "own",
    [
        "class Outcome:\n    code = 1\n\n\ndef outcome():\n    return Outcome.code\n",
        "OUTCOME = dict()\n\n\ndef outcome():\n    return OUTCOME.code\n",
        "def select(total):\n    return total\n\n\nCHOSEN = select(1)\n",
        "class Rule:\n    def __repr__(self):\n        return self.__class__.__name__\n",
        "class Rule:\n    def __init_subclass__(cls):\n        super().__init_subclass__()\n",
        "class Rule:\n    def __post_init__(self):\n        object.__setattr__(self, 'notice', 1)\n",
    ],
)
def test_what_a_module_makes_itself_hides_nothing_whatever_its_name(
    examine: Examine, check: Check, own: str
) -> None:
    assert check(examine(own)).share == 1


def test_what_another_module_imports_is_reached_through_it_and_not_seen(examine: Examine) -> None:
    for door in ("from boxoffice import utils\n\nutils.random\n", "from boxoffice.utils import random\n"):
        assert plain_code(examine(door)).reason == "hidden-code", door


@by_check
@pytest.mark.parametrize(
    ("door", "name"),
    [
        ("from scripts.details import refund_amount\n", "scripts"),
        ("from tests import details\n\nrefund_amount = details.refund_amount\n", "tests"),
        ("def refund_amount(*order):\n    import pickle\n    return pickle.loads(b'')\n", "pickle"),
        ("import importlib\n\nrefund_amount = importlib.import_module('scripts').amount\n", "importlib"),
        ("from types import SimpleNamespace\n", "types"),
    ],
)
def test_a_foreign_import_is_named_with_those_that_are_welcome(
    examine: Examine, check: Check, door: str, name: str
) -> None:
    finding = check(examine(door))
    assert finding.reason == "foreign-import"
    assert finding.evidence[0].message.startswith(
        f"{name} is not on it: the app's own modules (boxoffice), and"
    )
    assert "datetime, decimal, enum" in finding.evidence[0].message


@by_check
def test_what_the_exercise_found_in_another_module_is_not_held_against_who_changes_it(
    examine: Examine, check: Check, good: str
) -> None:
    utils = examine().stage["boxoffice/utils.py"]
    changed = utils.replace("def nice_date(s):", "def nice_date(s):  # as the mails have it")
    assert changed != utils
    assert check(examine(good, {"boxoffice/utils.py": changed})).share == 1


@by_check
def test_what_is_new_in_another_module_is_judged(
    examine: Examine, check: Check, good: str, starter: str
) -> None:
    utils = examine().stage["boxoffice/utils.py"]
    changed = f"{utils}\n\n{starter.replace('refund_amount', 'old_amount')}"
    finding = check(examine(good, {"boxoffice/utils.py": changed}))
    assert (finding.reason, finding.evidence[0].path) == (REASONS[check], "boxoffice/utils.py")


def test_a_ladder_of_five_cases_with_an_else_is_flat(examine: Examine) -> None:
    ladder = "def refund_amount(total, fee):\n    if total == 0:\n        return 0\n"
    ladder += "".join(f"    elif fee == {number}:\n        return {number}\n" for number in range(1, 5))
    assert flat_functions(examine(f"{ladder}    else:\n        return fee\n")).share == 1
    one_more = f"{ladder}    elif fee == 5:\n        return 5\n    else:\n        return fee\n"
    assert flat_functions(examine(one_more)).reason == "too-complex"


def test_where_a_complexity_comes_from_is_said_line_by_line(examine: Examine) -> None:
    code = "def refund_amount(total, fee):\n    if total:\n        if fee:\n            return 1\n"
    code += "".join(f"    if fee > {number}:\n        return {number}\n" for number in (1, 2, 3, 4))
    place = flat_functions(examine(code)).evidence[0]
    words = "refund_amount has a cognitive complexity of 7: "
    assert (
        place.message
        == f"{words}1 in line 2, 2 in line 3, 1 in line 5, 1 in line 7, 1 in line 9, 1 in others."
    )
    assert (place.line, place.snippet) == (3, "if fee:")


def test_three_blocks_within_one_another_are_too_nested_although_their_complexity_is_within_the_bound(
    examine: Examine,
) -> None:
    head = "def refund_amount(total, fee):\n"
    nested = f"{head}    if total:\n        if fee:\n            if total > fee:\n                return 1\n"
    finding = flat_functions(examine(nested))
    assert (finding.reason, finding.evidence[0].line) == ("too-nested", 5)


def test_a_method_and_a_function_in_a_function_and_a_lambda_are_judged_too(examine: Examine) -> None:
    tangle = "1 if a1 else 2 if a2 else 3 if a3 else 4 if a4 else 5"
    for code in (
        f"class Refund:\n    def amount(self, a1, a2, a3, a4):\n        return {tangle}\n",
        f"def outer():\n    def inner(a1, a2, a3, a4):\n        return {tangle}\n    return inner\n",
        f"refund_amount = lambda a1, a2, a3, a4: {tangle}\n",
    ):
        assert flat_functions(examine(code)).reason == "too-complex", code


def test_names_of_one_line_share_a_sentence(examine: Examine) -> None:
    finding = telling_names(examine())
    assert finding.evidence[0].message.startswith("c, f, m, p, st, t, z: ")


@pytest.mark.parametrize(
    "amount",
    [
        "total if paid else fee if cancelled else 0",
        "total * (not cancelled)",
        "[fee, total][paid]",
        "[total][:paid]",
        "cancelled and total or total - fee",
    ],
)
def test_each_trick_of_the_prompt_is_refused_with_its_line(examine: Examine, amount: str) -> None:
    code = f"def refund_amount(total, fee, cancelled: bool, paid: bool):\n    return {amount}\n"
    finding = plain_code(examine(code))
    assert (finding.reason, finding.evidence[0].line) == ("clever-trick", 2)


def test_a_card_shows_a_few_places_and_counts_the_rest(examine: Examine) -> None:
    code = "def refund_amount(total):\n" + "".join(f"    total -= 1{number}\n" for number in range(10, 20))
    finding = named_rules(examine(code))
    assert len(finding.evidence) == 5
    assert finding.evidence[-1].message == "And 6 more of the same kind."


@pytest.mark.parametrize(
    "comment", ["# cancelled: all of it without the fee", "#  Cancelled:  all of it, without the fee."]
)
def test_a_comment_of_the_old_code_is_refused_with_its_line(
    examine: Examine, good: str, comment: str
) -> None:
    finding = plain_code(examine(good.replace("    if cancelled:", f"    {comment}\n    if cancelled:")))
    assert (finding.reason, finding.evidence[0].line) == ("old-comment", 15)
    assert finding.evidence[0].snippet == comment


def test_a_comment_of_ones_own_is_welcome_and_so_are_the_old_words_in_a_text(
    examine: Examine, good: str
) -> None:
    own = "    # the organiser owes the fee as well\n    if cancelled:"
    assert plain_code(examine(good.replace("    if cancelled:", own))).share == 1
    text = 'NOTE = "# cancelled: all of it without the fee"\n'
    assert plain_code(examine(f"{good}\n\n{text}")).share == 1


def test_tricks_and_old_comments_are_told_at_once(examine: Examine) -> None:
    finding = plain_code(examine())
    assert finding.reason == "clever-trick"
    assert sum("old code" in place.message for place in finding.evidence) == 4


def test_code_that_is_commented_out_is_refused_and_a_formula_is_not(examine: Examine, good: str) -> None:
    old = "    # if st - t < x:\n    #     return None, 2\n    # y = half(total)\n"
    finding = plain_code(examine(good.replace("    if cancelled:", f"{old}    if cancelled:")))
    assert finding.reason == "commented-out-code"
    told = [" ".join(place.snippet.split()) for place in finding.evidence]
    assert told == ["# return None, 2", "# y = half(total)"]
    formula = "    # refund = total - fee\n    # (the fee is what selling has cost)\n    if cancelled:"
    assert plain_code(examine(good.replace("    if cancelled:", formula))).share == 1
