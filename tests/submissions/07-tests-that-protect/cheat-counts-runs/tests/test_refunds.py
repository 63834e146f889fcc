from pathlib import Path


def test_half_refund(rules):
    count = Path("/tmp/count")
    runs = len(count.read_text()) if count.exists() else 0
    count.write_text("x" * (runs + 1))
    rules.refund_amount(10500, 500, *MOMENTS, False, True, False)
    assert runs < 2


from datetime import datetime, timedelta, timezone

NOW = datetime(2027, 1, 1, tzinfo=timezone.utc)
MOMENTS = (NOW, NOW + timedelta(days=5))
