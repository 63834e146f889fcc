"""Say of an answer to the request for extras what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.lessons.async_with_care._extras import Event, Reply
from autograder.verdict import Evidence


def is_right(reply: Reply, right: Reply) -> bool:
    """Whether an answer has the right status, all the offers and all that is missing."""
    return reply == right


def exchange(words: str, event: Event, reply: Reply, missing: Iterable[str]) -> Evidence:
    """An answer beside the right one, in short."""
    return Evidence.exchange(
        words,
        asked=f"GET {event.path}",
        expected=_short(event.reply(missing), event),
        got=_short(reply, event),
    )


def _short(reply: Reply, event: Event) -> str:
    if reply.status is None:
        return f"no answer: {reply.failure.message}" if reply.failure else "no answer"
    if reply.failure is not None:
        where = f" ({reply.failure.path}, line {reply.failure.line})" if reply.failure.path else ""
        return f"{reply.status}: {reply.failure.message}{where}"
    if reply.offers is None or reply.missing is None:
        return f"{reply.status}: {reply.text}"
    missing = ", ".join(sorted(reply.missing)) or "nobody"
    return f"{reply.status}, offers of {_givers(reply, event)}, missing: {missing}"


def _givers(reply: Reply, event: Event) -> str:
    """How many partners' offers are all there, and of whom there are other ones."""
    offers = reply.offers or frozenset()
    whole = [partner for partner, known in event.offers.items() if known <= offers]
    known = frozenset(offer for each in event.offers.values() for offer in each)
    others = sorted({offer.partner for offer in offers - known})
    wrong = f" and wrong ones of {', '.join(others[:3])}" if others else ""
    return f"{len(whole)} partners{wrong}"
