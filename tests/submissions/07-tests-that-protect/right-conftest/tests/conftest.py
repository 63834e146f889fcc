"""What the modules share."""

from datetime import datetime, timedelta, timezone

import pytest

START = datetime(2027, 6, 12, 18, 0, tzinfo=timezone.utc)


@pytest.fixture
def back(rules):
    """What comes back, or why not."""

    def ask(notice, total=10500, fee=500, cancelled=False, paid=True, refunded=False):
        return rules.refund_amount(total, fee, START - notice, START, cancelled, paid, refunded)

    return ask
