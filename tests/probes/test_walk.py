"""Two walks are compared by what callers rely on, and by nothing else."""

from __future__ import annotations

import copy
import json
import random
from datetime import UTC, datetime
from typing import Any

import pytest

from autograder.probes import Difference, Walk, differences, walk
from autograder.probes._kept import Kept, first_difference
from autograder.sandbox import JSON, Answer, Failure, FailureKind
from autograder.upstreams import Upstreams, UpstreamServer

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)

ORDER: dict[str, Any] = {
    "id": 7,
    "event_id": 3,
    "status": "paid",
    "lines": [{"tier_id": 9, "quantity": 2}],
    "total_cents": 7350,
    "tickets": [{"code": "ABCDEFGH23", "tier_id": 9, "used_at": None}],
    "created_at": "2031-05-06T07:08:00+00:00",
    "starts_at": "2031-06-06T07:08:00+00:00",
}


def kept(**changes: Any) -> JSON:
    return Kept().of(copy.deepcopy({**ORDER, **changes}))


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 70, "event_id": 30},
        {"created_at": "2032-01-01T00:00:00+00:00"},
        {"tickets": [{"code": "ZZZZZZZZ99", "tier_id": 9, "used_at": None}]},
        {"starts_at": "2031-06-06T09:08:00+02:00"},
        {
            "lines": [{"tier_id": 90, "quantity": 2}],
            "tickets": [{"code": "A" * 10, "tier_id": 90, "used_at": None}],
        },
    ],
)
def test_ids_codes_and_times_of_now_are_free(changes: dict[str, Any]) -> None:
    assert kept(**changes) == kept()


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"total_cents": 7349}, "total_cents"),
        ({"status": "held"}, "status"),
        ({"created_at": None}, "created_at"),
        ({"created_at": "2031-05-06 07:08"}, "created_at"),
        ({"starts_at": "2031-06-06T07:09:00+00:00"}, "starts_at"),
        ({"tickets": [{"code": "short", "tier_id": 9, "used_at": None}]}, "tickets[0].code"),
        ({"tickets": [{"code": "ABCDEFGH23", "tier_id": 8, "used_at": None}]}, "tickets[0].tier_id"),
        ({"tickets": []}, "tickets"),
        ({"promo": "X"}, "promo"),
    ],
)
def test_all_else_is_kept_and_the_first_difference_named(changes: dict[str, Any], where: str) -> None:
    expected, got = first_difference(kept(), kept(**changes))
    assert expected != got
    assert got.startswith(f"{where}: ")


def test_a_text_is_kept_without_codes_and_order_numbers() -> None:
    names = Kept()
    names.of(copy.deepcopy(ORDER))
    assert names.of("Your order 7:\nABCDEFGH23\n") == "Your order ...:\na code"


class EchoApp:
    """Answers every request with the same thing, and sends one mail for each order."""

    def __init__(self, upstreams: Upstreams, status: int = 201, text: str = "Thank you") -> None:
        self.upstreams, self.status, self.text = upstreams, status, text
        self.asked: list[tuple[str, str]] = []

    def __call__(self, method: str, path: str, _: JSON) -> Answer | Failure:
        self.asked.append((method, path))
        if (method, path) == ("POST", "/orders") and self.status == 0:
            return Failure(FailureKind.TIMEOUT, "no answer within 3 s")
        return Answer(self.status or 201, {}, json.dumps({"id": 1, "msg": self.text}).encode())


def walked(status: int = 201, text: str = "x") -> Walk:
    with UpstreamServer() as server, server.tenant() as upstreams:
        return walk(EchoApp(upstreams, status, text), upstreams, random.Random(5), NOW)


def test_walks_of_the_same_app_do_not_differ() -> None:
    assert list(differences(walked(), walked(text="y"))) == []


def test_the_first_difference_comes_first_and_says_what_was_asked() -> None:
    first: Difference = next(differences(walked(201), walked(200)))
    assert first.asked.startswith("POST /events {")
    assert first.expected.startswith("201")
    assert first.got.startswith("200")


def test_a_walk_ends_where_no_answer_comes() -> None:
    ended = walked(0)
    assert ended.steps[-1].status is None
    assert len(ended.steps) < len(walked().steps)
    (found,) = differences(walked(), ended)
    assert (found.got, found.failure and found.failure.kind) == ("no answer", FailureKind.TIMEOUT)


def test_what_goes_out_is_compared_after_the_answers() -> None:
    before, after = walked(), walked()
    out = Walk(before.steps, ("mail POST /messages: to 'ada'", "payments POST /charges: amount_cents 1"))
    other = Walk(after.steps, ("mail POST /messages: to 'ada'",))
    (found,) = differences(out, other)
    assert found.goes_out
    assert (found.expected, found.got) == ("payments POST /charges: amount_cents 1", "nothing more")
