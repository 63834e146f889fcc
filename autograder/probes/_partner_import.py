"""Run the partner import of a tree, beside upstream services of ours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.probes._composed import ComposedApps
from autograder.probes._inside import program
from autograder.sandbox import JSON, Failure, FailureKind
from autograder.upstreams import Upstreams


@dataclass(frozen=True)
class SalesRow:
    """A row of a partner's file.

    Arguments:
        event, tier: their places among those that are made.
        quantity, email: as in the file.
        promo: a code, or empty.
    """

    event: int
    tier: int
    quantity: int
    email: str
    promo: str = ""


@dataclass(frozen=True)
class Imported:
    """What the script printed; the learner's process says so, but for what was charged.

    Arguments:
        dry, real: a JSON object for each row, without and with booking; empty where a line is none.
        charged: amounts that payments took, in order.
        failure: why nothing was printed.
    """

    dry: tuple[dict[str, JSON], ...] = ()
    real: tuple[dict[str, JSON], ...] = ()
    charged: tuple[int, ...] = ()
    failure: Failure | None = None


def import_sales(
    composed: ComposedApps, events: Sequence[JSON], rows: Sequence[SalesRow], *, seconds: float
) -> Imported:
    """Make events in a new database and import a file of sales twice, first with `--dry-run`.

    Arguments:
        composed: serves apps of the tree.
        events: bodies of `POST /events`; their times must suit the real clock, which the script goes by.
        rows: of the file.
        seconds: for all of it.
    """
    with composed.tenant() as upstreams:
        argument: JSON = {
            "upstreams": {**upstreams.env("/")},
            "events": [*events],
            "rows": [[row.event, row.tier, row.quantity, row.email, row.promo] for row in rows],
        }
        outcome = composed.room.run(program("partner_import"), argument, seconds=seconds)
        if isinstance(outcome, Failure):
            return Imported(failure=outcome)
        return _read(outcome.json, upstreams)


def _read(said: Any, upstreams: Upstreams) -> Imported:
    try:
        dry, real = (tuple(_object(str(line)) for line in said[part]) for part in ("dry", "real"))
    except (KeyError, TypeError):
        return Imported(failure=Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read"))
    return Imported(dry, real, tuple(charge.amount_cents for charge in upstreams.payments.charges))


def _object(line: str) -> dict[str, JSON]:
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
