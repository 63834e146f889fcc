"""`same-answers`: over HTTP, and at the services behind it, the app is the one it was."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import islice

from autograder.lessons._app import PACKAGE
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons._places import differences_shown
from autograder.lessons.boundaries._before import Scenario, WalksOfBefore, scenario
from autograder.probes import ComposedApps, Difference, Walk, differences, walk
from autograder.sandbox import Failure
from autograder.tree import SourceTree

SECONDS = 3.0
"""For one answer, some fifty times what the longest takes."""

SHOWN = 3
"""Differences of which a card tells: after the first, others may only follow from it."""


BEFORE = WalksOfBefore()


def same_answers(exam: Examination) -> Finding:
    """The same walk through the app that the exercise found and the app as it is now."""
    drawn = scenario(exam.randomness("walk"), exam.secret, datetime.now(UTC))
    with ThreadPoolExecutor(1) as beside:
        taking = beside.submit(BEFORE.get, exam.stage, drawn, lambda: _walked_before(exam, drawn))
        after = _walked(exam, exam.tree, drawn)
        before = taking.result()
    if isinstance(after, Failure):
        return refusal_of(after, exam.tree)
    found = list(islice(differences(before, after), SHOWN))
    if found:
        return _refused(found, exam.tree)
    return Finding.passed(f"{len(after.steps)} requests are answered as before.")


def _walked_before(exam: Examination, drawn: Scenario) -> Walk:
    walked = _walked(exam, exam.stage, drawn)
    if isinstance(walked, Failure):
        message = f"the app as the exercise found it does not start: {walked.message}"
        raise RuntimeError(message)  # noqa: TRY004 - it is no wrong argument
    return walked


def _walked(exam: Examination, tree: SourceTree, drawn: Scenario) -> Walk | Failure:
    with ComposedApps(exam.room, tree.under(f"{PACKAGE}/")) as composed, composed.deployed() as boxoffice:
        if boxoffice.served.failure:
            return boxoffice.served.failure
        served = boxoffice.served
        return walk(
            lambda method, path, json: served.request(method, path, json=json, seconds=SECONDS),
            boxoffice.upstreams,
            drawn.randomness(),
            drawn.now,
        )


def _refused(found: Sequence[Difference], tree: SourceTree) -> Finding:
    goes_out = found[0].goes_out
    reason = "other-request" if goes_out else "other-answer"
    summary = "An answer is not the one of before."
    if goes_out:
        summary = (
            "The answers are those of before, but something else goes out to payments, mail or partners."
        )
    return Finding.refused(reason, summary, *differences_shown(found, tree))
