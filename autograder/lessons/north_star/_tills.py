"""A box office with two payment services: who was asked, and where the money is."""

from __future__ import annotations

import random
from datetime import datetime

from autograder.lessons.errors_by_design._scenes import Wrong, shown
from autograder.lessons.errors_by_design._shop import Reply, Shop, Want
from autograder.probes import TroubledApp
from autograder.probes.inside.noted_ports import NOT_REACHED, OPEN_TRANSACTIONS
from autograder.upstreams import Charge, Fault, Request, Upstreams

ASKED = "backup-asked"
"""The one thing that is worse than no second provider."""

OTHER_TILL = "wrong-till"
"""Somebody is asked about money that somebody else has."""


class Tills(Shop):
    """One app with two payment services, asked scene by scene.

    Arguments:
        app: the app, its services, and its second payment service.
        chance: names, prices and quantities.
        now: what its clock shows; aware.

    Attributes:
        backup: whose payments are the second ones.
    """

    def __init__(self, app: TroubledApp, chance: random.Random, now: datetime) -> None:
        super().__init__(app, chance, now)
        assert app.backup is not None  # it was made with one
        self.backup: Upstreams = app.backup

    def begin_scene(self) -> None:
        """All is well at both, nothing has been asked, the clock is right."""
        self.backup.gate.open()
        self.backup.reset()
        self.backup.clear_record()
        super().begin_scene()

    def lose_main(self, times: int | None = None, on: str | None = "charge") -> None:
        """The first service cannot be reached: for so many calls or all, of one operation or of any."""
        self.app.upstreams.payments.dial(Fault.ERROR, status=NOT_REACHED, on=on, times=times)

    def lose_backup(self, on: str | None = "charge") -> None:
        """Nor can the second."""
        self.backup.payments.dial(Fault.ERROR, status=NOT_REACHED, on=on)

    def all_well(self) -> None:
        """Both can be reached again, and do what they are asked."""
        self.app.upstreams.reset()
        self.backup.reset()

    def main_calls(self, *operations: str) -> tuple[Request, ...]:
        """What the first was asked in this scene."""
        return super().calls(*operations)

    def calls(self, *operations: str) -> tuple[Request, ...]:
        """What the two were asked in this scene, the first one's before the second's."""
        return (*self.main_calls(*operations), *self.backup_calls(*operations))

    def backup_calls(self, *operations: str) -> tuple[Request, ...]:
        """What the second was asked in this scene."""
        record = self.backup.record
        return tuple(each for each in record if not operations or each.operation in operations)

    def main_voids(self, want: Want) -> tuple[Request, ...]:
        """The voids that the first was asked for, of a card's charges."""
        keys = {f"charge-{order}" for order in self.orders(want)}
        return tuple(each for each in self.main_calls("void") if not keys.isdisjoint(each.path.split("/")))

    def charges(self, want: Want) -> tuple[Charge, ...]:
        """The charges of a card, at the first and then at the second."""
        return (*super().charges(want), *self.backup_charges(want))

    def asked(self) -> list[str]:
        """What each of the two was asked, in words."""
        first = [f"the first {call.operation}" for call in self.main_calls()]
        return first + [f"the second {call.operation}" for call in self.backup_calls()]

    def ledger(self, want: Want) -> list[tuple[Charge, str]]:
        """The charges of a card, and at which of the two each stands."""
        first = [(each, " at the first") for each in super().charges(want)]
        return first + [(each, " at the second") for each in self.backup_charges(want)]

    def backup_charges(self, want: Want) -> tuple[Charge, ...]:
        """The charges of a card at the second."""
        return tuple(each for each in self.backup.payments.charges if each.card == want.card)


def asked_backup(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong where the second must not be asked."""
    if not tills.backup_calls():
        return None
    evidence = shown(tills, want, reply, words, "the second provider is not asked")
    if not tills.backup_calls("charge"):
        return Wrong(OTHER_TILL, "A provider is asked about what it surely never charged.", evidence)
    summary = "The second provider is asked although the first may have charged, or has said no."
    return Wrong(ASKED, summary, evidence)


def open_at_backup(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong where a transaction was open while the second was asked."""
    for call in tills.backup_calls():
        if call.headers.get(OPEN_TRANSACTIONS, "0") != "0":
            words = f"{words} A transaction was open while the second was asked to {call.operation}."
            summary = "A transaction stays open while the second provider is asked."
            return Wrong(
                "transaction-open",
                summary,
                shown(tills, want, reply, words, "first committed, then asked"),
            )
    return None


def not_at_backup(tills: Tills, want: Want, reply: Reply, words: str) -> Wrong | None:
    """What is wrong where the money must be with the second provider, all of it."""
    kept = sum(each.kept_cents for each in tills.backup_charges(want))
    if kept == tills.kept(want) > 0:
        return None
    summary = "The money is not with the provider that was to charge it."
    evidence = shown(tills, want, reply, words, "charged by the second, and only there")
    return Wrong(OTHER_TILL, summary, evidence)
