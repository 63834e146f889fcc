"""Turns people away before the view is asked."""

from __future__ import annotations

import functools

from boxoffice.domain import check_in


def guarded(view):
    @functools.wraps(view)
    def keeper(request, ports, code):
        with ports.store.begin() as transaction:
            ticket = transaction.admission(code)
        if ticket is not None:
            check_in(ports.clock(), ticket.starts_at, ticket.is_paid, ticket.event_is_cancelled, ticket.used_at is not None)
        return view(request, ports, code=code)

    return keeper
