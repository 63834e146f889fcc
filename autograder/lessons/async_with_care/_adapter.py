"""Ask the adapter of the partners alone: what it raises is for its callers, who know nothing of HTTP."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lessons._examination import Examination
from autograder.lessons._places import place
from autograder.lessons.async_with_care._extras import TROUBLES
from autograder.probes import AdapterCall, ComposedApps, asked_adapters
from autograder.upstreams import PARTNERS
from autograder.verdict import Evidence

WELCOME = frozenset({"PartnerFailed", "TimeoutError"})
"""What may be raised: a limit may stand in the adapter or round it."""

SECONDS = 10.0
"""For all calls together; each is answered at once."""


def leaks(exam: Examination) -> tuple[Evidence, ...]:
    """What else than a partner's failure the adapter raises, once a kind of trouble.

    Nothing where it cannot be asked alone: then it does not answer where all is well, either.
    """
    return exam.once("async: adapter", lambda: tuple(_leaks(exam)))


def _leaks(exam: Examination) -> Iterator[Evidence]:
    asked = (PARTNERS[0], 1, "Ghent")
    troubles = {name: AdapterCall("partners", "offers", asked, trouble) for name, trouble in TROUBLES.items()}
    troubles["cannot be reached"] = AdapterCall("partners", "offers", asked, unreachable=True)
    calls = [AdapterCall("partners", "offers", asked), *troubles.values()]
    with (
        ComposedApps(exam.room, exam.tree) as composed,
        asked_adapters(composed, calls, seconds=SECONDS) as seen,
    ):
        if seen.failure is not None or seen.outcomes[0].raised:
            return
        for name, outcome in zip(troubles, seen.outcomes[1:], strict=True):
            if outcome.raised and WELCOME.isdisjoint(outcome.raised):
                words = f"Where a partner {name}, `offers` raises {outcome.raised[0]}, not PartnerFailed."
                yield place(words, outcome.path or "", outcome.line, exam.tree)
