"""`use-case-stands-alone`: buying needs no web, only its ports."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.lessons._app import app_sources, app_tree
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import chain, shown, unreadable
from autograder.lessons.thin_controllers._alone import gaps, raised
from autograder.lessons.thin_controllers._gap import Gap
from autograder.lessons.thin_controllers._purchases import BOUGHT, NOT_PAID, REFUSED, Day, Trial
from autograder.lessons.thin_controllers._selling import todays_sales
from autograder.lessons.thin_controllers._ways import way_to_database, way_to_framework
from autograder.probes import Bought, buy_alone
from autograder.sandbox import Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MODULE = "boxoffice.services.buying"
SECONDS = 10.0

SHARES = {BOUGHT: "a purchase", REFUSED: "refusals", NOT_PAID: "orders that nobody pays for"}
"""A third of the points for each. Without the first, the others are no feat."""


@dataclass(frozen=True)
class Wrong:
    """A purchase that came out wrong, and how."""

    trial: Trial
    bought: Bought
    gaps: tuple[Gap, ...]


def use_case_stands_alone(exam: Examination) -> Finding:
    """`buy` does what it should where no web framework can be imported."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    if MODULE not in sources.by_name:
        word = f"There is no {MODULE}: no use case that could be called without HTTP."
        return Finding.refused("no-use-case", word)
    way = way_to_framework(sources, MODULE)
    if way:
        words = f"{way[-1].imported} is a web framework: who calls the use case without it?"
        place = chain(sources, words, way)
        return Finding.refused("knows-framework", "The use case knows the web.", place)
    way = way_to_database(sources, MODULE)
    if way:
        words = f"{way[-1].imported} is the database's: a use case asks ports.store.begin()."
        return Finding.refused("knows-database", "The use case knows tables.", chain(sources, words, way))
    return _asked(exam)


def _asked(exam: Examination) -> Finding:
    day = todays_sales(exam)
    with exam.room(app_tree(exam)) as room:
        alone = buy_alone(room, day.concerts, [trial.case for trial in day.trials], seconds=SECONDS)
    if alone.failure:
        return _failed(alone.failure, exam.tree)
    if alone.missing:
        return Finding.refused("missing-seam", f"There is no {alone.missing}.")
    if len(alone.outcomes) != len(day.trials):
        return Finding.refused("broken-answer", "Not every purchase could be tried.")
    return _decided(exam.tree, day, alone.outcomes)


def _failed(failure: Failure, tree: SourceTree) -> Finding:
    if failure.kind is FailureKind.EXCEPTION:
        finding = refusal_of(failure, tree)
        return Finding.refused("exception", "The use case could not be put to work.", *finding.evidence)
    return refusal_of(failure, tree)


def _decided(tree: SourceTree, day: Day, outcomes: Sequence[Bought]) -> Finding:
    wrong: dict[str, list[Wrong]] = {}
    for place, (trial, bought) in enumerate(zip(day.trials, outcomes, strict=True)):
        found = tuple(gaps(day, place, bought))
        if found:
            part = NOT_PAID if trial.follows else trial.outcome
            wrong.setdefault(part, []).append(Wrong(trial, bought, found))
    if not wrong:
        return Finding.passed(f"{len(outcomes)} purchases, with no web framework in the world.")
    first = next(outcome for outcome in SHARES if outcome in wrong)
    share = 0.0 if first == BOUGHT else (len(SHARES) - len(wrong)) / len(SHARES)
    summary = f"{SHARES[first].capitalize()}, tried alone, did not come out as the rules say."
    places = [_evidence(each, tree) for outcome in SHARES for each in wrong.get(outcome, ())]
    return Finding(share, f"wrong-{first}", summary, shown(places))


def _evidence(wrong: Wrong, tree: SourceTree) -> Evidence:
    gap = wrong.gaps[0]
    got = gap.got
    path, line = wrong.bought["path"], wrong.bought["line"]
    if path in tree and type(line) is int and raised(wrong.bought) == got:
        got += f" at {path}, line {line}"
    return Evidence.exchange(
        f"{wrong.trial.words.capitalize()}: {gap.what}.",
        asked=_call(wrong),
        expected=gap.expected,
        got=got,
    )


def _call(wrong: Wrong) -> str:
    case, tiers = wrong.trial.case, wrong.bought["tiers"] or []
    known = dict(enumerate(tiers))
    lines = tuple((known.get(tier, "unknown tier"), many) for tier, many in case.lines)
    if case.foreign:
        lines = (("another event's tier", case.lines[0][1]),)
    promo = "" if case.promo is None else f", promo={case.promo!r}"
    key = "" if case.key is None else f", idempotency_key={case.key!r}"
    event = wrong.bought["event_id"] if case.event is not None else "unknown event"
    named = f"event_id={event}, email={json.dumps(case.email)}, lines={lines}, card={case.card!r}"
    return f"buy(Purchase({named}{promo}{key}), ports)"
