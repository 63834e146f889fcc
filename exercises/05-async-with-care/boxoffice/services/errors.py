"""How a use case ends when a neighbour fails."""

from __future__ import annotations


class NotPaid(Exception):
    """The order was released: nobody has paid for it.

    Arguments:
        order_id: which one.
        declined: whether the card was declined; otherwise payments did not say.
    """

    def __init__(self, order_id: int, declined: bool) -> None:
        super().__init__(f"order {order_id} is not paid")
        self.order_id = order_id
        self.declined = declined
