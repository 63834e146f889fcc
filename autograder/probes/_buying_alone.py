"""Call `boxoffice.services.buying.buy` where no web framework can be imported, with ports of ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from autograder.probes._inside import program
from autograder.sandbox import JSON, Failure, FailureKind, Room

CHARGE_TAKES = timedelta(seconds=90)
"""So far the clock moves while payments are asked: what comes after is later than what came before."""


@dataclass(frozen=True)
class PromoTerms:
    """A promo code: so many per cent or cents off. Its times are aware."""

    code: str
    percent: int | None
    amount: int | None
    starts_at: datetime
    ends_at: datetime
    uses: int


@dataclass(frozen=True)
class TierTerms:
    """A tier: the price of one ticket in cents, and seats."""

    name: str
    price: int
    seats: int


@dataclass(frozen=True)
class Concert:
    """An event to be made. Its status is `draft`, `on_sale` or `cancelled`; its times are aware."""

    title: str
    status: str
    starts_at: datetime
    on_sale_at: datetime
    tiers: tuple[TierTerms, ...]
    promos: tuple[PromoTerms, ...] = ()


@dataclass(frozen=True)
class PurchaseCase:
    """One purchase.

    Arguments:
        event: its place among the concerts; none is an event that is unknown.
        lines: place of the tier and quantity; a place without a tier is a tier that is unknown.
        foreign: a concert whose first tier stands in place of the lines; none where they are as told.
        payments: what payments does: `charge`, `decline` or `fail`.
        key: the idempotency key.
        rule: what `may_buy` says whatever it is asked, `refuse` or `allow`; empty, as it is written.
    """

    event: int | None
    lines: tuple[tuple[int, int], ...]
    email: str
    card: str
    now: datetime
    promo: str | None = None
    foreign: int | None = None
    payments: str = "charge"
    key: str | None = None
    rule: str = ""


@dataclass(frozen=True)
class Bought:
    """What became of a purchase; the learner's process says so.

    Arguments:
        said: `order` (fields of what `buy` gave back) or `raised` with `reason`, `declined`, `tier_id`,
            `message`, `path`, `line`; then `charges`, `mails`, `codes` (what the ports were asked),
            `steps` (number of the transaction, call, event locked), `held` (times and key of the hold),
            `left` (by tier), `uses_left`, `kept` (the order, as a later transaction finds it), `event_id` and
            `tiers`.
    """

    said: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """What was said of this, or None."""
        return self.said.get(name)


@dataclass(frozen=True)
class BoughtAlone:
    """How the use case did.

    Arguments:
        outcomes: one for each case.
        missing: a name that should be there.
        failure: why there are no outcomes.
    """

    outcomes: tuple[Bought, ...] = ()
    missing: str = ""
    failure: Failure | None = None


def buy_alone(
    room: Room, concerts: Sequence[Concert], cases: Sequence[PurchaseCase], *, seconds: float
) -> BoughtAlone:
    """Make the concerts in a new database and buy what each case says, one after the other.

    Arguments:
        room: with the tree.
        concerts: by their places cases name them.
        cases: in order; what one bought is gone for the next.
        seconds: for all of it.
    """
    argument: JSON = {
        "events": [_as_json(asdict(concert)) for concert in concerts],
        "cases": [_as_json(asdict(case)) for case in cases],
        "charge_takes": CHARGE_TAKES.total_seconds(),
    }
    outcome = room.run(program("buying_alone", "buying_ports"), argument, seconds=seconds)
    if isinstance(outcome, Failure):
        return BoughtAlone(failure=outcome)
    said: Any = outcome.json
    if isinstance(said, dict) and "missing" in said:
        return BoughtAlone(missing=str(said["missing"]))
    found = said.get("outcomes") if isinstance(said, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        return BoughtAlone(failure=Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read"))
    return BoughtAlone(tuple(Bought(each) for each in found))


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _as_json(each) for name, each in value.items()}
    return [_as_json(each) for each in value] if isinstance(value, tuple | list) else value
