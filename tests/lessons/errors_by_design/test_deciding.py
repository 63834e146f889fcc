"""What the checks of lesson 06 make of what they see. That they see it, the kept submissions prove."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from autograder.lessons import Examination, Subject
from autograder.lessons.errors_by_design import CHECKS
from autograder.lessons.errors_by_design._deaths import Drama, dramas, wrong_of
from autograder.lessons.errors_by_design._problems import faults_of
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.errors_by_design._scenes import Wrong, share_of, total_of
from autograder.lessons.errors_by_design._shop import Concert, NoShopError, Reply, Shop, Want, order_of
from autograder.probes import Death, Look
from autograder.sandbox import JSON, Answer, Sandbox
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree
from autograder.upstreams import Charge
from autograder.upstreams import Message as Mail
from autograder.verdict import Evidence

NOW = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)
DRAMA = replace(dramas(random.Random(1), NOW)[0], email="ada@example.org", quantity=2)


def order(status: str, **more: JSON) -> dict[str, JSON]:
    tickets: JSON = [] if status in ("held", "released") else [{"code": "AAAA"}, {"code": "BBBB"}]
    return {"id": 1, "status": status, "total_cents": 700, "refund_cents": 0, "tickets": tickets, **more}


def look(*orders: dict[str, JSON], left: int = 9, quote: int = 200) -> Look:
    return Look(((200, [*orders]), (200, {"left": left}), (quote, {})))


def death(before: Look, after: Look, *, kept: int = 0, mails: int = 0, **more: object) -> Death:
    charge = Charge("ch_1", "charge-1", 700, "tok", "", voided=not kept)
    mail = Mail("m", "ada@example.org", "message", "AAAA BBBB")
    made = Death(
        "after commit", (), None, (before, after, after), (None,) * 4, None, (charge,), (mail,) * mails
    )
    return replace(made, **more)  # type: ignore[arg-type]


RELEASED = look(order("released"))
PAID = look(order("paid"), left=7, quote=409)


def reason(seen: Death, drama: Drama = DRAMA) -> str | None:
    wrong = wrong_of(drama, seen)
    return wrong.reason if wrong else None


def test_a_hold_that_is_voided_and_released_is_right() -> None:
    assert reason(death(look(order("held"), left=7, quote=409), RELEASED)) is None


def test_a_sale_that_stays_one_is_right_with_one_mail_or_two() -> None:
    assert reason(death(PAID, PAID, kept=700, mails=1)) is None
    assert reason(death(PAID, PAID, kept=700, mails=2)) is None


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (death(RELEASED, RELEASED, kept=700), "money-and-tickets"),
        (death(look(), look(), kept=700), "money-and-tickets"),
        (death(PAID, PAID, mails=1), "money-and-tickets"),
        (death(look(order("held")), look(order("held"))), "not-settled"),
        (death(look(order("held")), look()), "order-gone"),
        (death(PAID, RELEASED), "sale-undone"),
        (death(RELEASED, RELEASED, answer=(201, {})), "sale-undone"),
        (death(RELEASED, look(order("released"), left=7)), "seats-kept"),
        (death(RELEASED, look(order("released"), quote=409)), "promo-kept"),
        (death(PAID, PAID, kept=700), "mail-lost"),
        (death(RELEASED, RELEASED, again=(409, {"reason": "key-in-use"})), "key-taken"),
        (death(RELEASED, RELEASED, again=(402, {"order_id": 1})), "key-taken"),
        (death(PAID, PAID, kept=700, mails=1, again=(503, {})), "key-lost"),
        (death(PAID, PAID, kept=700, mails=1, again=(201, {"id": 2})), "key-lost"),
        (death(PAID, PAID, kept=700, mails=3), "mail-again"),
        (death(RELEASED, RELEASED, mails=1), "mail-for-nothing"),
        (death(RELEASED, RELEASED, recovered=(None, "ValueError: 1")), "recover-raises"),
        (death(RELEASED, RELEASED, trouble="a process did not come to an end"), "did-not-end"),
        (death(RELEASED, RELEASED, looks=()), "did-not-end"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_way_to_be_wrong_has_its_reason(seen: Death, why: str) -> None:
    assert reason(seen) == why


def test_a_second_recovery_that_changes_something_is_wrong() -> None:
    seen = death(RELEASED, RELEASED)
    first = replace(RELEASED, answers=(*RELEASED.answers[:1], (200, {"left": 8}), RELEASED.answers[2]))
    assert reason(replace(seen, looks=(RELEASED, first, RELEASED))) == "not-at-rest"


@pytest.mark.parametrize("said", [None, "text", [], {"orders": 1}, [None, 3, {"id": "x"}]])
def test_what_is_no_list_of_orders_is_no_crash_of_ours(said: JSON) -> None:
    strange = Look(((200, said), (500, None), (None, None)))
    assert reason(death(strange, strange, kept=700)) == "money-and-tickets"


def reply(**more: JSON) -> Reply:
    fields: dict[str, JSON] = {"type": "t", "title": "t", "status": 409, "detail": "d", "reason": "sold-out"}
    fields |= more
    return Reply(409, fields, {"content-type": "application/problem+json"}, str(fields))


def test_a_problem_document_has_its_members_and_no_more_than_that_of_us() -> None:
    assert faults_of(reply()) is None
    assert faults_of(replace(reply(), headers={"content-type": "application/json"})) is not None
    assert faults_of(reply(status=404)) is not None
    assert faults_of(reply(detail="")) is not None
    assert faults_of(reply(detail='File "/app/buying.py", line 3')) is not None
    assert faults_of(reply(detail="tok_visa"), "tok_visa") is not None
    assert faults_of(replace(reply(), fields={"reason": "sold-out"})) is not None


def test_what_was_right_before_earns_nothing_and_costs_when_it_is_lost() -> None:
    wrong = Wrong("x", "X.", Evidence.text("x"))
    assert share_of({"a": wrong, "given": None}, "all", given={"given"}).share == 0
    assert share_of({"a": None, "given": wrong}, "all", given={"given"}).share == 0
    assert share_of({"a": None, "b": wrong, "given": None}, "all", given={"given"}).share == 0.5
    assert share_of({"a": None, "given": None}, "all", given={"given"}).share == 1


@pytest.mark.parametrize(
    ("price", "total"), [(0, 0), (1000, 1100), (2000, 2100), (5010, 5261), (40000, 41500)]
)
def test_the_total_is_that_of_the_rules(price: int, total: int) -> None:
    assert total_of(Want(Concert(1, 1, price, 9), "ada@example.org", 1, "tok")) == total


@pytest.mark.parametrize(("key", "number"), [("charge-7", 7), ("refund-7", 0), ("charge-x", 0), ("", 0)])
def test_an_order_is_told_by_the_key_of_its_charge(key: str, number: int) -> None:
    assert order_of(key) == number


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("import os\nos._exit(1)\n", True),
        ("from inspect import stack\n", True),
        ("import boxoffice.ports as p\np.PaymentFailed = p.Declined\n", True),
        ("import logging\nlog = logging.getLogger(__name__)\n", False),
        ("class A:\n    def __init__(self):\n        self.key = 1\n", False),
    ],
)
def test_an_app_that_looks_round_is_refused(text: str, refused: bool, sandbox: Sandbox) -> None:
    stage = SourceTree({"boxoffice/services/buying.py": ""})
    subject = Subject(
        load().lesson("06"), Submission(), stage, stage, SourceTree({"boxoffice/services/buying.py": text})
    )
    assert (unreadable(Examination(subject, sandbox, b"of this test")) is not None) is refused


def test_what_does_not_start_is_refused_by_every_check(sandbox: Sandbox) -> None:
    tree = SourceTree({"boxoffice/__init__.py": "", "boxoffice/main.py": "1 / 0\n"})
    subject = Subject(load().lesson("06"), Submission(), tree, tree, tree)
    examination = Examination(subject, sandbox, b"of this test")
    assert {check(examination).share for check in CHECKS.values()} == {0.0}


@pytest.mark.parametrize("tiers", [None, 3, "two", [], [None, 3]])
def test_an_event_that_tells_no_tiers_is_no_crash_of_ours(tiers: JSON) -> None:
    shop = Shop(_Tells({"tiers": tiers}), random.Random(1), NOW)  # type: ignore[arg-type] # no more is asked
    with pytest.raises(NoShopError):
        shop.tiers(Concert(1, 1, 1000, 9))


class _Tells:
    """An app that gives one answer."""

    def __init__(self, said: JSON) -> None:
        self._said = said

    def ask(self, *_: object) -> Answer:
        return Answer(200, {"content-type": "application/json"}, json.dumps(self._said).encode())
