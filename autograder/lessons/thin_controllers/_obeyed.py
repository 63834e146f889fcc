"""Whether buying goes by `may_buy`: the rule is made to say no, then yes, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from autograder.lessons._app import app_tree
from autograder.lessons._examination import Examination
from autograder.lessons.thin_controllers._alone import raised
from autograder.lessons.thin_controllers._concerts import DAY, NOW
from autograder.probes import Bought, Concert, PurchaseCase, TierTerms, buy_alone
from autograder.verdict import Evidence

SECONDS = 3.0
PLAIN, REFUSED, SEVEN, TWO_MORE, THREE_OF_TWO = range(5)
"""Places of the purchases."""

SAID = "not-on-sale"
"""The rule's word where it is made to say no: it is asked about a draft."""


def disobedience(exam: Examination) -> list[Evidence]:
    """What buying did against the rule; nothing where it goes by it, or cannot be tried.

    That a use case does not work alone is another check's business.
    """
    tiers = (TierTerms("ample", 2_000, 500), TierTerms("scarce", 3_000, 2))
    concert = Concert("a hall", "on_sale", NOW + 30 * DAY, NOW - timedelta(days=1), tiers)
    with exam.room(app_tree(exam)) as room:
        alone = buy_alone(room, [concert], _cases(), seconds=SECONDS)
    outcomes = alone.outcomes
    if len(outcomes) != len(_cases()) or not all(_is_bought(outcomes[place]) for place in (PLAIN, SEVEN)):
        return []
    return list(_against(outcomes))


def _cases() -> list[PurchaseCase]:
    plain = PurchaseCase(0, ((0, 2),), "ada@example.org", "tok_ada", NOW)
    regular = replace(plain, email="grace@example.org", lines=((0, 7),))
    return [
        plain,
        replace(plain, email="mary@example.org", rule="refuse"),
        regular,
        replace(regular, lines=((0, 2),), rule="allow"),
        replace(plain, email="joan@example.org", lines=((1, 3),), rule="allow"),
    ]


def _is_bought(bought: Bought) -> bool:
    return isinstance(bought["order"], dict)


def _against(outcomes: tuple[Bought, ...]) -> Iterator[Evidence]:
    refused = outcomes[REFUSED]
    if refused["reason"] != SAID or refused["charges"]:
        yield _evidence("may_buy was made to say no to all.", f"Refused({SAID!r})", refused, "two tickets")
    for place, asked in (
        (TWO_MORE, "two tickets for somebody who has seven"),
        (THREE_OF_TWO, "three tickets where two are left"),
    ):
        if not _is_bought(outcomes[place]):
            words = "may_buy was made to say yes to all: who says no besides?"
            yield _evidence(words, "an order", outcomes[place], asked)


def _evidence(words: str, expected: str, bought: Bought, asked: str) -> Evidence:
    path, line = bought["path"], bought["line"]
    place = f" at {path}, line {line}" if bought["raised"] and path else ""
    return Evidence.exchange(words, asked=f"buy: {asked}", expected=expected, got=raised(bought) + place)
