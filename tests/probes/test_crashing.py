"""Deaths at every step of a request, in an app small enough to be seen through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from autograder.probes import Death, PaymentsTrouble, Play, crashing, troubled_app
from autograder.sandbox import Answer, Sandbox, default_isolation
from autograder.tree import SourceTree
from autograder.upstreams import Fault
from tests.probes.ledger_app import NOW, ledger_app

LATER = NOW + timedelta(hours=3)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(isolation=default_isolation()) as sandbox:
        yield sandbox


def played(sandbox: Sandbox, tree: SourceTree, *plays: Play) -> tuple[tuple[Death, ...], ...]:
    with crashing(sandbox.room, tree) as stage:
        told = stage.play(plays, NOW, LATER)
    assert isinstance(told, tuple), told
    return told


def sale(**more: object) -> Play:
    fill = [("POST", "/open", None)]
    return Play("a sale", fill, ("POST", "/sell", {"cents": 700}), ["/sold"], **more)  # type: ignore[arg-type]


def test_a_process_dies_at_each_step_and_the_last_one_lives(sandbox: Sandbox) -> None:
    (deaths,) = played(sandbox, ledger_app(), sale())
    assert [each.step for each in deaths] == [
        "before commit",
        "after commit",
        "after payments: charge charge-1",
        "after commit",
        "after mail",
        None,
    ]
    assert deaths[-1].answer == (201, {"id": 1})
    assert [each.answer for each in deaths[:-1]] == [None] * 5


def test_the_money_is_seen_outside_and_each_death_has_its_own(sandbox: Sandbox) -> None:
    (deaths,) = played(sandbox, ledger_app(), sale())
    kept = [sum(charge.kept_cents for charge in each.charges) for each in deaths]
    assert kept == [0, 0, 0, 700, 700, 700]
    assert [len(each.charges) for each in deaths] == [0, 0, 1, 1, 1, 1]
    assert [len(each.mails) for each in deaths] == [0, 0, 0, 0, 1, 1]


def test_others_look_before_and_after_they_recover(sandbox: Sandbox) -> None:
    (deaths,) = played(sandbox, ledger_app(), sale())
    seen = [[look.answers[0][1] for look in each.looks] for each in deaths]
    assert seen[0] == [[], [], []]
    assert seen[2] == [["held"], ["released"], ["released"]]
    assert seen[3] == [["paid"], ["paid"], ["paid"]]


def test_plays_of_one_process_begin_with_nothing_of_one_another(sandbox: Sandbox) -> None:
    first, second = played(sandbox, ledger_app(), sale(), sale())
    assert [each.looks for each in first] == [each.looks for each in second]


def test_a_recovery_may_die_too(sandbox: Sandbox) -> None:
    play = sale(dies_in="recovery", dies_on="after payments: charge")
    (deaths,) = played(sandbox, ledger_app(), play)
    assert [each.step for each in deaths] == [
        "before payments: void charge-1",
        "after payments: void charge-1",
        "after commit",
        None,
    ]
    assert all(each.looks[-1].answers[0][1] == ["released"] for each in deaths)


def test_payments_can_be_in_trouble_and_down_while_somebody_recovers(sandbox: Sandbox) -> None:
    lost = PaymentsTrouble(Fault.DROP, "charge", 1, after_work=True)
    play = sale(trouble=lost, recoveries=("payments down", "recover"))
    (deaths,) = played(sandbox, ledger_app(), play)
    assert deaths[-1].answer == (500, "PaymentFailed: charge charge-1: no answer")
    assert [look.answers[0][1] for look in deaths[-1].looks] == [["held"], ["held"], ["released"]]
    assert deaths[-1].recovered[0] is not None
    assert sum(charge.kept_cents for charge in deaths[-1].charges) == 0


def test_a_served_app_shows_its_log_its_open_transactions_and_its_recovery(sandbox: Sandbox) -> None:
    with troubled_app(sandbox.room, ledger_app(), NOW) as app:
        app.ask("POST", "/open")
        app.upstreams.gate.hold(lambda request: request.operation == "charge")
        pending = app.begin("POST", "/sell", {"cents": 700})
        (charge,) = app.waiting(pending)
        assert charge.headers["x-survive-open-transactions"] == "0"
        app.turn_clock(LATER)
        assert app.recover() is None
        app.upstreams.gate.open()
        answer = pending.result()
        assert isinstance(answer, Answer)
        assert [event.words for event in app.logged()] == ["released order=1"]
        assert app.logged() == ()
        app.ask("POST", "/sell-inside", {"cents": 100})
        assert app.upstreams.record[-1].headers["x-survive-open-transactions"] == "1"
