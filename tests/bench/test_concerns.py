"""What a line is about, read off its text."""

from __future__ import annotations

import pytest

from autograder.bench._concerns import concerns_by_line

HEAD = """\
import requests
from fastapi import FastAPI, HTTPException
from flask import jsonify
from sqlalchemy import select
app = FastAPI()
def handler(s, total, request, order):
    s.commit()
"""


@pytest.mark.parametrize(
    ("line", "concern"),
    [
        ("raise HTTPException(404)", "http"),
        ("return jsonify(order)", "http"),
        ("key = request.headers['x']", "http"),
        ("order = s.get(object, 1)", "sql"),
        ("rows = select(order)", "sql"),
        ("sql = 'select id from events'", "sql"),
        ("requests.post('http://pay')", "upstream"),
        ("fee = total * 5", "rules"),
        ("late = total > 5", "rules"),
        ("total += 1", "rules"),
        ("name = 'of %s' % total", None),
        ("name = order.name", None),
    ],
)
def test_a_line_is_about_what_it_asks_for(line: str, concern: str | None) -> None:
    assert concerns_by_line(f"{HEAD}    {line}\n").get(8) == concern


def test_a_block_does_not_lend_its_concern_to_the_lines_below_it() -> None:
    concerns = concerns_by_line("def f(total):\n    if total > 5:\n        # why\n        name = 'x'\n")
    assert concerns == {2: "rules"}


def test_a_route_and_what_its_handler_returns_are_http() -> None:
    source = "app = make()\n@app.get('/quote')\ndef quote(x):\n    return show(x)\n"
    assert concerns_by_line(source) == {2: "http", 3: "http", 4: "http"}


def test_a_file_that_python_cannot_read_has_no_concerns() -> None:
    assert concerns_by_line("def f(:") == {}
