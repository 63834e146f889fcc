"""The mail service, and what our mails say."""

from __future__ import annotations

import requests

from boxoffice.ports import Confirmation, MailFailed, Message, RefundNotice

SHOP = "Encore Tickets"
CONFIRMATION_TEXT = """Thank you for your order {id} at {shop}!

{title}
{venue}, {when}

Your tickets:
{codes}

You paid {total}.
"""

PATIENCE = (2.0, 5.0)
"""Seconds to connect, and to wait for an answer."""


class HttpMail:
    """Sends mail over HTTP.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, message: Message) -> None:
        """See `boxoffice.ports.Mail`."""
        subject, text = in_words(message)
        letter = {"to": message.email, "subject": subject, "text": text}
        try:
            answer = requests.post(f"{self._url}/messages", json=letter, timeout=PATIENCE)
            answer.raise_for_status()
            answer.json()
        except requests.RequestException as error:
            raise MailFailed(f"{subject}: {type(error).__name__}") from error


def in_words(message: Message) -> tuple[str, str]:
    """Subject and text of a message."""
    if isinstance(message, RefundNotice):
        text = f"We have sent you {in_euros(message.amount)} for {message.title}."
        return f"Refund for order {message.order_id}", text
    return f"Your tickets for {message.title}", _confirmation_text(message)


def _confirmation_text(confirmation: Confirmation) -> str:
    return CONFIRMATION_TEXT.format(
        shop=SHOP,
        id=confirmation.order_id,
        title=confirmation.title,
        venue=confirmation.venue,
        when=f"{confirmation.starts_at.astimezone():%d.%m.%Y %H:%M}",
        codes="\n".join(confirmation.codes),
        total=in_euros(confirmation.total),
    )


def in_euros(cents: int) -> str:
    """1234_50 is EUR 1.234,50."""
    euros = f"{cents // 100:,}".replace(",", ".")
    return f"EUR {euros},{cents % 100:02d}"
