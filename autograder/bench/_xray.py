"""The handler X-ray: what each handler is about, line by line, with all that it reaches in the web layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from autograder.facts import Concern, HandlerWork, Sources, concerns, handler_work, parse
from autograder.tree import SourceTree

WORK = (Concern.SQL, Concern.UPSTREAM, Concern.RULES)
"""What a handler should leave to a use case."""


@dataclass(frozen=True)
class XrayLine:
    """One line that runs because of a handler.

    Arguments:
        path, number: where it is, counted from 1.
        text: the line itself, without its indentation.
        concern: what it is about.
        chain: the functions from the handler to the one that it stands in; one link for the handler's own.
    """

    path: str
    number: int
    text: str
    concern: Concern
    chain: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether it stands in the handler itself."""
        return len(self.chain) == 1


@dataclass(frozen=True)
class Bar:
    """One handler.

    Arguments:
        route: method and path, or the function's name where they cannot be read.
        function: its qualified name.
        lines: of it and of what it reaches in the web layer, in that order; without blanks and comments.
        use_cases: what it calls beyond the web layer.
    """

    route: str
    function: str
    lines: tuple[XrayLine, ...]
    use_cases: tuple[str, ...]

    def count(self, concern: Concern, *, own: bool | None = None) -> int:
        """How many lines are about something: its own, its helpers', or both where it is not said."""
        of_it = (line for line in self.lines if line.concern is concern)
        return sum(own is None or line.own is own for line in of_it)

    @property
    def work(self) -> int:
        """Lines that a use case should have."""
        return sum(self.count(concern) for concern in WORK)


@dataclass(frozen=True)
class Xray:
    """What the X-ray sees: a bar for each handler, by path; and why not all could be read."""

    bars: tuple[Bar, ...]
    problem: str = ""

    @property
    def fat(self) -> tuple[Bar, ...]:
        """The handlers with work in them, the fattest first."""
        return tuple(sorted((bar for bar in self.bars if bar.work), key=lambda bar: -bar.work))

    def bar(self, route: str) -> Bar | None:
        """The handler of a route, if there is one."""
        return next((bar for bar in self.bars if bar.route == route), None)


def read_xray(tree: SourceTree) -> Xray:
    """Look through the handlers of an app."""
    sources = parse(tree)
    about = {(line.path, line.line): line.concern for line in concerns(sources)}
    bars = (_bar(sources, about, work) for work in handler_work(sources))
    problem = ""
    if sources.unparsable:
        broken = sources.unparsable[0]
        problem = f"Python cannot read {broken.path} yet: it stops at line {broken.line or '?'}."
    return Xray(tuple(sorted(bars, key=lambda bar: bar.route.partition(" ")[::-1])), problem)


def _bar(sources: Sources, about: Mapping[tuple[str, int], Concern], work: HandlerWork) -> Bar:
    handler = work.handler
    route = f"{' '.join(handler.methods)} {handler.route or ''}".strip() if handler.route else handler.name
    names = tuple(use_case.name.removeprefix("boxoffice.") for use_case in work.use_cases)
    return Bar(route, handler.name, tuple(_lines(sources, about, work)), names)


def _lines(
    sources: Sources, about: Mapping[tuple[str, int], Concern], work: HandlerWork
) -> Iterator[XrayLine]:
    done: set[tuple[str, int]] = set()
    found = {(each.path, each.line): each.concern for each in reversed(work.work)}
    holding = {(each.path, each.function) for each in work.work}
    for reached in work.functions:
        translates = (reached.path, reached.function) not in holding
        for number in range(reached.line, reached.end_line + 1):
            place = (reached.path, number)
            text = sources.line(*place).strip()
            if place in done or not text or text.startswith("#"):
                continue
            done.add(place)
            concern = found.get(place) or _read(about.get(place, Concern.OTHER), translates)
            yield XrayLine(reached.path, number, text, concern, reached.chain)


def _read(concern: Concern, translates: bool) -> Concern:
    """What a line is about that holds no work.

    A choice that is no rule is one of HTTP's own: which status, which field. A function without any work
    makes a call of a request and an answer of a result, line by line.
    """
    is_https = concern is Concern.RULES or (translates and concern is Concern.OTHER)
    return Concern.HTTP if is_https else concern


def sentence(before: Xray, after: Xray | None, chosen: str | None) -> str:
    """What to look at, in one sentence.

    Arguments:
        before: the app as it was.
        after: the app as it is, where there are two.
        chosen: the route of a handler, if one is chosen.
    """
    now = after or before
    if now.problem:
        return now.problem
    if not now.bars:
        return "There is no handler here to look through."
    if chosen:
        return _of_one(chosen, before.bar(chosen), now.bar(chosen), compared=after is not None)
    if after is None:
        return _of_all(now)
    left = f"{len(now.fat)} of {len(now.bars)} handlers" if now.fat else "no handler"
    were = sum(bar.work for bar in before.bars)
    are = sum(bar.work for bar in now.bars)
    change = f"from {_count(were)} to {_count(are)}"
    return f"Rules, SQL and calls of others in handlers went {change}; {left} still hold some."


def _of_all(now: Xray) -> str:
    if not now.fat:
        all_of_them = "The one handler does" if len(now.bars) == 1 else f"All {len(now.bars)} handlers do"
        return f"{all_of_them} nothing but HTTP."
    fattest = now.fat[0]
    return (
        f"{len(now.fat)} of {len(now.bars)} handlers do more than HTTP; {fattest.route} has "
        f"{_count(fattest.work)} of rules, SQL and calls of others."
    )


def _of_one(route: str, before: Bar | None, now: Bar | None, *, compared: bool) -> str:
    if now is None:
        return f"{route} is not there any more." if compared else f"There is no {route} here."
    what = f"{route} has {_parts(now)}"
    through = sum(not line.own for line in now.lines)
    what += f", {through} of them in helpers of the web layer" if through else ""
    what += f", and calls {', '.join(now.use_cases)}" if now.use_cases else ", and calls no use case"
    if compared and before is not None and before != now:
        return f"{what}. Before it had {_parts(before)}."
    return f"{what}."


def _parts(bar: Bar) -> str:
    parts = [f"{bar.count(concern)} of {WORD[concern]}" for concern in WORD if bar.count(concern)]
    return f"{_count(len(bar.lines))}: {', '.join(parts)}"


WORD: Mapping[Concern, str] = {
    Concern.HTTP: "HTTP",
    Concern.RULES: "rules",
    Concern.SQL: "SQL",
    Concern.UPSTREAM: "calls of others",
    Concern.OTHER: "other things",
}
"""The concerns in the order in which a bar shows them, with words for a sentence."""


def _count(number: int) -> str:
    return "1 line" if number == 1 else f"{number} lines"
