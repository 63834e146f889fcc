"""Purchases and refunds with the first provider gone, during which the process dies at every step."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from autograder.lessons.errors_by_design._charging import MOST_TRIES
from autograder.lessons.errors_by_design._deaths import Drama, dramas
from autograder.probes import PaymentsTrouble, Play
from autograder.probes.inside.noted_ports import NOT_REACHED
from autograder.upstreams import Fault

GONE = PaymentsTrouble(Fault.ERROR, "charge", 1_000, status=NOT_REACHED)
LOST = PaymentsTrouble(Fault.DROP, "charge", MOST_TRIES, after_work=True)

RECOVERIES = ("recover", "recover")


def plays(chance: random.Random, now: datetime) -> tuple[Drama, ...]:
    """The plays of lesson 06 that move money, with a first provider whose charges reach nobody."""
    return tuple(_plays(dramas(chance, now)))


def _plays(before: Sequence[Drama]) -> Iterator[Drama]:
    by_name = {drama.play.name: drama for drama in before}
    purchase, refund = by_name["a purchase"], by_name["a refund"]
    yield _retold(purchase, "a purchase that the second provider charges", writes=True)
    yield _retold(
        purchase,
        "a purchase whose charges at the second are made and never confirmed",
        backup_trouble=LOST,
        writes=False,
    )
    yield _retold(
        purchase,
        "the recovery of a purchase that died after the second had charged",
        dies_in="recovery",
        dies_on="after backup: charge",
        writes=False,
    )
    yield _retold(refund, "a refund of what the second provider charged")


def _retold(drama: Drama, name: str, **changes: object) -> Drama:
    play: Play = replace(drama.play, name=name, trouble=GONE, recoveries=RECOVERIES, **changes)  # type: ignore[arg-type]
    return replace(drama, play=play)
