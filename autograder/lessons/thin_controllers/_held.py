"""How seats were held: what was locked and looked up before, how long for, and under which key.

Who is to be charged has seats by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import takewhile
from typing import Any

from autograder.lessons.thin_controllers._concerts import NOW
from autograder.lessons.thin_controllers._gap import Gap, compared
from autograder.lessons.thin_controllers._purchases import Trial
from autograder.probes import Bought

HOLD_TIME = timedelta(minutes=10)

LOCK, HOLD, CHARGE = "lock_event", "hold", "charge"
STEP = 3
"""A step is the number of its transaction, the name of the call, and the event if it is a lock.

A charge is a step, too: of no transaction.
"""

LOOKS = ("event", "promo", "tickets_of")
"""What must not change between the look and the hold."""


def of_hold(trial: Trial, bought: Bought) -> Iterator[Gap]:
    """What is wrong with the hold of a purchase, and with what its transaction did before."""
    held = bought["held"]
    if not isinstance(held, dict):
        yield Gap("what transaction.hold was asked", "a Hold", "nothing: it was not called")
        return
    right = {
        "created_at": NOW.isoformat(),
        "until": (NOW + HOLD_TIME).isoformat(),
        "idempotency_key": trial.case.key,
    }
    for name, value in right.items():
        yield from compared(f"{name} of the hold", value, held.get(name))
    calls = _calls(bought)
    yield from _of_lock(trial, bought, calls)
    if CHARGE in takewhile(lambda name: name != HOLD, (name for _, name, _ in calls)):
        yield Gap("when payments was asked", f"{HOLD}, then {CHARGE}", f"{CHARGE}, then {HOLD}")


def _of_lock(trial: Trial, bought: Bought, calls: Sequence[Any]) -> Iterator[Gap]:
    steps = _until_hold(calls)
    looks = [look for look in LOOKS if look != "promo" or trial.case.promo]
    found = [name for name, _ in steps]
    locked = [event for name, event in steps if name == LOCK]
    first = next((name for name in found if name in (LOCK, *LOOKS)), None)
    if first == LOCK and locked[0] == bought["event_id"] and all(look in found for look in looks):
        return
    right = f"{LOCK}({bought['event_id']}), then {', '.join(looks)}, then {HOLD}"
    told = [f"{name}({event})" if name == LOCK else name for name, event in steps]
    yield Gap("the calls of the transaction that holds the seats", right, ", ".join([*told, HOLD]))


def _calls(bought: Bought) -> list[Any]:
    """What was asked, in order; the steps are what a room said."""
    said = bought["steps"]
    steps = said if isinstance(said, list) else []
    return [step for step in steps if isinstance(step, list | tuple) and len(step) == STEP]


def _until_hold(calls: Sequence[Any]) -> list[tuple[str, Any]]:
    """The calls before the hold in its transaction: each name, and of a lock the event."""
    place = next((place for place, call in enumerate(calls) if call[1] == HOLD), 0)
    return [(name, event) for number, name, event in calls[:place] if number == calls[place][0]]
