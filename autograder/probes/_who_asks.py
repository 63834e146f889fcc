"""From where in its code an app queries and calls its neighbours, route by route."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from autograder.probes._inside import program
from autograder.probes._told import Place, steps_of
from autograder.sandbox import Failure, FailureKind, Room


@dataclass(frozen=True)
class Asking:
    """One query, or one call of a neighbour.

    Arguments:
        kind: "query", "payments", "mail" or "partners".
        steps: the way there through the app's code, the innermost place first; code without a file has an
            empty path.
    """

    kind: str
    steps: tuple[Place, ...]


@dataclass(frozen=True)
class AskedRoute:
    """One route that was asked, with all that it asked in turn."""

    method: str
    route: str
    status: int
    askings: tuple[Asking, ...]


@dataclass(frozen=True)
class Route:
    """One route of the running app.

    Arguments:
        path, methods: what it answers.
        places: file and first line of the function that answers, then of those that it wraps.
    """

    path: str
    methods: tuple[str, ...]
    places: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class WhoAsks:
    """What was seen; the learner's process says so.

    Arguments:
        routes: of the running app.
        served: what was asked of it, in order.
        failure: why nothing was seen.
    """

    routes: tuple[Route, ...] = ()
    served: tuple[AskedRoute, ...] = ()
    failure: Failure | None = None


def who_asks(room: Room, *, seconds: float) -> WhoAsks:
    """Ask every route of the app but check-in and cancel once, with neighbours of ours and a new database.

    Arguments:
        room: with the tree.
        seconds: for all of it.
    """
    outcome = room.run(program("who_asks"), None, seconds=seconds)
    if isinstance(outcome, Failure):
        return WhoAsks(failure=outcome)
    said: Any = outcome.json
    try:
        routes = tuple(
            Route(str(each["path"]), tuple(map(str, each["methods"])), _places(each["places"]))
            for each in said["routes"]
        )
        return WhoAsks(routes, tuple(_served(each) for each in said["asked"]))
    except (AttributeError, KeyError, TypeError, ValueError):
        return WhoAsks(failure=Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read"))


def _served(said: Any) -> AskedRoute:
    askings = tuple(Asking(str(each["kind"]), steps_of(each["steps"])) for each in said["seen"])
    return AskedRoute(str(said["method"]), str(said["route"]), int(said["status"]), askings)


def _places(said: Any) -> tuple[tuple[str, int], ...]:
    return tuple((str(path), int(line)) for path, line in said)
