"""Whether and how learner code is kept apart from this machine."""

from __future__ import annotations

from enum import StrEnum


class Isolation(StrEnum):
    """How a sandbox keeps learner code apart."""

    BUBBLEWRAP = "bubblewrap"  # strangers' code: namespaces, limits, a filter of system calls
    NONE = "none"  # one's own code on one's own machine: the same runner and time limits, nothing kept apart


class IsolationUnavailable(Exception):  # noqa: N818 - it names a state of this machine
    """Code cannot be isolated on this machine.

    Arguments:
        reason: what is missing, in one sentence.
        fix: what to do about it, in one sentence.
    """

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(f"{reason} {fix}")
        self.reason = reason
        self.fix = fix
