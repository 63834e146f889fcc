"""How a use case ends when a neighbour fails."""

from __future__ import annotations


class NeighbourFailed(Exception):
    """It is not the customer's fault, and not ours.

    Arguments:
        order_id: of which order.
    """

    def __init__(self, order_id: int, message: str) -> None:
        super().__init__(message)
        self.order_id = order_id


class NotPaid(NeighbourFailed):
    """Nobody has paid for the order, and nobody will.

    Arguments:
        order_id: which one.
        declined: whether the card was declined; otherwise payments gave no clear answer.
    """

    def __init__(self, order_id: int, declined: bool) -> None:
        super().__init__(order_id, f"order {order_id} is not paid")
        self.declined = declined


class NotRefunded(NeighbourFailed):
    """The money is not on its way back yet. The order stays `refunding`, and `recover` goes on with it.

    Arguments:
        order_id: which one.
    """

    def __init__(self, order_id: int) -> None:
        super().__init__(order_id, f"order {order_id} is not refunded yet")
