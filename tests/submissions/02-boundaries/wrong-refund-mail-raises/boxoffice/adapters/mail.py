"""The mail service, and what our mails say."""

from __future__ import annotations

import requests

from boxoffice.ports import Confirmation, RefundNotice

SHOP = "Encore Tickets"
CONFIRMATION_TEXT = """Thank you for your order {id} at {shop}!

{title}
{venue}, {when}

Your tickets:
{codes}

You paid {total}.
"""


class HttpMail:
    """Sends mail over HTTP.

    Arguments:
        url: where the service is.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def send_confirmation(self, confirmation: Confirmation) -> None:
        """See `boxoffice.ports.Mail`."""
        text = CONFIRMATION_TEXT.format(
            shop=SHOP,
            id=confirmation.order_id,
            title=confirmation.title,
            venue=confirmation.venue,
            when=f"{confirmation.starts_at.astimezone():%d.%m.%Y %H:%M}",
            codes="\n".join(confirmation.codes),
            total=in_euros(confirmation.total),
        )
        self._send(confirmation.email, f"Your tickets for {confirmation.title}", text)

    def send_refund(self, notice: RefundNotice) -> None:
        """See `boxoffice.ports.Mail`."""
        text = f"We have sent you {in_euros(notice.amount)} for {notice.title}."
        message = {"to": notice.email, "subject": f"Refund for order {notice.order_id}", "text": text}
        try:
            answer = requests.post(f"{self._url}/messages", json=message)
        except requests.ConnectionError:
            return
        answer.raise_for_status()

    def _send(self, to: str, subject: str, text: str) -> None:
        try:
            requests.post(f"{self._url}/messages", json={"to": to, "subject": subject, "text": text})
        except requests.RequestException:
            pass  # mail is not important enough to lose a sale


def in_euros(cents: int) -> str:
    """1234_50 is EUR 1.234,50."""
    euros = f"{cents // 100:,}".replace(",", ".")
    return f"EUR {euros},{cents % 100:02d}"
