"""What we write to customers."""

from __future__ import annotations

from datetime import datetime

SHOP = "Encore Tickets"

CONFIRMATION = """Thank you for your order {order_id} at {shop}!

{title}
{venue}, {when}

Your tickets:
{codes}

You paid {total}.
"""

REFUND = "We have sent you {amount} for {title}."


def day_and_hour(moment: datetime) -> str:
    return moment.astimezone().strftime("%d.%m.%Y %H:%M")


def euros(cents: int) -> str:
    return f"EUR {cents // 100:,}".replace(",", ".") + f",{cents % 100:02d}"
