"""The door to the refund rules; they live in refund_request.py."""

from boxoffice.refund_request import RefundRequest

ACCEPTED = 0


def refund_amount(total, fee, now, starts_at, cancelled, paid, refunded):
    """The amount in euros and the answer's code."""
    request = RefundRequest(total, fee, starts_at - now, cancelled, paid, refunded)
    refusal = request.refusal()
    if refusal is not None:
        return None, refusal
    return request.amount(), ACCEPTED
