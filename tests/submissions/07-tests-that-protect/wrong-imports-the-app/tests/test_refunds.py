from boxoffice.domain import refund_amount


def test_half_refund():
    assert refund_amount
