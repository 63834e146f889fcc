"""What the checks of this lesson look at, observed once: a walk through all routes, and the extras."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons.async_with_care._extras import (
    TROUBLES,
    Event,
    Extras,
    Reply,
    Scene,
    read_reply,
    the_event,
)
from autograder.lessons.boundaries._before import Scenario, WalksOfBefore, scenario
from autograder.probes import (
    Difference,
    ServingBoxoffices,
    Sight,
    Walk,
    WatchedApp,
    differences,
    walk,
    watched_app,
)
from autograder.sandbox import Answer, Failure
from autograder.upstreams import PARTNERS

MOST_DIFFERENCES = 3
UNKNOWN = "/events/999999/extras"
BEFORE = WalksOfBefore()
MORE_HANG = frozenset({"dripping", "all_hanging", "crowded"})
"""Scenes that say nothing new of an app which waits for ever for one."""


@dataclass(frozen=True)
class Observed:
    """What was seen of one app.

    Arguments:
        failure: why it did not start; then nothing else was seen.
        differences: where it does not answer as the app before.
        unknown: the answer for an event that does not exist, and how many partners were asked for it.
        event: the event whose extras were asked for; None where none could be made.
        scenes: by name: together, slow, hanging, dripping, failing, empty, all_hanging, crowded, cancelled,
            well, beside. Those that could not be asked any more are missing.
        sights: what the watch told.
        touched: what of the watch was meddled with.
        lost: whether the loop stood still for good.
    """

    failure: Failure | None = None
    differences: tuple[Difference, ...] = ()
    unknown: tuple[Reply, int] | None = None
    event: Event | None = None
    scenes: dict[str, Scene] | None = None
    sights: tuple[Sight, ...] = ()
    touched: str | None = None
    lost: bool = False

    @property
    def endless(self) -> bool:
        """Whether one partner that hangs keeps the app waiting for ever. Then no more are asked to hang."""
        hanging = (self.scenes or {}).get("hanging")
        return hanging is not None and hanging.seconds is None


def observed(exam: Examination) -> Observed:
    """Serve the app and watch it, once for all checks."""
    return exam.once("async: observed", lambda: _observe(exam))


def _observe(exam: Examination) -> Observed:
    drawn = scenario(exam.randomness("async: walk"), exam.secret, datetime.now(UTC))
    with ThreadPoolExecutor(1) as beside, watched_app(exam.room, exam.tree) as app:
        if app.failure is not None:
            return Observed(app.failure)
        before = beside.submit(BEFORE.get, exam.stage, drawn, lambda: _walk_of_the_stage(exam, drawn))
        after = walk(app.ask, app.upstreams, drawn.randomness(), drawn.now)
        unknown = _unknown(app)
        chance = exam.randomness("async: event")
        event, other = (_an_event(app, chance, drawn.now) for _ in range(2))
        partners = exam.randomness("async: partners")
        scenes = dict(_scenes(app, event, other, partners)) if event and other else {}
        return Observed(
            differences=tuple(differences(before.result(), after))[:MOST_DIFFERENCES],
            unknown=unknown,
            event=event,
            scenes=scenes,
            touched=app.touched(),
            sights=app.ear.heard,
            lost=app.lost,
        )


def _walk_of_the_stage(exam: Examination, drawn: Scenario) -> Walk:
    with ServingBoxoffices(exam.room, exam.stage) as serving, serving.version({}) as boxoffice:

        def ask(method: str, path: str, body: Any) -> Answer | Failure:
            return boxoffice.served.request(method, path, json=body)

        return walk(ask, boxoffice.upstreams, drawn.randomness(), drawn.now)


def _unknown(app: WatchedApp) -> tuple[Reply, int]:
    app.upstreams.clear_record()
    reply = read_reply(app.ask("GET", UNKNOWN))
    return reply, len(app.upstreams.record)


def _an_event(app: WatchedApp, chance: random.Random, now: datetime) -> Event | None:
    """An event of its own, in a city that nobody knows beforehand: each partner's offers depend on both."""
    city = f"{_word(chance)} & {_word(chance)}+Söhne #{chance.randint(1, 99)}"  # to be quoted in a query
    body: Any = {
        "title": f"{_word(chance)} {_word(chance)}",
        "venue": {"name": _word(chance), "city": city},
        "starts_at": (now + timedelta(days=30)).isoformat(),
        "on_sale_at": (now - timedelta(days=30)).isoformat(),
        "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 200}],
    }
    answer = app.ask("POST", "/events", body)
    try:
        made: Any = answer.json() if isinstance(answer, Answer) else {}
        return the_event(app, int(made["id"]), city)
    except (ValueError, TypeError, KeyError):
        return None


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 9))).capitalize()


def _scenes(
    app: WatchedApp, event: Event, other: Event, chance: random.Random
) -> Iterator[tuple[str, Scene]]:
    extras = Extras(app, event)
    hanging, *failing = chance.sample(PARTNERS, 1 + len(TROUBLES))
    plays: tuple[tuple[str, Callable[[], Scene]], ...] = (
        ("together", extras.together),
        ("slow", extras.slow),
        ("hanging", lambda: extras.hanging(hanging)),
        ("dripping", lambda: extras.dripping(hanging)),
        ("failing", lambda: extras.failing(tuple(failing))),
        ("empty", lambda: extras.empty(hanging)),
        ("all_hanging", extras.all_hanging),
        ("crowded", extras.crowded),
        ("cancelled", extras.cancelled),
        ("well", extras.well),
        ("beside", lambda: extras.beside(other)),
    )
    endless = False
    for name, play in plays:
        if endless and name in MORE_HANG:
            continue
        scene = play()
        endless = endless or (name == "hanging" and scene.seconds is None)
        if app.lost or (scene.reply.failure is not None and scene.reply.status is None):
            return
        yield name, scene
