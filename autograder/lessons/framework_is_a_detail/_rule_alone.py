"""The door's rule, asked through the facade, where there is nothing but the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple

from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._places import place
from autograder.lessons.framework_is_a_detail._door_rules import DoorCase, door_cases, refusal
from autograder.lessons.framework_is_a_detail._told import Refusal, answer, is_right, right_answer
from autograder.probes import Alone, Call, Outcome, ask_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MODULE, FUNCTION = "boxoffice.domain", "check_in"
NAMES = ("now", "starts_at", "paid", "cancelled", "used")
SECONDS = 2.0
SHOWN = 2


def rule_alone(exam: Examination) -> Refusal | None:
    """What is wrong with the rule, asked by position and by name."""
    cases = [*door_cases(exam.randomness("door cases"))]
    calls = [_call(case, by_name=bool(place % 2)) for place, case in enumerate(cases)]
    with exam.room(_domain_of(exam.tree)) as room:
        alone = ask_alone(room, MODULE, calls, seconds=SECONDS)
    if alone.failure:
        found = refusal_of(alone.failure, exam.tree)
        return Refusal(found.reason, found.evidence)
    if alone.missing:
        words = f"{MODULE} hands out no {FUNCTION}({', '.join(NAMES)})."
        return Refusal("missing-seam", (Evidence.text(words),))
    return _decided(cases, alone, exam.tree)


def _domain_of(tree: SourceTree) -> SourceTree:
    own = {path: text for path, text in tree.files.items() if path.startswith("boxoffice/domain/")}
    package = "boxoffice/__init__.py"
    return SourceTree({**own, **({package: tree[package]} if package in tree else {})})


def _call(case: DoorCase, *, by_name: bool) -> Call:
    values = astuple(case)
    return Call(FUNCTION, named=dict(zip(NAMES, values, strict=True))) if by_name else Call(FUNCTION, values)


def _decided(cases: Sequence[DoorCase], alone: Alone, tree: SourceTree) -> Refusal | None:
    answers = (alone.first, alone.again)
    wrong = [
        (case, outcome)
        for asked in answers
        for case, outcome in zip(cases, asked, strict=False)
        if not is_right(outcome.raised, outcome.reason, refusal(case))
    ]
    if wrong:
        places = (evidence for case, outcome in wrong[:SHOWN] for evidence in _told(case, outcome, tree))
        return Refusal("wrong-rule", tuple(places))
    if any(len(asked) != len(cases) for asked in answers):
        return Refusal("broken-answer", (Evidence.text("The rule could not be asked about every ticket."),))
    return None


def _told(case: DoorCase, outcome: Outcome, tree: SourceTree) -> Iterator[Evidence]:
    yield Evidence.exchange(
        f"{case.in_words}.",
        asked=case.shown,
        expected=right_answer(refusal(case)),
        got=answer(outcome.raised, outcome.reason, outcome.message),
    )
    if outcome.raised is not None and outcome.reason is None:
        yield place(outcome.message, outcome.path, outcome.line, tree)
