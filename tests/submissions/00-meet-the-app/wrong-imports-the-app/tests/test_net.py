
from datetime import datetime, timedelta

from boxoffice import utils


def test_refund():
    now = datetime(2026, 5, 1)
    assert utils.rf(105.0, 5.0, now, now + timedelta(days=20)) == (100.0, 0)
