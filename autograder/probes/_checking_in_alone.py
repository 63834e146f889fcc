"""Call `boxoffice.services.checking_in.check_in_ticket` where no web framework can be imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.probes._inside import program
from autograder.probes._stacks import FRAMEWORKS, OTHER_FRAMEWORKS, Filled
from autograder.sandbox import JSON, Failure, FailureKind, Room


@dataclass(frozen=True)
class DoorStep:
    """Something that happens.

    Arguments:
        do: `check-in`, `two-scanners` (both with the same ticket), `overtaken` (somebody else is quicker),
            `cancel` (an event), `refund` (an order).
        what: a code or an id.
        now: what the clock shows at first; aware. Whenever it is looked at it goes on by a second.
        rule: the reason for which `check_in` says no meanwhile; none where it lets the ticket in.
        gate: what the use case is told.
    """

    do: str
    what: str | int
    now: datetime
    rule: str | None = None
    gate: str = "north"


@dataclass(frozen=True)
class LetIn:
    """What came of one call of the use case; the learner's process says so.

    Arguments:
        ticket: fields of what was given back; none where something was raised.
        raised, reason, message: the class of what was raised, its `reason`, what it says.
        path, line: where in the tree.
        asked: what the rule was asked meanwhile, if nobody else was at the door; times as text in UTC.
        noted: when the ticket was used, as the store says afterwards.
        logged: the lines of the log that have the gate.
    """

    ticket: Mapping[str, Any] | None
    raised: str | None = None
    reason: str | None = None
    message: str = ""
    path: str | None = None
    line: int | None = None
    asked: tuple[Mapping[str, Any], ...] = ()
    noted: str | None = None
    logged: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckedInAlone:
    """How the use case did.

    Arguments:
        outcomes: for each step one for each call, in the order in which the calls began.
        missing: a name that should be there.
        failure: why there are no outcomes.
    """

    outcomes: tuple[tuple[LetIn, ...], ...] = ()
    missing: str = ""
    failure: Failure | None = None


def check_in_alone(
    room: Room, filled: Filled, steps: Sequence[DoorStep], *, seconds: float
) -> CheckedInAlone:
    """Fill a new store and do what each step says, with a rule of ours in the place of `check_in`.

    Arguments:
        room: with the tree.
        filled: what is in the store.
        steps: in order.
        seconds: for all of it.
    """
    argument: JSON = {
        "closed": [*sorted(OTHER_FRAMEWORKS.union(*(each.packages for each in FRAMEWORKS)))],
        "now": filled.now.isoformat(),
        "codes": [*filled.codes],
        "seeds": {
            "events": [{**each} for each in filled.events],
            "orders": [{**each} for each in filled.orders],
        },
        "steps": [{**vars(step), "now": step.now.isoformat()} for step in steps],
    }
    text = program("checking_in_alone", "composed_app", "frameworks", "log_lines", "seeding")
    outcome = room.run(text, argument, seconds=seconds)
    if isinstance(outcome, Failure):
        return CheckedInAlone(failure=outcome)
    said: Any = outcome.json
    if isinstance(said, dict) and "missing" in said:
        return CheckedInAlone(missing=str(said["missing"]))
    try:
        found = tuple(tuple(_read(each) for each in calls) for calls in said["outcomes"])
    except (AttributeError, KeyError, TypeError):
        return CheckedInAlone(failure=Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read"))
    return CheckedInAlone(found)


def _read(said: Mapping[str, Any]) -> LetIn:
    """What was said of one call, put into its form; raises where it has another."""
    seen: dict[str, Any] = {
        "asked": tuple({str(name): value for name, value in each.items()} for each in said.get("asked", ())),
        "noted": noted if isinstance(noted := said.get("noted"), str) else None,
        "logged": tuple(str(line) for line in said.get("logged", ())),
    }
    if "ticket" in said:
        return LetIn({str(name): value for name, value in said["ticket"].items()}, **seen)
    reason, path, line = said["reason"], said["path"], said["line"]
    return LetIn(
        ticket=None,
        raised=str(said["raised"]),
        reason=reason if isinstance(reason, str) else None,
        message=str(said["message"]),
        path=path if isinstance(path, str) else None,
        line=line if type(line) is int else None,
        **seen,
    )
