"""The rules that the exercise asks tests for, by the names that its prompt gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from autograder.probes import TestOutcome

MOST_RULES = 3
"""A test that names more of them names none: whoever reads its failure knows as little as before."""

MOST_AT_ONCE = 4
"""Rules that all tests which fail on one bug may name together, on most bugs.

Tests that look at one rule each name one or two, and five or six where a bug breaks many things. Who asserts
everything everywhere has five to eight.
"""

RULES: Mapping[str, str] = {
    "second-refund": "an order is refunded once",
    "unpaid-refund": "only a paid order is refunded",
    "cancelled-refund": "when the event is cancelled, all comes back, at any time",
    "full-refund": "14 days or more before the start, all but the fee comes back",
    "half-refund": "from 48 hours up to 14 days, half of it without the fee",
    "half-cent": "half a cent is rounded up",
    "late-refund": "later than that, nothing comes back",
    "door-opens": "the door opens three hours before the start",
    "door-closes": "the door closes six hours after the start",
    "refunded-ticket": "the ticket of a refunded order is refused",
    "cancelled-entry": "nobody comes in when the event is cancelled",
    "used-ticket": "a ticket is good once",
    "time-zone": "a time means a moment, whatever its offset",
    "refund-status": "what a refund answers over HTTP",
    "door-status": "what the door answers over HTTP",
    "payment-status": "what a purchase answers when payments says no, or nothing",
    "payment-amount": "the amounts that payments is asked for",
    "payment-key": "the keys that payments is sent",
}
"""What each rule says, in short, by its name."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def names_in(text: str) -> frozenset[str]:
    """The rules that a text names.

    The words of a rule's name stand side by side, however they are joined and whatever their case:
    `half-refund` is also `half_refund`, `HalfRefund` and `half refunds`, `time-zone` is also `timezone`.
    """
    words = f"-{'-'.join(_stem(word) for word in _WORD.findall(text))}-"
    return frozenset(name for name in RULES if f"-{_stems(name)}-" in words or f"-{_joined(name)}-" in words)


def named_by(outcome: TestOutcome) -> frozenset[str]:
    """The rules that a failed test names: in its class, its name, its parameters or its message."""
    return _few(names_in(f"{outcome.name.partition('::')[2]} {outcome.message}"))


def named_by_id(test: str) -> frozenset[str]:
    """The rules that a test's id names, without its module."""
    return _few(names_in(test.partition("::")[2]))


def _few(names: frozenset[str]) -> frozenset[str]:
    return names if len(names) <= MOST_RULES else frozenset()


def _stems(name: str) -> str:
    return "-".join(_stem(word) for word in name.split("-"))


def _joined(name: str) -> str:
    return _stem(name.replace("-", ""))


def _stem(word: str) -> str:
    return word.lower().rstrip("s")
