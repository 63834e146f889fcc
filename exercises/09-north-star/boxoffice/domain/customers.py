"""Who is who."""

from __future__ import annotations

from boxoffice.domain.errors import Invalid

LONGEST_KEY = 200


def normal_email(email: str) -> str:
    """An e-mail address as customers are told apart by: case and blanks do not matter."""
    return "".join(email.split()).lower()


def checked_email(email: str) -> str:
    """The same, of somebody who wants to buy.

    Raises:
        Refused: `bad-email`, there is no @ inside it.
    """
    normal = normal_email(email)
    if "@" not in normal[1:-1]:
        raise Invalid("bad-email")
    return normal


def checked_key(key: str | None) -> str | None:
    """What a client tells its repeats by; an empty one is none.

    Raises:
        Refused: `bad-key`, it is too long to keep.
    """
    if key and len(key) > LONGEST_KEY:
        raise Invalid("bad-key")
    return key or None
