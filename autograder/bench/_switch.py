"""The framework switch: one request, three stacks. It asks and compares; another shows."""

from __future__ import annotations

import atexit
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from typing import Any

from autograder.bench._live import LiveApp, NoAnswerError, live_app
from autograder.facts import imports, parse
from autograder.tree import SourceTree

ENTRIES: Mapping[str, tuple[str, frozenset[str]]] = {
    "FastAPI": ("boxoffice.main:create_app", frozenset({"fastapi", "starlette"})),
    "Flask": ("boxoffice.web.flask_app:create_app", frozenset({"flask", "werkzeug"})),
    "Django": ("boxoffice.web.django_app:create_app", frozenset({"django"})),
}
"""Each framework's factory, and its packages."""

KNOWS, WEB, USE_CASES, RULES, OUTSIDE = "knows {}", "web, no framework", "use cases", "rules", "outside"
"""Where a line stands: with the framework, beside it, and behind it."""

FOLDERS = {
    "boxoffice/web/": WEB,
    "boxoffice/services/": USE_CASES,
    "boxoffice/domain/": RULES,
    "boxoffice/adapters/": OUTSIDE,
}

SEED = "scripts/bench_events.py"
EVENTS = """
import os
from datetime import UTC, datetime, timedelta
from boxoffice.connecting import connect
from boxoffice.ports import NewEvent, NewTier
from boxoffice.services.catalogue import create_event
from boxoffice.settings import Settings

ports, now = connect(Settings.from_environment(os.environ)), datetime.now(UTC)
for title, starts_at in (("Tonight", now + timedelta(hours=2)), ("In summer", now + timedelta(days=200))):
    times, tiers = (starts_at, now - timedelta(days=30)), (NewTier("Standing", 3500, 500),)
    create_event(NewEvent(title, "Old Gasworks", "Ghent", "on_sale", *times, tiers, ()), ports)
"""
"""Makes two events by the app's own use case: two of the stacks have no route for it."""

TONIGHT, SUMMER = 1, 2

Asked = tuple[str, str, Any]
"""Method, path and JSON body (None for none)."""

Prepare = Callable[[LiveApp, str], Asked]
"""Makes a request of an app and of the e-mail of a guest who has bought nothing yet."""

_ROUNDS = count(1)


@dataclass(frozen=True)
class Example:
    """One request: its route, what it asks for in words, and what makes it with all that it needs."""

    route: str
    title: str
    prepare: Prepare


@dataclass(frozen=True)
class Stacked:
    """What came under one framework.

    Arguments:
        framework: its name.
        status: of the answer; none where the stack does not start.
        answer: its JSON in canonical form, without codes and times of day.
        ran: how many lines of the app ran, by where they stand.
        written: how many lines of the app know the framework, and how many there are in all.
        problem: why there is no answer.
    """

    framework: str
    status: int | None
    answer: str
    ran: Mapping[str, int]
    written: tuple[int, int]
    problem: str = ""

    @property
    def knowing(self) -> int:
        """How many of the lines that ran know the framework."""
        return self.ran.get(KNOWS.format(self.framework), 0)

    @property
    def share(self) -> float:
        """Their share of all that ran, from 0 to 1."""
        return self.knowing / max(sum(self.ran.values()), 1)


@dataclass(frozen=True)
class Switched:
    """One request and what came under each framework."""

    asked: str
    stacks: tuple[Stacked, ...]

    @property
    def answered(self) -> tuple[Stacked, ...]:
        """The stacks that gave an answer."""
        return tuple(stack for stack in self.stacks if stack.status is not None)

    @property
    def is_same(self) -> bool:
        """Whether all of them gave the same one."""
        return len({(stack.status, stack.answer) for stack in self.answered}) == 1


def switched(tree: SourceTree, example: Example) -> Switched:
    """Ask a tree under each framework."""
    stacks = []
    asked: Asked = ("", "", None)
    guest = f"guest{next(_ROUNDS)}@example.org"
    for name, started in running(tree).items():
        if isinstance(started, str):
            stacks.append(Stacked(name, None, "", {}, _written(tree, name), started))
            continue
        asked = example.prepare(started, guest)
        method, path, body = asked
        answer = started.request(method, path, json=body)
        ran = _by_place(tree, name, [line.path for line in started.record().lines])
        stacks.append(Stacked(name, answer.status, _canonical(answer.text), ran, _written(tree, name)))
    return Switched(f"{asked[0]} {asked[1]}", tuple(stacks))


@cache
def running(tree: SourceTree) -> Mapping[str, LiveApp | str]:
    """The stacks of a tree, each with a process and a database of its own; or why one does not start."""
    with ThreadPoolExecutor(len(ENTRIES)) as threads:
        return dict(zip(ENTRIES, threads.map(lambda name: _started(tree, name), ENTRIES), strict=True))


def _started(tree: SourceTree, name: str) -> LiveApp | str:
    try:
        app = live_app(tree.with_file(SEED, EVENTS), entry=ENTRIES[name][0], lines=True)
        atexit.register(app.close)
        app.run_script(SEED)
    except NoAnswerError as error:
        return str(error)
    return app


def _canonical(body: str) -> str:
    """An answer as text, its keys sorted, without what differs from one purchase to the next."""
    try:
        return json.dumps(_without_free(json.loads(body)), indent=1, sort_keys=True, ensure_ascii=False)
    except ValueError:
        return body


def _without_free(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _without_free(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_free(each) for each in value]
    return "…" if isinstance(value, str) and (name == "code" or name.endswith("_at")) else value


def _by_place(tree: SourceTree, framework: str, paths: Sequence[str]) -> Mapping[str, int]:
    bound = _bound(tree, framework)
    return Counter(KNOWS.format(framework) if path in bound else place_of(path) for path in paths)


def place_of(path: str) -> str:
    """Where a module stands that knows no framework."""
    return next((place for folder, place in FOLDERS.items() if path.startswith(folder)), OUTSIDE)


@lru_cache(maxsize=32)
def _bound(tree: SourceTree, framework: str) -> frozenset[str]:
    """The modules that import a framework."""
    packages = ENTRIES[framework][1]
    found = imports(parse(tree.under("boxoffice/")))
    return frozenset(each.path for each in found if each.imported.partition(".")[0] in packages)


def _written(tree: SourceTree, framework: str) -> tuple[int, int]:
    lines = {path: text.count("\n") for path, text in tree.under("boxoffice/").files.items()}
    return sum(lines.get(path, 0) for path in _bound(tree, framework)), sum(lines.values())


def sentence(example: Example, found: Switched) -> str:
    """What to look at, in one sentence."""
    answered = found.answered
    if not answered:
        return "None of the three starts."
    what = f"{example.route}, {example.title}: "
    if len(answered) == 1:
        return f"{what}{answered[0].status} under {answered[0].framework}. The others do not start yet."
    many = {2: "two", 3: "three"}[len(answered)]
    same = f"{many} times {answered[0].status} and the same answer" if found.is_same else "the answers differ"
    shares = ", ".join(f"{stack.knowing} know {stack.framework} ({stack.share:.0%})" for stack in answered)
    return f"{what}{same}. Of the lines that ran, {shares}; all others are the same files."


def _order(event: int, guest: str, card: str = "tok_visa") -> dict[str, Any]:
    return {"event_id": event, "email": guest, "lines": [{"tier_id": event, "quantity": 2}], "card": card}


def _bought(app: LiveApp, event: int, guest: str) -> Any:
    return app.post("/orders", _order(event, guest)).json()


def _get(path: str) -> Prepare:
    return lambda _app, _guest: ("GET", path, None)


def _buy(card: str = "tok_visa") -> Prepare:
    return lambda _app, guest: ("POST", "/orders", _order(SUMMER, guest, card))


def _page(app: LiveApp, guest: str) -> Asked:
    return "GET", f"/orders/{_bought(app, SUMMER, guest)['id']}", None


def _refund(app: LiveApp, guest: str) -> Asked:
    return "POST", f"/orders/{_bought(app, SUMMER, guest)['id']}/refund", None


def _check_in(app: LiveApp, guest: str) -> Asked:
    return "POST", f"/checkin/{_bought(app, TONIGHT, guest)['tickets'][0]['code']}", None


def _twice(prepare: Prepare) -> Prepare:
    def asked_before(app: LiveApp, guest: str) -> Asked:
        method, path, body = prepare(app, guest)
        app.request(method, path, json=body)
        return method, path, body

    return asked_before


EXAMPLES: tuple[Example, ...] = (
    Example("POST /orders", "two tickets", _buy()),
    Example("POST /orders", "a declined card", _buy("tok_declined")),
    Example("GET /quote", "six tickets, a group", _get(f"/quote?event_id={SUMMER}&lines={SUMMER}:6")),
    Example("GET /quote", "an unknown event", _get("/quote?event_id=999&lines=1:1")),
    Example("GET /orders/{id}", "an order just paid", _page),
    Example("POST /orders/{id}/refund", "months ahead", _refund),
    Example("POST /orders/{id}/refund", "for the second time", _twice(_refund)),
    Example("POST /checkin/{code}", "at the door", _check_in),
    Example("POST /checkin/{code}", "the same ticket again", _twice(_check_in)),
)
