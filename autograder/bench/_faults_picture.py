"""The picture of the fault panel: HTML that needs no script and stays in the notebook."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.bench._faults import Outcome, in_euros, in_words
from autograder.show import element, escape
from autograder.show.style import BOX, MONO, MUTED, PICTURE, STATES
from autograder.verdict import State

_BOX = {**BOX, "flex": "1 1 380px", "min_width": "0"}
_HEAD = {"color": MUTED, "font_size": "12px", "margin_top": "8px"}
_TEXT = {"font_family": MONO, "font_size": "12px", "white_space": "pre-wrap", "overflow_wrap": "anywhere"}
_CELL = {"padding": "1px 12px 1px 0", "text_align": "left", "font_size": "12px"}

_MOST_EVENTS = 8


def picture(found: Mapping[str, Outcome], words: str) -> str:
    """The apps side by side: the answer, the log, and where the money is.

    Arguments:
        found: what came, by the name of the app.
        words: the sentence that says what to look at.
    """
    head = element("div", escape(words), attributes='aria-live="polite"', margin_bottom="8px")
    columns = (_column(name, outcome) for name, outcome in found.items())
    return element(
        "div", head, element("div", *columns, display="flex", flex_wrap="wrap", gap="10px"), **PICTURE
    )


def _column(name: str, outcome: Outcome) -> str:
    if outcome.problem:
        return element("div", _title(name, State.NOT_TRIED), escape(outcome.problem, 300), **_BOX)
    state = State.PASSED if outcome.agrees else State.REFUSED
    label = f'role="group" aria-label="{escape(f"{name}: {in_words(outcome)}")}"'
    return element(
        "div",
        _title(name, state),
        *_answers(outcome),
        _part("The log"),
        element("div", _log(outcome), **_TEXT),
        _part("Where the money is"),
        _ledger(outcome),
        attributes=label,
        **_BOX,
    )


def _title(name: str, state: State) -> str:
    words = {State.PASSED: "money and tickets agree", State.REFUSED: "they do not agree"}
    mark = STATES[state]
    verdict = element(
        "span", f"{mark.shape} {words.get(state, 'no answer')}", color=mark.colour, font_size="13px"
    )
    return element("div", f"<strong>{escape(name)}</strong> {verdict}", font_size="15px")


def _part(title: str) -> str:
    return element("div", escape(title), **_HEAD)


def _answers(outcome: Outcome) -> list[str]:
    parts = []
    for status, body in outcome.answers:
        parts += [_part(f"The answer: {status}"), element("div", escape(body, 900), **_TEXT)]
    return parts


def _log(outcome: Outcome) -> str:
    shown = [f"{level:7} {words}" for level, words in outcome.log[:_MOST_EVENTS]]
    return escape("\n".join(shown), 2000) if shown else "nothing"


def _ledger(outcome: Outcome) -> str:
    rows = [
        ("payments", key, f"{in_euros(amount)} charged", f"{in_euros(kept)} kept")
        for key, amount, kept in outcome.charges
    ] or [("payments", "no charge", "", f"{in_euros(0)} kept")]
    rows += [
        ("order", f"{number}, {status}", in_euros(total), f"{many} tickets")
        for number, status, total, many in outcome.orders
    ] or [("order", "none", "", "0 tickets")]
    rows += [("mail", "", "", f"{outcome.mails} sent")]
    body = "".join(element("tr", *(element("td", escape(cell), **_CELL) for cell in row)) for row in rows)
    return element("table", body, border_collapse="collapse", background="transparent")
