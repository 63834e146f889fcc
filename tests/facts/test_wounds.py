"""Four ways of asking for trouble, and what looks like them and is none."""

from __future__ import annotations

import pytest

from autograder.facts import WoundKind, parse, parse_text, wounds
from autograder.stages import before
from autograder.syllabus import load


def kinds(text: str) -> list[WoundKind]:
    return [wound.kind for wound in wounds(parse_text(text))]


@pytest.mark.parametrize(
    "line",
    [
        "session.execute(text(f'select id from orders where email = {email}'))",
        "session.execute(text('delete from orders where id = ' + str(number)))",
        "session.execute(text('update orders set paid = %s' % now))",
        "session.execute(text('insert into orders values ({})'.format(email)))",
        "sql = 'select id from events where 1 = 1'\nsql += f' and city = {city}'",
    ],
)
def test_a_statement_with_values_in_its_text_is_one(line: str) -> None:
    assert kinds(line) == [WoundKind.SQL_TEXT]


@pytest.mark.parametrize(
    "line",
    [
        "session.execute(text('select id from orders where email = :email'), {'email': email})",
        "CLAIM = 'insert into keys values (:key) ' + 'on conflict do nothing'",
        "log.info(f'select a seat, {name}')",
        "message = f'update of order {number}'",
    ],
)
def test_parameters_and_plain_words_are_none(line: str) -> None:
    assert kinds(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "from sqlalchemy import Column, Float\nprice = Column(Float)",
        "total = float(total_cents)",
        "discount = round(subtotal * 0.1, 2)",
        "euros = amount_cents / 100",
    ],
)
def test_an_amount_that_becomes_a_float_is_one(line: str) -> None:
    found = wounds(parse_text(line))
    assert {wound.kind for wound in found} == {WoundKind.FLOAT_MONEY}


@pytest.mark.parametrize(
    "line",
    [
        "PATIENCE = (2.0, 5.0)",
        "seconds = float(environ['PATIENCE'])",
        "from decimal import Decimal\neuros = Decimal(amount_cents) / 100",
        "euros, rest = divmod(amount_cents, 100)",
    ],
)
def test_seconds_and_exact_amounts_are_none(line: str) -> None:
    assert kinds(line) == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("now = datetime.now()", 1),
        ("now = datetime.now(None)", 1),
        ("now = datetime.utcnow()", 1),
        ("now = datetime.fromtimestamp(seconds)", 1),
        ("now = datetime.now(UTC)", 0),
        ("now = datetime.now(tz=UTC)", 0),
        ("now = datetime.fromtimestamp(seconds, UTC)", 0),
    ],
)
def test_a_time_says_its_zone(line: str, found: int) -> None:
    assert kinds(f"from datetime import UTC, datetime\n{line}") == [WoundKind.ZONELESS_TIME] * found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("requests.post(url, json=body)", 1),
        ("requests.request('GET', url, timeout=None)", 1),
        ("requests.post(url, json=body, timeout=PATIENCE)", 0),
        ("requests.post(url, **options)", 0),
    ],
)
def test_a_request_has_a_time_limit(line: str, found: int) -> None:
    assert kinds(f"import requests\n{line}") == [WoundKind.NO_TIME_LIMIT] * found


def test_the_messy_app_has_all_four() -> None:
    found = wounds(parse(before(load().lesson("00")).under("boxoffice/")))
    assert {wound.kind for wound in found} == set(WoundKind)
    assert all(wound.text for wound in found)
