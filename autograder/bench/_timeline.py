"""The event-loop timeline: who waits for whom, in four styles. It decides; another shows.

The requests run on a real asyncio loop whose clock jumps from one event to the next, so that seconds cost
nothing and every run is the same. What blocks the loop moves the clock while it runs.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

PARTNERS = 12
AT_ONCE = 4
THREADS = 5
"""In the pool of plain handlers. A real server's has forty; with five it is seen to run out."""

VISITORS = 12
BETWEEN_VISITORS = 0.5
"""Seconds."""

WORK = 0.02
"""Seconds of work for a visitor's page, and for each end of a request for extras."""


class Style(StrEnum):
    """How the extras are asked for."""

    BLOCKING = "blocking in async"
    THREADS = "plain def"
    AWAITED = "awaited one by one"
    TOGETHER = "together"


class Kind(StrEnum):
    """What someone does for a while."""

    QUEUED = "waits for its turn"
    WORKS = "works"
    BLOCKS = "holds the loop"
    WAITS = "waits for a partner"


@dataclass(frozen=True)
class Span:
    """A while of something.

    Arguments:
        who: a request's number, from 0; visitors are counted from `Timeline.requests` on.
        kind: what it does.
        start, end: seconds.
        line: which of its lines to partners, from 0.
    """

    who: int
    kind: Kind
    start: float
    end: float
    line: int = 0


@dataclass(frozen=True)
class Timeline:
    """What happened.

    Arguments:
        style: how the extras were asked for.
        requests: how many asked for extras at once.
        latency: seconds that each partner takes.
        spans: everything, in the order of its end.
        answered: when each got its answer, by number; and when it had asked.
    """

    style: Style
    requests: int
    latency: float
    spans: tuple[Span, ...]
    answered: Mapping[int, tuple[float, float]]

    @property
    def end(self) -> float:
        """When the last one had its answer."""
        return max(done for _, done in self.answered.values())

    @property
    def customer(self) -> float:
        """The longest that a customer waited for the extras."""
        return max(done - asked for who, (asked, done) in self.answered.items() if who < self.requests)

    @property
    def visitor(self) -> float:
        """The longest that a visitor waited for another page."""
        return max(done - asked for who, (asked, done) in self.answered.items() if who >= self.requests)

    @property
    def blocked(self) -> float:
        """How long the loop stood still in calls."""
        return sum(span.end - span.start for span in self.spans if span.kind is Kind.BLOCKS)


@lru_cache(maxsize=64)
def run_timeline(style: Style, requests: int, latency: float) -> Timeline:
    """Let it happen.

    Arguments:
        style: how the extras are asked for.
        requests: how many ask for extras at once, from 1.
        latency: seconds that each partner takes.
    """
    # In a thread of its own: a notebook's kernel has a loop in this one.
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(_run, style, requests, latency).result()


def _run(style: Style, requests: int, latency: float) -> Timeline:
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        loop = runner.get_loop()
        assert isinstance(loop, JumpingLoop)
        shop = Shop(loop, latency)
        runner.run(shop.open(style, requests))
    return Timeline(style, requests, latency, tuple(shop.spans), shop.answered)


class JumpingLoop(asyncio.SelectorEventLoop):
    """A loop that does not wait: its clock jumps to what comes next."""

    def __init__(self) -> None:
        self.now = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Seconds since the beginning."""
        return self.now


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: JumpingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._loop.now += timeout or 0.0
        return super().select(0)


@dataclass
class Shop:
    """A server with a loop, a pool of threads, and partners that take their time."""

    loop: JumpingLoop
    latency: float
    spans: list[Span] = field(default_factory=list)
    answered: dict[int, tuple[float, float]] = field(default_factory=dict)
    threads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(THREADS))

    async def open(self, style: Style, requests: int) -> None:
        """Everybody asks, and gets an answer."""
        extras: Callable[[int], Awaitable[None]] = {
            Style.BLOCKING: self._blocking,
            Style.THREADS: self._in_a_thread,
            Style.AWAITED: self._awaited,
            Style.TOGETHER: self._together,
        }[style]
        page = self._page_in_a_thread if style is Style.THREADS else self._page
        coming = [(0.0, extras)] * requests
        coming += [(BETWEEN_VISITORS * (number + 0.5), page) for number in range(VISITORS)]
        await asyncio.gather(*(self._ask(who, at, handler) for who, (at, handler) in enumerate(coming)))

    async def _ask(self, who: int, at: float, handler: Callable[[int], Awaitable[None]]) -> None:
        await asyncio.sleep(at)
        self._note(who, Kind.QUEUED, at)
        await handler(who)
        self.answered[who] = (at, self.loop.now)

    async def _page(self, who: int) -> None:
        self._hold(who, Kind.WORKS, WORK)

    async def _page_in_a_thread(self, who: int) -> None:
        asked = self.loop.now
        async with self.threads:
            self._note(who, Kind.QUEUED, asked)
            self._hold(who, Kind.WORKS, WORK)

    async def _blocking(self, who: int) -> None:
        self._hold(who, Kind.WORKS, WORK)
        for _ in range(PARTNERS):
            self._hold(who, Kind.BLOCKS, self.latency)
        self._hold(who, Kind.WORKS, WORK)

    async def _awaited(self, who: int) -> None:
        self._hold(who, Kind.WORKS, WORK)
        for _ in range(PARTNERS):
            await self._partner(who)
        self._hold(who, Kind.WORKS, WORK)

    async def _in_a_thread(self, who: int) -> None:
        asked = self.loop.now
        async with self.threads:
            self._note(who, Kind.QUEUED, asked)
            await self._awaited(who)

    async def _together(self, who: int) -> None:
        self._hold(who, Kind.WORKS, WORK)
        lines = [*range(AT_ONCE)]
        free = asyncio.Semaphore(AT_ONCE)

        async def ask() -> None:
            async with free:
                line = lines.pop(0)
                await self._partner(who, line)
                lines.append(line)

        await asyncio.gather(*(ask() for _ in range(PARTNERS)))
        self._hold(who, Kind.WORKS, WORK)

    async def _partner(self, who: int, line: int = 0) -> None:
        start = self.loop.now
        await asyncio.sleep(self.latency)
        self._note(who, Kind.WAITS, start, line)

    def _hold(self, who: int, kind: Kind, seconds: float) -> None:
        start = self.loop.now
        self.loop.now += seconds
        self._note(who, kind, start)

    def _note(self, who: int, kind: Kind, start: float, line: int = 0) -> None:
        if self.loop.now > start:
            self.spans.append(Span(who, kind, start, self.loop.now, line))


def sentence(timeline: Timeline) -> str:
    """What to look at, in one sentence."""
    asking = "One customer asks" if timeline.requests == 1 else f"{timeline.requests} customers ask"
    begin = f"{asking} for extras of {PARTNERS} partners that take {seconds(timeline.latency)} each"
    return f"{begin}. {_told(timeline)}"


def _told(timeline: Timeline) -> str:
    customer, visitor = seconds(timeline.customer), seconds(timeline.visitor)
    if timeline.style is Style.BLOCKING:
        return (
            f"While one waits the loop stands still, {seconds(timeline.blocked)} in all: customers wait up "
            f"to {customer}, and visitors who only want another page up to {visitor}."
        )
    if timeline.style is Style.THREADS:
        taken = "all" if timeline.requests >= THREADS else str(timeline.requests)
        return (
            f"Each takes one of {THREADS} threads for as long as it waits, {taken} of them now: customers "
            f"wait up to {customer}, visitors up to {visitor}."
        )
    how = "one after the other" if timeline.style is Style.AWAITED else f"{AT_ONCE} at a time"
    return (
        f"The loop is free while they wait: visitors wait {visitor} at most. Each customer's partners are "
        f"asked {how}: {customer}."
    )


def seconds(value: float) -> str:
    """A length of time for people."""
    return f"{value:.2f} s" if value < 1 else f"{value:.1f} s"
