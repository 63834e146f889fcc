"""The handler X-ray: what it sees, what it says of it, how it is drawn; and the live bench round it."""

from __future__ import annotations

from autograder.bench import handler_xray
from autograder.bench._xray import Bar, read_xray, sentence
from autograder.bench._xray_picture import picture
from autograder.facts import Concern
from autograder.stages import before
from autograder.syllabus import load
from autograder.tree import SourceTree

FAT = """
import requests
from fastapi import FastAPI
from sqlalchemy.orm import Session
app = FastAPI()

@app.post("/orders")
def buy(n: int, box: Session):
    # --- may they?
    if n > 8:
        return 409

    box.commit()
    charge(n)
    return {"n": n}

def charge(n):
    return requests.post("http://payments", json=n)

@app.get("/orders/{order_id}")
def page(order_id: int):
    return {"id": order_id}
"""
THIN = """
from fastapi import FastAPI
from boxoffice.services import buying
app = FastAPI()

@app.post("/orders")
def buy(n: int):
    return answer(buying.buy(n))

def answer(order):
    return {
        "n": order.n,
    }
"""
BUYING = "import requests\ndef buy(n):\n    requests.post('http://payments')\n    return n\n"


def app_of(main: str) -> SourceTree:
    return SourceTree(
        {
            "boxoffice/__init__.py": "",
            "boxoffice/main.py": main,
            "boxoffice/services/__init__.py": "",
            "boxoffice/services/buying.py": BUYING,
        }
    )


def bar_of(main: str) -> Bar:
    bar = read_xray(app_of(main)).bar("POST /orders")
    assert bar is not None
    return bar


def test_lines_are_counted_by_concern_without_blanks_and_comments() -> None:
    bar = bar_of(FAT)
    assert [bar.count(concern) for concern in (Concern.RULES, Concern.SQL, Concern.UPSTREAM)] == [1, 1, 1]
    assert len(bar.lines) == 8
    assert not any(line.text.startswith("#") for line in bar.lines)


def test_what_a_helper_in_the_web_layer_does_is_the_handlers_and_told_apart() -> None:
    bar = bar_of(FAT)
    assert bar.count(Concern.UPSTREAM, own=True) == 0
    assert bar.count(Concern.UPSTREAM, own=False) == 1
    (call,) = [line for line in bar.lines if line.concern is Concern.UPSTREAM]
    assert call.chain == ("buy", "charge")


def test_what_a_use_case_does_is_not_the_handlers() -> None:
    bar = bar_of(THIN)
    assert bar.work == 0
    assert {line.concern for line in bar.lines} == {Concern.HTTP}
    assert bar.use_cases == ("services.buying.buy",)


def test_the_sentence_names_the_fattest_handler_and_changes_with_the_code() -> None:
    fat, thin = read_xray(app_of(FAT)), read_xray(app_of(THIN))
    assert sentence(fat, None, None).startswith("1 of 2 handlers do more than HTTP; POST /orders has 3 lines")
    assert sentence(thin, None, None) == "The one handler does nothing but HTTP."
    assert "from 3 lines to 0 lines; no handler still hold" in sentence(fat, thin, None)


def test_the_sentence_tells_of_the_chosen_handler() -> None:
    fat, thin = read_xray(app_of(FAT)), read_xray(app_of(THIN))
    words = sentence(fat, thin, "POST /orders")
    assert "calls services.buying.buy" in words
    assert "Before it had 8 lines" in words
    assert sentence(fat, thin, "GET /orders/{order_id}") == "GET /orders/{order_id} is not there any more."


def test_code_that_is_half_written_and_an_app_without_handlers_are_no_error() -> None:
    broken = read_xray(app_of("def f(:\n"))
    assert "Python cannot read boxoffice/main.py" in sentence(broken, None, None)
    assert picture(broken, None, None)
    empty = read_xray(SourceTree({"boxoffice/__init__.py": ""}))
    assert "no handler" in sentence(empty, None, None)
    assert picture(empty, read_xray(app_of(FAT)), None)


def test_the_picture_says_in_words_what_its_colours_say() -> None:
    html = picture(read_xray(app_of(FAT)), read_xray(app_of(THIN)), "POST /orders")
    for words in (
        "before",
        "after",
        "1 rules, 1 SQL, 1 calls of others",
        "Striped",
        "by way of",
        "not there",
    ):
        assert words in html


def test_code_in_the_picture_stays_code() -> None:
    hostile = FAT.replace('"http://payments"', '"<script>alert(1)</script>\u202e"')
    html = picture(read_xray(app_of(hostile)), None, "POST /orders")
    assert "<script" not in html
    assert "\u202e" not in html


def test_choosing_a_handler_redraws_and_the_buttons_step_through_all() -> None:
    bench = handler_xray(app_of(FAT), after=app_of(THIN))
    assert "still hold some" in bench.picture
    bench.next.click()
    assert bench.handler.value == "POST /orders"
    assert "boxoffice/services" not in bench.picture
    assert "answer" in bench.picture
    bench.previous.click()
    assert bench.handler.value is None


def test_the_messy_app_has_a_dozen_handlers_and_none_is_thin() -> None:
    xray = read_xray(before(load().lesson("00")))
    assert len(xray.bars) == len(xray.fat) == 12
    assert xray.fat[0].route == "POST /orders"
