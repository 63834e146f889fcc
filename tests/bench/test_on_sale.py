"""The on-sale and the closing page: what is counted, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder.bench import CourseInNumbers, OnSale, on_sale
from autograder.bench._numbers import measures
from autograder.bench._on_sale import Asked, Opening, opened
from autograder.bench._on_sale_picture import pairs, picture
from autograder.bench._pairs_picture import Pair, pairs_picture
from autograder.stages import after, before
from autograder.syllabus import load

MESSY, FINISHED = before(load().lesson("00")), after(load().lesson("09"))

QUIET = Opening("yours", 100, 0, 0, 0, 0, (Asked(0.5, 201), Asked(1.5, 200)), 2.0)
LOUD = replace(QUIET, name="as you inherited it", charged_for_nothing=29_405, unhappy=2, broken=1)


@pytest.mark.parametrize("main_down", [False, True])
def test_the_finished_app_sells_what_there_is_and_charges_nobody_for_nothing(main_down: bool) -> None:
    opening = opened("yours", FINISHED, main_down=main_down)
    # Seats that were held by somebody who then could not pay may find nobody any more.
    assert 80 <= opening.sold <= 100
    assert opening.oversold == 0
    assert (opening.charged_for_nothing, opening.unhappy) == (0, 0)
    assert len(opening.asked) == 180


def test_the_messy_app_charges_for_nothing_and_knows_no_second_provider() -> None:
    opening = opened("as you inherited it", MESSY)
    assert opening.unhappy > 0
    assert opening.charged_for_nothing > 0
    assert opened("as you inherited it", MESSY, main_down=True).sold == 0


def test_an_opening_is_told_beside_another_in_units() -> None:
    told = {pair.what: (pair.told_left, pair.told_right) for pair in pairs(LOUD, QUIET)}
    assert told["money without a ticket"] == ("EUR 294.05", "EUR 0.00")
    assert told["requests a second"] == ("1", "1")
    assert told["slowest answer"] == ("1.50 s", "1.50 s")
    assert "buyers charged for nothing: as you inherited it 2, yours 0." in picture(LOUD, QUIET)


def test_a_picture_of_nothing_divides_by_nothing() -> None:
    drawn = pairs_picture("A title", "Words.", ("one", "other"), [Pair("oversold", 0, 0, "0", "0")])
    assert "nan" not in drawn
    assert 'role="img"' in drawn


def test_what_is_read_off_the_code_is_better_in_every_line() -> None:
    old, new = measures(MESSY), measures(FINISHED)
    for before_, now in zip(old, new, strict=True):
        assert before_.what == now.what
        if before_.what == "rules that can be asked alone":
            assert before_.value < now.value
        else:
            assert before_.value > now.value
    assert {now.value for now in new if now.lesson in ("05", "06", "06-08")} == {0}


def test_the_closing_page_has_the_numbers_of_the_code_and_of_the_sale() -> None:
    page = CourseInNumbers(FINISHED, OnSale(LOUD, QUIET))
    assert "10:00 · money without a ticket: EUR 294.05 | EUR 0.00" in repr(page)
    assert "What you did" in page._repr_html_()
    assert "10:00" not in repr(CourseInNumbers(FINISHED))


def test_two_apps_are_opened_by_lesson_or_tree(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(
        "autograder.bench._closing.opened",
        lambda name, tree, **more: seen.append((name, tree.digest, more)) or replace(QUIET, name=name),
    )
    opening = on_sale("00", FINISHED, main_down=True)
    assert opening.left.name == "as you inherited it"
    assert seen[0][1:] == (MESSY.digest, {"main_down": True})
