"""The same rules by other algorithms, and answers that say more: texts of modules and functions."""

REFUNDS = '''\
"""What comes back, by a table of notices."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from math import floor

from boxoffice.domain.errors import Refused

SECONDS_OF_AN_HOUR = 3600
SHARES = ((14 * 24, Fraction(1)), (48, Fraction(1, 2)))
"""Hours of notice, and the share of the price without the fee; the first that is reached counts."""


def refund_amount(
    total: int,
    fee: int,
    now: datetime,
    starts_at: datetime,
    cancelled: bool,
    paid: bool,
    refunded: bool,
) -> int:
    """See the rules of the business."""
    barred = [reason for reason, holds in (("already-refunded", refunded), ("not-paid", not paid)) if holds]
    if barred:
        raise Refused(barred[0])
    seconds = (starts_at - now).total_seconds()
    shares = [share for hours, share in SHARES if seconds >= hours * SECONDS_OF_AN_HOUR]
    if cancelled:
        return fee + (total - fee)
    if not shares:
        raise Refused("too-late")
    return floor((total - fee) * shares[0] + Fraction(1, 2))
'''

DOOR = '''\
"""Opening hours, in seconds from the start."""

from __future__ import annotations

from datetime import datetime

from boxoffice.domain.errors import Refused

OPENS, CLOSES = -3 * 3600, 6 * 3600


def check_in(now: datetime, starts_at: datetime, paid: bool, cancelled: bool, used: bool) -> None:
    """See the rules of the business."""
    late = (now - starts_at).total_seconds()
    objections = {
        "refunded": not paid,
        "event-cancelled": cancelled,
        "used": used,
        "too-early": late < OPENS,
        "too-late": late >= CLOSES,
    }
    for reason, holds in objections.items():
        if holds:
            raise Refused(reason)
'''

DIVIDED = '''\
def divided(amount, parts):
    """An amount divided by a number of parts, half a cent up."""
    from decimal import ROUND_HALF_UP, Decimal

    return int((Decimal(amount) / Decimal(parts)).quantize(Decimal(1), ROUND_HALF_UP))
'''

NEW_CODE = '''\
def new_code():
    """A code that nobody can foretell."""
    import secrets

    return "T" + secrets.token_hex(9)
'''

NUMBERED = '''\
def _number_elsewhere():
    """Ids of events, tiers and orders that begin higher, and leave some out."""
    from itertools import count

    from sqlalchemy import event

    numbers = count(31_007, 13)

    def number(mapper, connection, row):
        row.id = next(numbers)

    for table in (Event, Tier, Order):
        event.listen(table, "before_insert", number)


_number_elsewhere()
'''

TURNED_ROUND = '{"links": [], **dict(reversed(_answer.items()))}'
"""What is answered instead of `_answer`, an order or a ticket."""

REWORDED = '{"help": None, **_answer, "title": "Sorry", "detail": f"Sorry! {_answer[\'detail\']}"}'
"""What is answered instead of `_answer`, a problem document."""

MORE_FOR_PAYMENTS = '{"statement": "ENCORE TICKETS", **body} if body else body'
"""What payments is sent instead of `body`."""
