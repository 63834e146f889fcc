"""What a rule says when it says no. Knows nothing of HTTP."""

from __future__ import annotations


class Refused(Exception):
    """A rule of the business says no.

    Arguments:
        reason: which one, as a word that other code may compare (`too-late`).
        details: what else a caller may be told (`tier_id=3`).
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details


class Invalid(Refused):
    """What was asked can never be, whoever asks and whenever."""


class Unknown(Refused):
    """What was asked for is not there."""


class NotNow(Refused):
    """It could be, but not as things stand."""
