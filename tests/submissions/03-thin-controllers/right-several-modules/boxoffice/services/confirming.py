"""Telling the customer."""

from boxoffice.ports import Confirmation


def confirm(event, order, ports):
    codes = tuple(ticket.code for ticket in order.tickets)
    ports.mail.send_confirmation(
        Confirmation(order.email, order.id, event.title, event.venue, event.starts_at, codes, order.total)
    )
