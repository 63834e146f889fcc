"""Let a process die at every step of a request, let a new one recover, and look at what is left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from autograder.probes._beside import RoomMaker, beside_upstreams
from autograder.probes._composed import paths_of
from autograder.probes._inside import program
from autograder.probes._serving import Question
from autograder.sandbox import JSON, Failure, Room
from autograder.tree import SourceTree
from autograder.upstreams import Charge, Fault, Upstreams, UpstreamServer
from autograder.upstreams import Message as Mail

MOST_STEPS = 48
"""Deaths of one play: a purchase whose charge is tried three times takes some twenty steps."""

SECONDS = 120.0
"""For all deaths of all plays."""

PAUSE = timedelta(minutes=10)
"""Between two recoveries."""

LONGEST = 120
"""Characters of a step's name that are shown."""


@dataclass(frozen=True)
class PaymentsTrouble:
    """What payments do while the process still lives.

    Arguments:
        fault: the trouble.
        on: the operation that has it.
        times: for so many calls; they are well after that.
        after_work: whether it comes when the work is done.
        status: of a faulty answer; None: the usual one.
    """

    fault: Fault
    on: str
    times: int
    after_work: bool = False
    status: int | None = None


@dataclass(frozen=True)
class Play:
    """A request during which the process dies, each time a step later.

    Arguments:
        name: in words, for evidence (`a purchase`).
        fill: requests that fill the database which every process begins with; nothing is charged by them.
        rehearsal: requests of somebody else, made once before the first of several plays and forgotten: what
            an app does only once is done when the first process begins.
        before: requests just before, in the process that is to die.
        request: during which it dies: method, path, body.
        looks: paths that are read before the recovery, and after the last two.
        recoveries: what the new process does, in turn: `recover`, `payments down` and `mail down` (it
            recovers meanwhile), or `start` (the app is started and stopped).
        trouble: what payments do meanwhile.
        headers: of the request.
        dies_in: `request`; or `recovery`: the request dies at one step and the recovery dies again.
        dies_on: where the request dies then; the beginning of a step's name.
        comes_again: whether the same request comes once more when all is recovered, while payments are down.
        writes: whether each call of a transaction is a step as well.
        backup_trouble: what the second payments do, where there are any.
    """

    name: str
    fill: Sequence[Question]
    request: Question
    looks: Sequence[str]
    rehearsal: Sequence[Question] = ()
    before: Sequence[Question] = ()
    recoveries: Sequence[str] = ("recover", "recover")
    trouble: PaymentsTrouble | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    dies_in: str = "request"
    dies_on: str = ""
    comes_again: bool = False
    writes: bool = False
    backup_trouble: PaymentsTrouble | None = None


@dataclass(frozen=True)
class Look:
    """What was read at one moment: status and body for each path."""

    answers: tuple[tuple[int | None, JSON], ...]


@dataclass(frozen=True)
class Death:
    """One death and what came of it.

    Arguments:
        step: the step at which the process died; None: it lived.
        steps: the names of the steps up to there.
        answer: status and body of the answer, where it lived long enough to give one.
        looks: what others read before the recovery, and after the last two.
        recovered: what each recovery raised, None where it raised nothing.
        trouble: what went wrong beside it: a process that hung, or what was raised.
        charges: the ledger of payments at the end, outside; then that of the second ones, if there are any.
        mails: what mail has taken in the end, outside.
        asked: how often payments were asked anything.
        again: status and body of the answer to the request that came once more, where it did.
    """

    step: str | None
    steps: tuple[str, ...]
    answer: tuple[int | None, JSON] | None
    looks: tuple[Look, ...]
    recovered: tuple[str | None, ...]
    trouble: str | None
    charges: tuple[Charge, ...]
    mails: tuple[Mail, ...]
    asked: int = 0
    again: tuple[int | None, JSON] | None = None


Neighbours = tuple[Upstreams, Upstreams | None]
"""The services of one process, and whose payments are its second ones."""


class Crashing:
    """Plays in one room. Made by `crashing`; threads may play at once."""

    def __init__(self, room: Room, server: UpstreamServer, *, with_backup: bool) -> None:
        self._room, self._server, self._with_backup = room, server, with_backup

    def play(
        self, plays: Sequence[Play], now: datetime, later: datetime
    ) -> tuple[tuple[Death, ...], ...] | Failure:
        """Play them, one after the other, each with a death at each step; the last one of each lives.

        Arguments:
            plays: what happens.
            now: what the clock of those who die shows; aware.
            later: what the clock of those who recover shows at first.
        """
        with ExitStack() as stack:
            environment, rehearsal = (stack.enter_context(self._server.tenant()) for _ in range(2))
            neighbours = [self._neighbours(stack) for _ in plays]
            argument: dict[str, Any] = {
                "environment": paths_of(environment),
                "rehearsal": paths_of(rehearsal),
                "backup": self._with_backup,
                "plays": [
                    _described(play, some, now, later) for play, some in zip(plays, neighbours, strict=True)
                ],
            }
            made = program("crashing_app", "composed_app", "noted_ports")
            outcome = self._room.run(made, argument, seconds=SECONDS)
            if isinstance(outcome, Failure):
                return outcome
            told = [_items(each) for each in _items(outcome.json)]
            pairs = zip(told, neighbours, strict=False)
            return tuple(tuple(map(_death, deaths, some)) for deaths, some in pairs)

    def _neighbours(self, stack: ExitStack) -> list[Neighbours]:
        """The services of each death of a play, and whose payments are its second ones."""

        def tenant() -> Upstreams:
            return stack.enter_context(self._server.tenant())

        return [(tenant(), tenant() if self._with_backup else None) for _ in range(MOST_STEPS)]


@contextmanager
def crashing(room: RoomMaker, tree: SourceTree, *, with_backup: bool = False) -> Iterator[Crashing]:
    """A room in which processes of a tree's app may die.

    Arguments:
        room: makes a room for a tree; takes `env` and `forward` as `Sandbox.room` does.
        tree: the app.
        with_backup: whether it is handed a second payment service, as lesson 09's ports have it.
    """
    with beside_upstreams(room, tree) as beside:
        yield Crashing(beside.room, beside.server, with_backup=with_backup)


def _described(
    play: Play, neighbours: Sequence[Neighbours], now: datetime, later: datetime
) -> dict[str, Any]:
    for first, second in neighbours:
        _dial(first, play.trouble)
        _dial(second, play.backup_trouble)
    return {
        "services": [
            [paths_of(first), paths_of(second)["PAYMENTS_URL"] if second else None]
            for first, second in neighbours
        ],
        "now": now.isoformat(),
        "times": [(later + number * PAUSE).isoformat() for number in range(len(play.recoveries))],
        "fill": _asked(play.fill),
        "rehearsal": _asked(play.rehearsal),
        "before": _asked(play.before),
        "request": [*play.request, {**play.headers}],
        "looks": [*play.looks],
        "recoveries": [*play.recoveries],
        "dies_in": play.dies_in,
        "dies_on": play.dies_on,
        "comes_again": play.comes_again,
        "writes": play.writes,
    }


def _dial(tenant: Upstreams | None, trouble: PaymentsTrouble | None) -> None:
    if tenant is not None and trouble is not None:
        tenant.payments.dial(
            trouble.fault,
            on=trouble.on,
            times=trouble.times,
            status=trouble.status,
            after_work=trouble.after_work or None,
        )


def _asked(questions: Sequence[Question]) -> list[list[Any]]:
    return [[*question, {}] for question in questions]


def _death(said: JSON, neighbours: Neighbours) -> Death:
    """What a case told of a death; whatever is not of the right form is as good as not told."""
    tenant, backup = neighbours
    told = _fields(said)
    first, second, after = (_fields(told.get(name)) for name in ("first", "second", "after"))
    dying = second if "second" in told else first
    steps = tuple(str(name)[:LONGEST] for name in _items(dying.get("steps")))
    died = told.get("died") is True
    return Death(
        step=steps[-1] if died and steps else None,
        steps=steps,
        answer=_answer(first["answer"]) if "answer" in first else None,
        looks=tuple(
            Look(tuple(_answer(each) for each in _items(_fields(look).get("answers"))))
            for look in _items(after.get("looks"))
        ),
        recovered=tuple(
            None if each is None else str(each)[:LONGEST] for each in _items(after.get("recovered"))
        ),
        trouble=_trouble((first, second, after)),
        charges=(*tenant.payments.charges, *(backup.payments.charges if backup else ())),
        mails=tenant.mail.messages,
        asked=sum(each.service == "payments" for each in tenant.record),
        again=_answer(after["again"]) if "again" in after else None,
    )


def _trouble(processes: Sequence[Mapping[str, Any]]) -> str | None:
    for process in processes:
        if process.get("hung") is True:
            return "a process did not come to an end"
        if process.get("raised"):
            return str(process["raised"])[:LONGEST]
    return None


def _answer(said: JSON) -> tuple[int | None, JSON]:
    match said:
        case [int(status), body]:
            return status, body
    return None, None


def _fields(value: JSON) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: JSON) -> list[Any]:
    return value if isinstance(value, list) else []
