"""Ticket codes."""

from __future__ import annotations

import secrets

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0 and O, no 1 and I: the door staff asked for it."""

LENGTH = 10


def new_code() -> str:
    """A code that nobody can foretell."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
