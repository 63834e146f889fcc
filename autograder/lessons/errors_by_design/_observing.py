"""What the checks of this lesson look at, observed once: scenes with a served app, and deaths beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._before import Scenario, WalksOfBefore, scenario
from autograder.lessons.errors_by_design import (
    _charging,
    _freeing,
    _meanwhile,
    _problems,
    _recovering,
    _repeating,
    _reusing,
)
from autograder.lessons.errors_by_design._deaths import Drama, dramas, wrong_of
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, played
from autograder.lessons.errors_by_design._shop import LATER, Shop, read_reply
from autograder.probes import (
    ComposedApps,
    Crashing,
    Death,
    Difference,
    FuzzedRequest,
    LogEvent,
    TroubledApp,
    Walk,
    crashing,
    differences,
    fuzzed,
    troubled_app,
    walk,
)
from autograder.sandbox import Answer, Failure
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MOST_DIFFERENCES = 3
MOST_SHOWN = 3
BEFORE = WalksOfBefore()

Results = Mapping[str, Wrong | None]


@dataclass(frozen=True)
class Observed:
    """What was seen of one app.

    Arguments:
        failure: why it did not start; then nothing else was seen.
        basics, charging, repeating, recovering, problems: what came of each scene, by name.
        nonsense: the first requests that got no decent answer, as evidence.
    """

    failure: Failure | None = None
    basics: Results = field(default_factory=dict)
    charging: Results = field(default_factory=dict)
    repeating: Results = field(default_factory=dict)
    recovering: Results = field(default_factory=dict)
    problems: Results = field(default_factory=dict)
    nonsense: tuple[Evidence, ...] = ()


def observed(exam: Examination) -> Observed:
    """Serve the app with services in trouble, once for all checks."""
    return exam.once("errors: observed", lambda: _both(exam)[0])


def deaths(exam: Examination) -> Results | Failure:
    """Let purchases die, once for all checks: by play, the first thing that was wrong."""
    return exam.once("errors: deaths", lambda: _both(exam)[1])


def changes(exam: Examination) -> tuple[Difference, ...] | Failure:
    """Where the app does not answer as before while all services are well."""
    return exam.once("errors: walked", lambda: _walked(exam))


def not_started(exam: Examination) -> Finding | None:
    """The finding about an app that does not start."""
    failure = observed(exam).failure
    if failure is None:
        return None
    words = f"{failure.message} ({failure.path}:{failure.line})" if failure.path else failure.message
    return Finding.refused("does-not-start", "The app does not start.", Evidence.text(words))


def _both(exam: Examination) -> tuple[Observed, Results | Failure]:
    return exam.once("errors: both", lambda: _observe(exam))


def _observe(exam: Examination) -> tuple[Observed, Results | Failure]:
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    with ThreadPoolExecutor(1) as beside:
        died = beside.submit(_died, exam, now)
        with troubled_app(exam.room, exam.tree, now) as app:
            seen = Observed(app.failure) if app.failure is not None else _scenes(exam, app, now)
        return seen, died.result()


def _scenes(exam: Examination, app: TroubledApp, now: datetime) -> Observed:
    shop = Shop(app, exam.randomness("errors: shop"), now)

    told: list[LogEvent] = []

    def seen(scenes: Mapping[str, Scene]) -> Results:
        results = played(shop, scenes)
        told.extend(app.logged())
        return results

    basics = seen({**_charging.BASICS, **_repeating.BASICS})
    shop.minds_transactions = True
    charging = seen({**_charging.SCENES, **_meanwhile.SCENES})
    shop.minds_transactions = False
    repeating = {
        **seen({**_repeating.SCENES, **_reusing.SCENES}),
        **_elsewhere(shop),
        **seen(_freeing.SCENES),
    }
    recovering, problems = seen(_recovering.SCENES), seen(_problems.SCENES)
    problems = {**problems, _problems.NO_CARD: _problems.card_told(told, shop.cards)}
    return Observed(None, basics, charging, repeating, recovering, problems, _nonsense(exam, app))


def _elsewhere(shop: Shop) -> Results:
    """What another process makes of keys."""
    with _reusing.elsewhere(shop) as (other, scenes):
        return played(other, scenes)


def _nonsense(exam: Examination, app: TroubledApp) -> tuple[Evidence, ...]:
    app.upstreams.reset()
    wrong: list[Evidence] = []
    for request in fuzzed(exam.randomness("errors: nonsense")):
        fault, reply = _asked(app, request)
        if fault is not None:
            expected = "2xx, or 4xx with a problem document"
            wrong.append(Evidence.exchange(fault, asked=request.asked, expected=expected, got=reply))
        if len(wrong) == MOST_SHOWN:
            break
    return tuple(wrong)


def _asked(app: TroubledApp, request: FuzzedRequest) -> tuple[str | None, str]:
    try:
        answer = app.ask(request.method, request.path, headers=request.headers, body=request.body)
    except ValueError:  # no HTTP client can write it
        return None, ""
    reply = read_reply(answer)
    if request.method == "HEAD":
        return None, str(reply)
    return _problems.reply_faults(answer, reply), str(reply)


def _died(exam: Examination, now: datetime) -> Results | Failure:
    """By play, the first thing that was wrong; two processes play at a time."""
    everything = dramas(exam.randomness("errors: deaths"), now)
    with crashing(exam.room, exam.tree) as plays, ThreadPoolExecutor(1) as beside:
        half = beside.submit(_wrong_in, plays, everything[::2], now)
        results = [_wrong_in(plays, everything[1::2], now), half.result()]
    failures = [each for each in results if isinstance(each, Failure)]
    if failures:
        return failures[0]
    found = {name: wrong for each in results if not isinstance(each, Failure) for name, wrong in each.items()}
    return {drama.play.name: found[drama.play.name] for drama in everything}


def _wrong_in(plays: Crashing, some: Sequence[Drama], now: datetime) -> Results | Failure:
    told = plays.play([drama.play for drama in some], now, now + LATER)
    if isinstance(told, Failure):
        return told
    every = [*told, *[()] * (len(some) - len(told))]  # what a case did not tell has not ended
    return {drama.play.name: _first_wrong(drama, died) for drama, died in zip(some, every, strict=True)}


def _first_wrong(drama: Drama, died: Sequence[Death]) -> Wrong | None:
    if not died or died[-1].step is not None:
        words = f"{drama.play.name.capitalize()} does not come to its end: {len(died)} deaths, no life."
        return Wrong("did-not-end", "A process does not come to its end.", Evidence.text(words))
    return next((wrong for wrong in (wrong_of(drama, death) for death in died) if wrong is not None), None)


def _walked(exam: Examination) -> tuple[Difference, ...] | Failure:
    drawn = scenario(exam.randomness("errors: walk"), exam.secret, datetime.now(UTC))
    before = BEFORE.get(exam.stage, drawn, lambda: _walk_of(exam, exam.stage, drawn)[0])
    after, failure = _walk_of(exam, exam.tree, drawn)
    if failure is not None:
        return failure
    answers = [each for each in differences(before, after) if not each.goes_out]
    return tuple([*answers, *_went_out(before, after)][:MOST_DIFFERENCES])


def _went_out(before: Walk, after: Walk) -> Iterator[Difference]:
    """What is not sent any more, and what is sent besides; the order, where it is nothing else."""
    old, new = Counter(before.outgoing), Counter(after.outgoing)
    for line, count in (old - new).items():
        got = f"{new[line]} of {old[line]} times" if new[line] else "never sent"
        yield Difference(f"{count} of what went out before is missing", line, "sent", got, goes_out=True)
    for line in new - old:
        yield Difference("this went out, and did not before", line, "not sent", "sent", goes_out=True)
    if old == new:
        yield from (each for each in differences(before, after) if each.goes_out)


def _walk_of(exam: Examination, tree: SourceTree, drawn: Scenario) -> tuple[Walk, Failure | None]:
    """A walk through the app that the tree itself puts together, all services being well."""
    with ComposedApps(exam.room, tree) as apps, apps.deployed() as boxoffice:
        served = boxoffice.served
        if served.failure is not None:
            return Walk((), ()), served.failure

        def ask(method: str, path: str, body: Any) -> Answer | Failure:
            return served.request(method, path, json=body)

        return walk(ask, boxoffice.upstreams, drawn.randomness(), drawn.now, troubled=False), None
