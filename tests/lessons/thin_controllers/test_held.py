"""How a hold came about is read from the calls of its transaction."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest

from autograder.lessons.thin_controllers._concerts import NOW
from autograder.lessons.thin_controllers._held import of_hold
from autograder.lessons.thin_controllers._purchases import BOUGHT, Trial, day_of
from autograder.probes import Bought

TRIAL = next(
    trial
    for trial in day_of(random.Random(1)).trials
    if trial.outcome == BOUGHT and trial.case.promo and trial.case.key
)
LOOKED = ((1, "lock_event", 7), (1, "event", None), (1, "promo", None), (1, "tickets_of", None))


def gaps_of(steps: tuple[Any, ...], trial: Trial = TRIAL, **held: Any) -> list[str]:
    right = {
        "created_at": NOW.isoformat(),
        "until": (NOW + timedelta(minutes=10)).isoformat(),
        "idempotency_key": trial.case.key,
    }
    said = {"event_id": 7, "held": {**right, **held}, "steps": [*steps, (1, "hold", None)]}
    return [gap.what for gap in of_hold(trial, Bought(said))]


def test_a_hold_after_lock_and_look_has_no_gap() -> None:
    assert gaps_of(LOOKED) == []


def test_the_order_of_the_looks_and_further_calls_are_free() -> None:
    lock, *looks = LOOKED
    assert gaps_of((lock, *reversed(looks), (1, "order", None))) == []


@pytest.mark.parametrize(
    "steps",
    [
        LOOKED[1:],
        (*LOOKED[1:], LOOKED[0]),
        ((1, "lock_event", 8), *LOOKED[1:]),
        LOOKED[:3],
        tuple((0, name, event) for _, name, event in LOOKED),
        (),
    ],
    ids=["no-lock", "late", "another-event", "nobody-owns", "another-transaction", "nothing"],
)
def test_a_hold_without_lock_or_look_is_told(steps: tuple[Any, ...]) -> None:
    assert gaps_of(steps) == ["the calls of the transaction that holds the seats"]


def test_a_charge_comes_after_the_hold() -> None:
    charge, hold = (0, "charge", None), (1, "hold", None)
    assert gaps_of((*LOOKED, hold, charge)) == []
    assert gaps_of((*LOOKED, charge)) == ["when payments was asked"]


@pytest.mark.parametrize("name", ["created_at", "until", "idempotency_key"])
def test_what_the_hold_says_is_compared(name: str) -> None:
    assert gaps_of(LOOKED, **{name: None}) == [f"{name} of the hold"]


def test_a_purchase_that_holds_nothing_is_told() -> None:
    assert [gap.got for gap in of_hold(TRIAL, Bought({"steps": []}))] == ["nothing: it was not called"]
