"""`rules-in-domain`: whether somebody may buy is a question of plain values, and the use case asks it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from autograder.facts import Sources, mentioned_from
from autograder.lessons._app import app_sources, app_tree
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import shown, unreadable
from autograder.lessons.boundaries.domain_alone import MODULE, domain_only
from autograder.lessons.thin_controllers._obeyed import disobedience
from autograder.lessons.thin_controllers._rules import Wish, reason_of
from autograder.lessons.thin_controllers._wishes import CASES, wishes
from autograder.lessons.thin_controllers.use_case_stands_alone import MODULE as USE_CASE
from autograder.probes import Call, Make, Outcome, ask_alone
from autograder.verdict import Evidence

RULE = "may_buy"
UNASKED = 0.5
"""What a right rule is worth that nobody asks."""
SECONDS = 2.0


@dataclass(frozen=True)
class Case:
    """A wish, how it is asked, and the reason for which it is refused, if it is."""

    wish: Wish
    call: Call
    reason: str | None


def rules_in_domain(exam: Examination) -> Finding:
    """`may_buy` answers plain values by the rules, and buying asks it."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    cases = [_case(wish, place) for place, wish in enumerate(wishes(exam.randomness("wishes")))]
    with exam.room(domain_only(app_tree(exam))) as room:
        alone = ask_alone(room, MODULE, [case.call for case in cases], seconds=SECONDS)
    if alone.failure:
        return refusal_of(alone.failure, exam.tree)
    if alone.missing:
        return Finding.refused("missing-seam", f"{MODULE} does not hand out {', '.join(alone.missing)}.")
    return _decided(exam, sources, cases, alone.first)


def _decided(
    exam: Examination, sources: Sources, cases: Sequence[Case], outcomes: Sequence[Outcome]
) -> Finding:
    pairs = list(zip(cases, outcomes, strict=False))
    wrong = [_exchange(case, outcome) for case, outcome in pairs if not _is_right(case, outcome)]
    if wrong:
        summary = f"{len(wrong)} of {CASES} answers of {RULE} are not those of the rules."
        return Finding(0.0, "wrong-answer", summary, shown(wrong[:3]))
    if len(pairs) != len(cases):
        return Finding.refused("broken-answer", "The rule could not be asked every case.")
    if not any(_is_rule(name) for name in mentioned_from(sources, USE_CASE)):
        word = f"{RULE} is right, but nothing in {USE_CASE} asks it: which rule does buying follow?"
        return Finding(UNASKED, "not-asked", word)
    places = disobedience(exam)
    if places:
        word = f"{RULE} is right, and buying goes by something else."
        return Finding(UNASKED, "not-obeyed", word, shown(places))
    return Finding.passed(f"{RULE} answers {CASES} cases of plain values, and buying asks it.")


def _is_rule(name: str) -> bool:
    return name.startswith(f"{MODULE}.") and name.rpartition(".")[2] == RULE


def _case(wish: Wish, place: int) -> Case:
    """The wish as a call; every other one by name."""
    values: dict[str, Any] = {**vars(wish)}
    promo = values.pop("promo")
    if promo:
        values["promo"] = Make("Promo", asdict(promo))
    by_name = place % 2 == 1
    call = Call(RULE, () if by_name else tuple(values.values()), values if by_name else {})
    return Case(wish, call, reason_of(wish))


def _is_right(case: Case, outcome: Outcome) -> bool:
    if case.reason is not None:
        is_same = outcome.raised is not None and outcome.reason == case.reason
        return is_same and (case.reason != "sold-out" or _names_tier(case.wish, outcome))
    return outcome.raised is None and outcome.value in (None, True)


def _names_tier(wish: Wish, outcome: Outcome) -> bool:
    """Whether the refusal says one of the tiers that are short."""
    short = [tier for tier, quantity in wish.wanted.items() if wish.left[tier] < quantity]
    return outcome.details.get("tier_id") in short


def _exchange(case: Case, outcome: Outcome) -> Evidence:
    wish = case.wish
    parts = [f"{wish.status!r}", *(_when(at, wish.now) for at in (wish.on_sale_at, wish.starts_at)), "now"]
    parts += [f"wanted={dict(wish.wanted)}", f"left={dict(wish.left)}", f"owned={wish.owned}"]
    if wish.promo:
        since, until = (_when(at, wish.now) for at in (wish.promo.starts_at, wish.promo.ends_at))
        parts.append(f"promo=Promo({since} to {until}, uses_left={wish.promo.uses_left})")
    tier = ", tier_id=..." if case.reason == "sold-out" else ""
    expected = "None" if case.reason is None else f"Refused({case.reason!r}{tier})"
    return Evidence.exchange(
        "The rule was asked plain values.",
        asked=f"{RULE}({', '.join(parts)})",
        expected=expected,
        got=_got(outcome),
    )


def _when(moment: datetime, now: datetime) -> str:
    if moment == now:
        return "now"
    return f"now + {moment - now}" if moment > now else f"now - {now - moment}"


def _got(outcome: Outcome) -> str:
    if outcome.raised is None:
        return repr(outcome.value)
    word = outcome.reason if outcome.reason is not None else outcome.message
    place = f" at {outcome.path}, line {outcome.line}" if outcome.path else ""
    details = "".join(f", {name}={value!r}" for name, value in outcome.details.items())
    return f"{outcome.raised}({word!r}{details}){place}"
