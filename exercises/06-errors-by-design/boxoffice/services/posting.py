"""Sending what lies in the outbox."""

from __future__ import annotations

import logging

from boxoffice.ports import Letter, MailFailed, Ports

log = logging.getLogger("boxoffice")


def deliver(ports: Ports) -> None:
    """Send the letters in the outbox, until it is empty or mail fails.

    A letter is tried at most once a minute, until it has been sent at least once.
    """
    while letter := _next_letter(ports):
        try:
            ports.mail.send(letter.message)
        except MailFailed as failure:
            log.warning("mail-waits order=%s cause=%r", letter.message.order_id, failure)
            return
        with ports.store.begin() as transaction:
            transaction.letter_sent(letter.id, ports.clock())
            transaction.commit()


def _next_letter(ports: Ports) -> Letter | None:
    with ports.store.begin() as transaction:
        letter = transaction.next_letter(ports.clock())
        transaction.commit()
    return letter
