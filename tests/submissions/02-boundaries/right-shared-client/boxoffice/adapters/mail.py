"""The mail service."""

from __future__ import annotations

from boxoffice.adapters.http import Service
from boxoffice.ports import Confirmation, RefundNotice
from boxoffice.texts import CONFIRMATION, REFUND, SHOP, day_and_hour, euros


class Mailer(Service):
    """Writes to customers."""

    def send_confirmation(self, confirmation: Confirmation) -> None:
        fields = vars(confirmation) | {
            "shop": SHOP,
            "when": day_and_hour(confirmation.starts_at),
            "codes": "\n".join(confirmation.codes),
            "total": euros(confirmation.total),
        }
        self._write(confirmation.email, f"Your tickets for {confirmation.title}", CONFIRMATION.format(**fields))

    def send_refund(self, notice: RefundNotice) -> None:
        text = REFUND.format(amount=euros(notice.amount), title=notice.title)
        self._write(notice.email, f"Refund for order {notice.order_id}", text)

    def _write(self, to: str, subject: str, text: str) -> None:
        self.post("/messages", {"to": to, "subject": subject, "text": text})
