"""What a rule says when it says no."""

from __future__ import annotations


class Refused(Exception):
    """A rule of the business says no.

    Arguments:
        reason: which one, as a word that other code may compare (`too-late`).
        details: what else a caller may want to know (`tier_id=3`).
    """

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = details
