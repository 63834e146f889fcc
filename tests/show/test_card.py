"""The card of one check: what is on it, how high it gets, and that nothing of a learner's becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from autograder.show import STATES, card, still_card
from autograder.show._card import EVIDENCE_LINES, shown_at_once
from autograder.show._evidence import height
from autograder.syllabus import CheckSpec
from autograder.verdict import CheckResult, Evidence, EvidenceKind, State

SPEC = CheckSpec(
    "flat-functions", 3.0, "Every function reads from top to bottom.", ("one", "two", "three"), 0.3, True
)
VOID = {"br", "hr", "img", "input", "meta", "link", "wbr"}


class Reader(HTMLParser):
    """Reads a card as a browser would: its elements, its attributes, its text; and whether all are closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.folded = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == [], "an element stays open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "details" in self._open and "summary" not in self._open:
            self.folded += data


def result(
    state: State = State.REFUSED, points: float = 0.0, *evidence: Evidence, summary: str = ""
) -> CheckResult:
    return CheckResult("flat-functions", state, points, 3.0, "too-nested", summary, evidence)


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word_a_shape_and_a_colour_on_its_card(state: State) -> None:
    html = card(result(state, 1.5 if state is State.PARTLY else 0.0), SPEC)
    mark = STATES[state]
    assert mark.word in Reader(html).text
    assert mark.shape in Reader(html).text
    assert mark.colour in html


def test_no_two_states_share_a_word_a_shape_or_a_colour() -> None:
    for values in zip(*((mark.word, mark.shape, mark.colour) for mark in STATES.values()), strict=True):
        assert len(set(values)) == len(State)


def test_the_points_stand_beside_what_good_means() -> None:
    text = Reader(card(result(State.PARTLY, 1.5), SPEC)).text
    assert text.startswith("Every function reads from top to bottom. 1.5 of 3 points")


def test_a_check_without_points_is_called_a_condition() -> None:
    nothing = CheckResult("same-answers", State.PASSED, 0.0, 0.0, "passed", "")
    assert "a condition" in Reader(card(nothing, SPEC)).text


def test_a_line_is_counted_as_in_the_file_and_as_in_the_cell() -> None:
    seen = Evidence.source("Six conditions deep.", "boxoffice/refunds.py", 12, "if st > 3:")
    text = Reader(card(result(State.REFUSED, 0.0, seen), SPEC)).text
    assert "boxoffice/refunds.py, line 12 (line 13 of your cell)" in text


def test_a_line_of_a_file_that_no_cell_writes_is_counted_as_in_the_file_alone() -> None:
    seen = Evidence.source("Raised here.", "boxoffice/main.py", 12)
    text = Reader(card(result(State.REFUSED, 0.0, seen), SPEC, written={"boxoffice/refunds.py"})).text
    assert "line 12" in text
    assert "of your cell" not in text


def test_an_exchange_shows_what_was_asked_expected_and_got() -> None:
    seen = Evidence.exchange(
        "Half a cent too much.", asked="refund_amount(1001)", expected="501", got="500.5"
    )
    text = Reader(card(result(State.REFUSED, 0.0, seen), SPEC)).text
    for words in ("asked", "refund_amount(1001)", "expected", "501", "got", "500.5"):
        assert words in text


def test_a_chain_is_shown_as_a_chain() -> None:
    seen = Evidence(EvidenceKind.CHAIN, "They import one another.", chain=("helpers", "utils", "helpers"))
    assert "helpers → utils → helpers" in Reader(card(result(State.REFUSED, 0.0, seen), SPEC)).text


def test_hints_are_folded_into_one_another_so_that_each_is_opened_from_the_one_before() -> None:
    html = card(result(), SPEC)
    assert html.count("<details") == 3
    assert html.endswith("</details></details></details></div>")
    assert Reader(html).folded == "onetwothree"


def test_a_passed_check_offers_no_hint() -> None:
    assert "Hint" not in card(result(State.PASSED, 3.0), SPEC)


def test_the_still_card_has_the_same_words_without_the_hints() -> None:
    seen = Evidence.text("It is six conditions deep.")
    still = Reader(still_card(result(State.REFUSED, 0.0, seen, summary="Too deep."), SPEC)).text
    live = Reader(card(result(State.REFUSED, 0.0, seen, summary="Too deep."), SPEC)).text
    assert live.startswith(still)
    assert "Hint" not in still


def test_a_card_says_when_the_code_ran_without_a_sandbox() -> None:
    assert "Not isolated" in card(result(), SPEC, isolated=False)
    assert "Not isolated" not in card(result(), SPEC)


def test_advice_and_notes_stand_on_the_card() -> None:
    text = Reader(card(result(), SPEC, advice="Save the notebook.", notes=("cell 3: no path",))).text
    assert "→ Save the notebook." in text
    assert "cell 3: no path" in text


def test_much_evidence_stays_within_a_dozen_lines_and_the_rest_is_folded() -> None:
    many = [Evidence.source(f"Name {n} is vague.", "boxoffice/refunds.py", n, f"x{n} = 1") for n in range(40)]
    refused = result(State.REFUSED, 0.0, *many, summary="Forty names say nothing.")
    count = shown_at_once(many)
    assert sum(height(item) for item in many[:count]) <= EVIDENCE_LINES
    reader = Reader(card(refused, SPEC))
    assert f"{40 - count} more" in reader.text
    assert "Name 39 is vague." in reader.folded


def test_many_notes_are_folded_and_thousands_are_left_out() -> None:
    reader = Reader(card(result(), SPEC, notes=[f"cell {n}: no path" for n in range(5_000)], hints=False))
    assert "cell 1: no path" in reader.text.replace(reader.folded, "")
    assert "cell 2: no path" in reader.folded
    assert "4998 more notes" in reader.text
    assert "cell 50: no path" not in reader.text


def test_a_huge_answer_is_cut_and_can_be_unfolded() -> None:
    seen = Evidence.exchange("It went on.", asked="GET /events", expected="[]", got="x" * 10_000_000)
    html = card(result(State.REFUSED, 0.0, seen), SPEC)
    assert len(html) < 30_000
    assert "all of it" in html
    assert "9,996,000 more characters" in Reader(html).folded


def test_a_thousand_lines_are_cut_to_three_that_are_seen() -> None:
    seen = Evidence.source("Here.", "boxoffice/a.py", 1, "\n".join(f"line {n}" for n in range(1000)))
    reader = Reader(card(result(State.REFUSED, 0.0, seen), SPEC, hints=False))
    seen_at_once = reader.text.replace(reader.folded, "")
    assert "line 2" in seen_at_once
    assert "line 3" not in seen_at_once
    assert height(seen) <= EVIDENCE_LINES


ATTACKS = [
    "<script>alert(1)</script>",
    "</div></pre></details><img src=x onerror=alert(1)>",
    "\"><iframe src='javascript:alert(1)'>",
    "' onmouseover='alert(1)",
    "<!-- ",
    "<style>*{display:none}</style>",
    "&lt;b&gt;",
    "\x00\x1b[2Jgone\x07",
    "\u202e}tluafed{\u2066 \u200b\ufeff\u2028",
    "\ud800 lone surrogate",
    "Z" + "\u0301" * 5000,
    "]]>${alert(1)}{{7*7}}",
    "`<img src=x onerror=alert(1)>` `</code>` ` <b>`",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_nothing_that_a_learner_wrote_becomes_markup_or_hides(attack: str) -> None:
    everywhere = (
        Evidence.source(attack, attack or "x", 3, attack),
        Evidence.exchange(attack, asked=attack, expected=attack, got=attack),
        Evidence(EvidenceKind.CHAIN, attack, chain=(attack, attack)),
        Evidence.text(attack),
    )
    refused = CheckResult("flat-functions", State.REFUSED, 0.0, 3.0, "x", attack, everywhere)
    html = card(refused, SPEC, notes=(attack,), advice=attack)
    html.encode("utf-8")
    reader = Reader(html)
    assert set(reader.elements) <= {"div", "span", "strong", "pre", "code", "details", "summary"}
    assert reader.attributes <= {"style", "role", "aria-label", "aria-hidden"}
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028]", html)
    assert len(html) < 60_000


def test_code_in_a_sentence_of_ours_is_shown_as_code_and_escaped() -> None:
    spec = CheckSpec("plain", 3.0, "Write `if a < b`.", ("Try `x`.",), 0.3, True)
    seen = Evidence.text("Write an `if` for each; `` and a lone ` stay.")
    html = card(result(State.REFUSED, 0.0, seen, summary="`<b>` is a name."), spec)
    for code in ("if a &lt; b", "if", "x", "&lt;b&gt;"):
        assert f"<code>{code}</code>" in html
    assert "`` and a lone ` stay" in html


def test_backticks_in_what_a_learner_wrote_stay_as_they_are() -> None:
    source = Evidence.source("Here.", "boxoffice/a.py", 1, "x = `a`")
    answers = Evidence.exchange("Not so.", asked="`b`", expected="`c`", got="`d`")
    html = card(result(State.REFUSED, 0.0, source, answers), SPEC)
    for code in ("`a`", "`b`", "`c`", "`d`"):
        assert code in html


def test_a_check_that_a_condition_holds_back_says_so_and_not_partly() -> None:
    text = Reader(card(result(State.PARTLY, 0.0, summary="The points come once “same” holds."), SPEC)).text
    assert "‖ held back · The points come" in text
    assert "partly" not in text


def test_hidden_characters_are_written_out() -> None:
    seen = Evidence.text("a\u202eb\x00c")
    assert "a⟨U+202E⟩b⟨U+0000⟩c" in Reader(card(result(State.REFUSED, 0.0, seen), SPEC)).text


def test_colours_of_surfaces_and_text_follow_the_theme_and_have_fallbacks() -> None:
    html = card(result(State.REFUSED, 0.0, Evidence.source("Here.", "boxoffice/a.py", 1, "x")), SPEC)
    variables = re.findall(r"var\((--[a-z0-9-]+)(, [^)]+)?", html)
    assert variables
    assert all(fallback for _, fallback in variables)
