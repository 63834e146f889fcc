"""The opening of a sale at two apps, as a picture."""

from __future__ import annotations

from collections.abc import Callable

from autograder.bench._on_sale import AT_ONCE, BUYERS, SEATS, Opening
from autograder.bench._pairs_picture import Pair, pairs_picture

_Told = Callable[[float], str]


def picture(left: Opening, right: Opening) -> str:
    """Sold, charged, and how long it took, at both."""
    words = (
        f"{BUYERS} buyers, {AT_ONCE} at a time, {SEATS} seats. "
        "Money is counted at the payment services, tickets on the buyers' pages, "
        "eleven minutes later, when whoever can has recovered."
    )
    return pairs_picture("10:00, the sale opens", words, (left.name, right.name), pairs(left, right))


def pairs(left: Opening, right: Opening) -> tuple[Pair, ...]:
    """What came of it at both."""
    rows: tuple[tuple[str, float, float, _Told], ...] = (
        ("tickets sold", left.sold, right.sold, str),
        ("oversold", left.oversold, right.oversold, str),
        ("buyers charged for nothing", left.unhappy, right.unhappy, str),
        ("money without a ticket", left.charged_for_nothing, right.charged_for_nothing, _in_euros),
        ("no answer, or a 5xx", left.broken, right.broken, str),
        ("requests a second", left.rate, right.rate, _rounded),
        ("slowest answer", left.slowest, right.slowest, _in_seconds),
    )
    return tuple(Pair(what, one, other, told(one), told(other)) for what, one, other, told in rows)


def _in_euros(cents: float) -> str:
    return f"EUR {int(cents) // 100}.{int(cents) % 100:02d}"


def _rounded(number: float) -> str:
    return f"{number:.0f}"


def _in_seconds(seconds: float) -> str:
    return f"{seconds:.2f} s"
