"""Who is who."""

from __future__ import annotations

from boxoffice.domain.errors import Refused


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
        raise Refused("bad-email")
    return normal
