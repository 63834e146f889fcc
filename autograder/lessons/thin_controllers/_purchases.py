"""The purchases that are tried, each with what the rules make of it: bought, refused, or not paid."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, count

from autograder.lessons.boundaries._rules import PriceCase, PromoCase, priced
from autograder.lessons.thin_controllers._concerts import (
    AMPLE,
    CHEAP,
    CLOSED,
    DEAR,
    FIRST_MOMENT,
    FREE,
    NOW,
    OPEN,
    SCARCE,
    SMALL,
    UNPAID,
    Codes,
    concerts,
)
from autograder.probes import Concert, PromoTerms, PurchaseCase

BOUGHT, REFUSED, NOT_PAID = "bought", "refused", "not-paid"

INPUT = ("no-tickets", "too-many-tickets", "bad-email")
"""Refusals of the input, which come before all others; among themselves their order is free."""

ORDER = (
    *INPUT,
    "unknown-event",
    "unknown-tier",
    "not-on-sale",
    "unknown-promo",
    "promo-over",
    "too-many-for-customer",
    "sold-out",
)
"""The reasons in the order in which they come first."""

STATUS = {
    **dict.fromkeys(("no-tickets", "too-many-tickets", "bad-email", "unknown-promo"), 422),
    **dict.fromkeys(("unknown-event", "unknown-tier"), 404),
    **dict.fromkeys(("not-on-sale", "promo-over", "too-many-for-customer", "sold-out"), 409),
}
"""How HTTP answers a reason."""

RANDOM_CARTS, RANDOM_PAIRS = 5, 3

NEIGHBOURS = 2
"""So many of the reasons that may come after one are always tried with it, so that swaps are seen."""

Price = dict[str, int | bool]


@dataclass(frozen=True)
class Trial:
    """One purchase and what the rules make of it.

    Arguments:
        words: what it is about, for people.
        case: the purchase.
        outcome: `bought`, `refused` or `not-paid`.
        reasons: one of these is the right one, where it is refused.
        price: what it costs, where it gets so far.
        follows: whether it only shows what became of the one before, and belongs to that.
    """

    words: str
    case: PurchaseCase
    outcome: str
    reasons: tuple[str, ...] = ()
    price: Price | None = None
    follows: bool = False


@dataclass(frozen=True)
class Day:
    """The concerts of a day, its codes, and the purchases in their order."""

    concerts: tuple[Concert, ...]
    codes: Codes
    trials: tuple[Trial, ...]


def day_of(randomness: random.Random) -> Day:
    """A day of sales: textbook purchases, then drawn ones, then every refusal, alone and in pairs."""
    made, codes = concerts(randomness)
    counter = _Counter(made, codes, randomness)
    return Day(made, codes, tuple(counter.trials()))


class _Counter:
    """Where purchases are made up, one after the other."""

    def __init__(self, made: tuple[Concert, ...], codes: Codes, randomness: random.Random) -> None:
        self._concerts, self._codes, self._chance = made, codes, randomness
        self._numbers = count(1)
        stem = "".join(randomness.choices("abcdefghijklmnopqrstuvwxyz", k=5))
        self._customer = f"{stem}.regular@example.org"
        self._stem = stem

    def trials(self) -> Iterator[Trial]:
        yield from self._textbook()
        for _ in range(RANDOM_CARTS):
            yield self._drawn()
        yield from self._unpaid()
        yield from self._regular()
        for reason in ORDER:
            yield self._refused((reason,))
        yield from self._late()
        yield from self._closed()
        pairs = [pair for pair in combinations(ORDER, 2) if _can_be_at_once(pair)]
        near = [pair for reason in ORDER for pair in _pairs_of(reason, pairs)[:NEIGHBOURS]]
        far = [pair for pair in pairs if pair not in near]
        for pair in (*near, *self._chance.sample(far, RANDOM_PAIRS)):
            yield self._refused(pair)

    def _textbook(self) -> Iterator[Trial]:
        codes = self._codes
        drawn = self._chance.randint(DEAR + 1, DEAR + 4)
        yield self._bought("two tiers", OPEN, ((drawn, 2), (CHEAP, 1)))
        yield self._bought("the lowest fee", OPEN, ((CHEAP, 1),))
        yield self._bought("the highest fee", OPEN, ((DEAR, 5),))
        yield self._bought("a group of six with the highest fee", OPEN, ((DEAR, 6),))
        yield self._bought("a group of six", OPEN, ((drawn, 6),))
        yield self._bought("a group in two lines of one tier", OPEN, ((drawn, 3), (drawn, 4)))
        yield self._bought("a promo of some per cent", OPEN, ((drawn, 2),), codes.percent)
        yield self._bought("a promo of an amount", OPEN, ((DEAR, 1),), codes.amount)
        yield self._bought("group and promo alike", OPEN, ((drawn, 6),), codes.tie)
        yield self._bought("nothing left to pay", OPEN, ((drawn, 1),), codes.huge, card="tok_declined")
        yield self._bought("nothing to pay", OPEN, ((FREE, 2),), card="tok_declined")
        yield self._bought("the first moment", FIRST_MOMENT, ((AMPLE, 1),))
        yield self._without_code()
        yield self._bought("the one use of a promo", OPEN, ((DEAR, 1),), codes.spent)

    def _without_code(self) -> Trial:
        trial = self._bought("an empty promo code", OPEN, ((CHEAP, 2),))
        return replace(trial, case=replace(trial.case, promo=""))

    def _drawn(self) -> Trial:
        left, lines = self._chance.randint(1, 8), []
        while left:
            quantity = self._chance.randint(1, left)
            lines.append((self._chance.randint(CHEAP, DEAR + 4), quantity))
            left -= quantity
        codes = self._codes
        promo = self._chance.choice((None, codes.percent, codes.amount, codes.tie))
        return self._bought("a drawn cart", OPEN, tuple(lines), promo)

    def _unpaid(self) -> Iterator[Trial]:
        """Twice nobody pays for the last seats with the one use of a code; then somebody does."""
        for does, words in (("decline", "a declined card"), ("fail", "payments in trouble")):
            trial = self._bought(words, UNPAID, ((SCARCE, 2),), self._codes.once)
            card = "tok_declined" if does == "decline" else trial.case.card
            yield replace(trial, case=replace(trial.case, payments=does, card=card), outcome=NOT_PAID)
        last = self._bought("seats and code of an unpaid order", UNPAID, ((SCARCE, 2),), self._codes.once)
        yield replace(last, follows=True)

    def _regular(self) -> Iterator[Trial]:
        """A customer who then has seven tickets for two concerts, once by another spelling."""
        spelt = f" {self._customer.upper()} "
        yield replace_email(self._bought("a customer's seven", OPEN, ((CHEAP, 7),)), spelt)
        yield replace_email(self._bought("a customer's seven", SMALL, ((AMPLE, 7),)), self._customer)

    def _late(self) -> Iterator[Trial]:
        """The customer of the seven, spelt otherwise; and room for the first line of two."""
        again = self._refused(("too-many-for-customer",))
        spelt = replace_email(again, f" {self._customer.upper()} ")
        yield replace(spelt, words="two more for who has seven, spelt otherwise")
        second = self._refused(("sold-out",))
        lines = ((AMPLE, 1), *second.case.lines)
        yield replace(second, words="room for the first of two lines", case=replace(second.case, lines=lines))

    def _closed(self) -> Iterator[Trial]:
        """Every concert that is not on sale, and every code that is over."""
        for event in CLOSED:
            case = self._case(event, ((AMPLE, 1),))
            yield Trial(self._concerts[event].title, case, REFUSED, ("not-on-sale",))
        for promo in (*self._codes.over, self._codes.spent):
            case = replace(self._case(OPEN, ((CHEAP, 1),)), promo=promo.code)
            yield Trial("a code that is over", case, REFUSED, ("promo-over",))

    def _case(self, event: int | None, lines: tuple[tuple[int, int], ...]) -> PurchaseCase:
        number = next(self._numbers)
        email, card = f"{self._stem}{number}@example.org", f"tok_{self._stem}{number}"
        key = f"{self._stem}-Key {number}" if number % 2 else None
        return PurchaseCase(event, lines, email, card, NOW, key=key)

    def _bought(
        self,
        words: str,
        event: int,
        lines: tuple[tuple[int, int], ...],
        promo: PromoTerms | None = None,
        card: str | None = None,
    ) -> Trial:
        case = replace(self._case(event, lines), promo=promo.code if promo else None)
        tiers = self._concerts[event].tiers
        right = priced(
            PriceCase(tuple((tiers[tier].price, many) for tier, many in lines), NOW, _case_of(promo))
        )
        assert isinstance(right, dict)
        return Trial(words, replace(case, card=card or case.card), BOUGHT, price=right)

    def _refused(self, reasons: tuple[str, ...]) -> Trial:
        """A purchase to which these reasons apply, and no other."""
        case = self._case(OPEN, ((CHEAP, 2),))
        for reason in reasons[::-1]:
            case = self._spoilt(case, reason)
        first = reasons[0]
        allowed = tuple(each for each in reasons if each in INPUT) if first in INPUT else (first,)
        return Trial(" and ".join(reasons), case, REFUSED, allowed)

    def _spoilt(self, case: PurchaseCase, reason: str) -> PurchaseCase:  # noqa: PLR0911 - one way for each
        tier, quantity = case.lines[0]
        match reason:
            case "no-tickets":
                return replace(case, lines=(*case.lines, (AMPLE, self._chance.choice((0, -1)))))
            case "too-many-tickets":
                return replace(case, lines=((tier, max(quantity, 4)), (AMPLE, 5)))
            case "bad-email":
                return replace(case, email=self._chance.choice(("nobody", "@home.example", "ada@")))
            case "unknown-event":
                return replace(case, event=None)
            case "unknown-tier":
                return replace(case, foreign=FIRST_MOMENT)
            case "not-on-sale":
                return replace(
                    case, event=self._chance.choice(CLOSED), lines=((case.lines[0][0] % 2, quantity),)
                )
            case "unknown-promo":
                return replace(case, promo="NOSUCHCODE")
            case "promo-over":
                over = self._chance.choice((*self._codes.over, self._codes.spent))
                return replace(case, promo=over.code)
            case "too-many-for-customer":
                return replace(case, email=self._customer)
        return replace(case, event=SMALL, lines=((SCARCE, 3),))


def replace_email(trial: Trial, email: str) -> Trial:
    """The same purchase by another customer."""
    return replace(trial, case=replace(trial.case, email=email))


def _case_of(promo: PromoTerms | None) -> PromoCase | None:
    if promo is None:
        return None
    return PromoCase(promo.percent, promo.amount, promo.starts_at, promo.ends_at, promo.uses)


AT_ODDS = (
    {"unknown-promo", "promo-over"},
    {"bad-email", "too-many-for-customer"},
    {"not-on-sale", "too-many-for-customer"},
    {"unknown-event", "unknown-tier"},
    {"unknown-event", "not-on-sale"},
    {"unknown-event", "sold-out"},
    {"unknown-event", "too-many-for-customer"},
    {"unknown-tier", "sold-out"},
    {"unknown-tier", "no-tickets"},
    {"unknown-tier", "too-many-tickets"},
)
"""Pairs that one purchase cannot have, or of which the second would be the first's doing."""


def _pairs_of(reason: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] == reason]


def _can_be_at_once(pair: tuple[str, str]) -> bool:
    return {*pair} not in AT_ODDS
