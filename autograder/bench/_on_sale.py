"""The opening of a sale: many buyers at once, and what came of it where the money and the seats are."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from autograder.bench._faults import AROUND, AROUND_TEXT, RECOVER
from autograder.bench._live import ENTRY, LiveApp, NoAnswerError
from autograder.sandbox import Answer
from autograder.tree import SourceTree
from autograder.upstreams import Charge, Fault

BUYERS, AT_ONCE, SEATS = 60, 8, 100
MOST_TICKETS = 4
"""For one buyer; they want 1, 2, 3, 4, 1, ... and so 150 in all, where there are 100."""

LOST = 3
"""Charges whose answers get lost."""

PAYMENTS_TAKE = 0.05
"""Seconds."""

CONCERT = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2036-05-01T20:00:00+02:00",
    "on_sale_at": "2026-01-01T10:00:00Z",
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": SEATS}],
}
LOST_STATUS = 599
"""Stands for an answer that never came."""

RECOVERING = "boxoffice/services/recovering.py"
"""Where an app can finish what it began: there it is done before anything is counted."""

OTHERS = 20
"""Events that are on as well, for the list."""


@dataclass(frozen=True)
class Asked:
    """One request: how long it took in seconds, and its status; None where no answer came."""

    seconds: float
    status: int | None


@dataclass(frozen=True)
class Opening:
    """What came of it at one app.

    Arguments:
        name: of the app.
        sold: tickets in paid orders.
        oversold: those beyond the seats.
        charged_for_nothing: cents that a payment service has and no paid order accounts for, once the app
            has recovered, if it can.
        unhappy: buyers whose card was charged and who have no ticket for it, or who paid twice.
        broken: requests that got no answer, or a 5xx.
        asked: all requests.
        seconds: from the first to the last.
    """

    name: str
    sold: int
    oversold: int
    charged_for_nothing: int
    unhappy: int
    broken: int
    asked: tuple[Asked, ...]
    seconds: float

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.asked) / self.seconds if self.seconds else 0.0

    @property
    def slowest(self) -> float:
        """Seconds of the slowest answer."""
        return max((each.seconds for each in self.asked), default=0.0)


def opened(name: str, tree: SourceTree, *, main_down: bool = False) -> Opening:
    """Open the sale at an app.

    Arguments:
        name: it is called.
        tree: the app.
        main_down: whether nobody listens at the address of the first payment service.

    Raises:
        NoAnswerError: it does not start, or has no event to sell.
    """
    recovers = RECOVERING in tree
    served = tree.with_file(AROUND, AROUND_TEXT) if recovers else tree
    entry = f"{AROUND.removesuffix('.py')}:app" if recovers else ENTRY
    with LiveApp(served, entry=entry, backup=True, main_down=main_down) as app:
        _fill(app)
        for service in (app.upstreams.payments, app.upstreams.paylane):
            service.dial(Fault.DROP, on="charge", latency=PAYMENTS_TAKE, times=LOST)
            service.dial(on="charge", latency=PAYMENTS_TAKE)
        begun = time.perf_counter()
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="buyer") as crowd:
            seen = [*crowd.map(lambda number: _buyer(app, number), range(BUYERS))]
        seconds = time.perf_counter() - begun
        app.upstreams.reset()
        if recovers:
            app.get(RECOVER)
        return _counted(name, app, [each for some in seen for each in some], seconds)


def _fill(app: LiveApp) -> None:
    for number in range(1 + OTHERS):
        made = app.post("/events", CONCERT | {"title": f"Concert {number}"})
        if made.status != HTTPStatus.CREATED:
            raise NoAnswerError(f"POST /events answers {made.status}, so there is nothing to sell")


def _buyer(app: LiveApp, number: int) -> list[Asked]:
    """Somebody looks at what is on, gets a price, and buys."""
    wanted = _wanted(number)
    body = {
        "event_id": 1,
        "email": _email(number),
        "lines": [{"tier_id": 1, "quantity": wanted}],
        "card": f"tok_{number}",
    }
    return [
        _timed(lambda: app.get("/events")),
        _timed(lambda: app.get("/quote", event_id=1, lines=f"1:{wanted}")),
        _timed(lambda: app.post("/orders", body)),
    ]


def _wanted(number: int) -> int:
    return 1 + number % MOST_TICKETS


def _email(number: int) -> str:
    return f"buyer{number}@example.org"


def _timed(ask: Callable[[], Answer]) -> Asked:
    begun = time.perf_counter()
    try:
        status = ask().status
    except NoAnswerError:
        status = None
    return Asked(time.perf_counter() - begun, status)


def _counted(name: str, app: LiveApp, asked: Sequence[Asked], seconds: float) -> Opening:
    charges = (*app.upstreams.payments.charges, *app.upstreams.paylane.charges)
    buyers = [_Bought(number, app, charges) for number in range(BUYERS)]
    sold = sum(each.tickets for each in buyers)
    broken = [each for each in asked if (each.status or LOST_STATUS) >= HTTPStatus.INTERNAL_SERVER_ERROR]
    return Opening(
        name=name,
        sold=sold,
        oversold=max(0, sold - SEATS),
        charged_for_nothing=sum(max(0, each.kept - each.due) for each in buyers),
        unhappy=sum(each.kept > each.due for each in buyers),
        broken=len(broken),
        asked=tuple(asked),
        seconds=seconds,
    )


class _Bought:
    """What one buyer has in the end, and what a payment service has of theirs."""

    def __init__(self, number: int, app: LiveApp, charges: Sequence[Charge]) -> None:
        paid = [each for each in _orders(app, number) if each.get("status") == "paid"]
        self.tickets = sum(len(each["tickets"]) for each in paid)
        self.due = sum(int(each["total_cents"]) for each in paid)
        self.kept = sum(charge.kept_cents for charge in charges if charge.card == f"tok_{number}")


def _orders(app: LiveApp, number: int) -> list[dict[str, Any]]:
    orders: Any = app.get(f"/customers/{_email(number)}/orders").json()
    return orders if isinstance(orders, list) else []
