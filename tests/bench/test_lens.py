"""The complexity lens: what it sees, what it says, how it is drawn; and the live bench round it."""

from __future__ import annotations

import pytest

from autograder.bench import complexity_lens
from autograder.bench._lens import read_lens, sentence
from autograder.bench._lens_picture import picture
from autograder.facts import Concern
from autograder.show import CONCERNS

DEEP = """\
def fee(total, paid, late):
    if paid:
        if late:
            if total > 10:
                return total * 2
    return 0
"""
FLAT = """\
def fee(total, paid, late):
    if not (paid and late):
        return 0
    return doubled(total)


def doubled(total):
    return total * 2
"""


def test_each_line_has_its_nesting_and_what_it_adds() -> None:
    lens = read_lens(DEEP)
    assert [line.nesting for line in lens.lines] == [0, 0, 1, 2, 3, 0]
    assert [line.added for line in lens.lines] == [0, 1, 2, 3, 0, 0]
    assert lens.hardest is not None
    assert (lens.hardest.name, lens.hardest.complexity) == ("fee", 6)


def test_the_lines_are_coloured_by_what_they_concern() -> None:
    body = "    s.commit()\n    requests.get('x')\n    if n > 1:\n        pass\n"
    head = "import requests\nfrom sqlalchemy.orm import Session\n\ndef f(s: Session, n):\n"
    concerns = [line.concern for line in read_lens(head + body).lines[4:8]]
    assert concerns == [Concern.SQL, Concern.UPSTREAM, Concern.RULES, Concern.OTHER]


def test_every_concern_has_its_colour() -> None:
    assert set(CONCERNS) == set(Concern)


def test_the_sentence_changes_with_the_code() -> None:
    deep, flat = read_lens(DEEP), read_lens(FLAT)
    assert sentence(deep, deep).startswith("fee has a cognitive complexity of 6 and is 3 blocks deep")
    assert "went from 6 to 2 and the deepest line from 3 blocks to 1 block" in sentence(deep, flat)
    assert "2 functions instead of 1" in sentence(deep, flat)


@pytest.mark.parametrize("source", ["def f(:\n", "x = '\x00'", "", "\n\n", "x = 1\n", "(" * 3000])
def test_code_that_is_half_written_or_no_code_is_no_error(source: str) -> None:
    now = read_lens(source)
    assert picture(read_lens(DEEP), now)
    assert sentence(read_lens(DEEP), now)


def test_code_that_python_cannot_read_is_said_with_its_line() -> None:
    assert "line 2" in sentence(read_lens(DEEP), read_lens("x = 1\ndef f(:\n"))


def test_the_picture_says_in_words_what_its_colours_say() -> None:
    html = picture(read_lens(DEEP), read_lens(FLAT))
    for words in ("before", "now", "complexity: fee 6", "+3", "rules", "Deeper colour"):
        assert words in html


def test_the_code_is_shown_once_while_nothing_has_changed() -> None:
    assert picture(read_lens(DEEP), read_lens(DEEP)).count("fee 6") == 1


def test_code_in_the_picture_stays_code() -> None:
    html = picture(read_lens("x = '<script>alert(1)</script>\u202e'"), read_lens(FLAT))
    assert "<script" not in html
    assert "\u202e" not in html


def test_editing_redraws_and_the_buttons_switch_between_before_and_after() -> None:
    bench = complexity_lens(DEEP, FLAT)
    assert "fee has a cognitive complexity of 6" in bench.picture
    bench.versions.value = "after"
    assert bench.code.value == FLAT
    assert "from 6 to 2" in bench.picture
    bench.code.value = "def fee(total):\n    return total\n"
    assert "from 6 to 0" in bench.picture
