"""`partial-answers`: a partner that gives nothing costs its limit once, and the answer names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from http import HTTPStatus

from autograder.lessons._app import MOST_SHOWN
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.async_with_care._adapter import leaks
from autograder.lessons.async_with_care._extras import CROWD, IN_TIME, LIMIT, TOO_LATE, Event, Reply, Scene
from autograder.lessons.async_with_care._observing import MORE_HANG, Observed, observed
from autograder.lessons.async_with_care._reading import unreadable
from autograder.lessons.async_with_care._replies import exchange, is_right
from autograder.lessons.async_with_care.together import not_seen, shared_session
from autograder.tree import SourceTree
from autograder.verdict import Evidence

Problem = tuple[str, str, Evidence]
"""A reason, a summary, and what was seen."""


def partial_answers(exam: Examination) -> Finding:
    """Half of it is there where just one thing is not as it should be, and no partner hung."""
    seen = observed(exam)
    refused = unreadable(exam) or shared_session(seen, exam.tree) or not_seen(seen, "hanging")
    if refused:
        return refused
    problems = {
        name: problem
        for name, look in SITUATIONS.items()
        if (problem := _problem(seen, name, look, exam.tree))
    }
    if not problems:
        return _leaking(exam) or Finding.passed(
            "Whatever the partners do, the answer is 200, in time, and says what is missing."
        )
    share = 0.5 if len(problems) == 1 and "hanging" not in problems else 0.0
    reason, summary, _ = next(iter(problems.values()))
    return Finding(share, reason, summary, tuple(evidence for _, _, evidence in problems.values()))


def _leaking(exam: Examination) -> Finding | None:
    """The finding where the answers are right, and whoever calls the adapter has to know of HTTP."""
    seen = leaks(exam)
    summary = "The adapter raises something else than PartnerFailed: its caller has to know how it asks."
    return Finding(0.5, "adapter-leaks", summary, seen[:MOST_SHOWN]) if seen else None


def _problem(seen: Observed, name: str, look: Look, tree: SourceTree) -> Problem | None:
    assert seen.event is not None  # or it would have been refused
    scene = (seen.scenes or {}).get(name)
    if scene is None and seen.endless and name in MORE_HANG:
        return None
    if scene is None:
        words = "After what was asked before, the extras give no answer any more."
        return "no-answer", words, Evidence.text(f"Not answered: {name.replace('_', ' ')}.")
    return look(seen.event, scene, tree) or _again(scene)


def _hanging(event: Event, scene: Scene, tree: SourceTree) -> Problem | None:
    who = scene.missing[0]
    if scene.seconds is None:
        words = f"{who} never answers, and neither does the app."
        return "no-limit", "A partner that hangs keeps the customer waiting for ever.", Evidence.text(words)
    if scene.reply.status != HTTPStatus.OK:
        return _wrong(event, scene, f"{who} hangs.")
    if who not in scene.asked:
        words = f"{who} was not asked. Each request asks all twelve: what they offer changes."
        return "not-asked", "A partner was not asked.", Evidence.text(words)
    if scene.seconds < IN_TIME + TOO_LATE:
        words = f"{who} had not answered after {IN_TIME} s, and was given up: it has {LIMIT} s."
        return "gives-up-early", "A partner is given up before its time.", Evidence.text(words)
    if scene.seconds > IN_TIME + TOO_LATE:
        words = (
            f"{who} never answers. The answer came only after {_about(scene.seconds)} s, not after {LIMIT} s."
        )
        return "waits-too-long", "A partner that hangs costs more than its limit.", Evidence.text(words)
    return _wrong(event, scene, f"{who} hangs.") or _left(scene, tree, "After the answer was given")


def _dripping(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    who = scene.missing[0]
    drips = f"{who} sends a few bytes now and then, and never an answer"
    if scene.seconds is None:
        words = f"{drips}. After {_about(IN_TIME + TOO_LATE)} s the app still waited for it."
        summary = "A limit that begins anew with every byte is none for a partner that drips."
        return "limit-anew", summary, Evidence.text(words)
    return _wrong(event, scene, f"{drips}.")


def _crowded(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    if is_right(scene.reply, event.reply()) and scene.seconds is not None:
        return None
    words = (
        f"{CROWD} requests met twelve partners that hang, and their limits were over. Then all partners were "
        "well, and one more request came."
    )
    summary = "Partners that hang keep threads or places for good: the next request gets none."
    evidence = exchange(words, event, scene.reply, ())
    if scene.seconds is None:
        evidence = Evidence.text(f"{words} It got no answer within {_about(IN_TIME + TOO_LATE)} s.")
    return "used-up", summary, evidence


def _about(seconds: float) -> str:
    return f"{seconds:.1f}".removesuffix(".0")


def _slow(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    if is_right(scene.reply, event.reply()):
        return None
    words = (
        f"Every partner answers {IN_TIME} s after it was asked. The limit of {LIMIT} s is for one partner, "
        "and begins when it is asked."
    )
    evidence = exchange(words, event, scene.reply, ())
    return "limit-too-wide", "Partners that answer in time are left out.", evidence


def _failing(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    words = "; ".join(f"{partner} {trouble}" for partner, trouble in (scene.troubles or {}).items())
    again = _again(scene)
    if again is not None:
        return again
    if scene.seconds is None:
        summary = "Partners that fail keep the customer waiting."
        return "waits-too-long", summary, Evidence.text(f"{words}: no answer within {LIMIT} s.")
    return _wrong(event, scene, f"{words}.")


def _empty(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    if any(is_right(scene.reply, _without_offers(event, scene, missing)) for missing in ((), scene.missing)):
        return None
    words = f"{scene.missing[0]} answers with an empty list of offers."
    evidence = exchange(words, event, scene.reply, scene.missing)
    return "empty-list", "A partner that has nothing to offer becomes the customer's trouble.", evidence


def _without_offers(event: Event, scene: Scene, missing: tuple[str, ...]) -> Reply:
    """The right answer where a partner offers nothing, and is said to be missing or not."""
    return replace(event.reply(scene.missing), missing=frozenset(missing))


def _all_hanging(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    if scene.seconds is None:
        words = "With all twelve hanging there is no answer at all."
        return "no-limit", "A partner that hangs keeps the customer waiting for ever.", Evidence.text(words)
    return _wrong(event, scene, "All twelve hang.")


def _cancelled(_: Event, scene: Scene, tree: SourceTree) -> Problem | None:
    if scene.seconds is None:
        words = "It went on although it was cancelled, and past every limit."
        return "not-cancelled", "A cancelled request does not end.", Evidence.text(words)
    return _left(scene, tree, "After the request was cancelled")


def _well(event: Event, scene: Scene, _: SourceTree) -> Problem | None:
    if is_right(scene.reply, event.reply()):
        return None
    words = "The request before was cancelled; the partners are well."
    summary = "After a cancelled request the extras do not work any more."
    return "broken-after-cancel", summary, exchange(words, event, scene.reply, ())


def _wrong(event: Event, scene: Scene, words: str) -> Problem | None:
    right = event.reply(scene.missing)
    if is_right(scene.reply, right):
        return None
    evidence = exchange(words, event, scene.reply, scene.missing)
    if scene.reply.status != right.status:
        return "not-200", "A partner's trouble becomes the customer's.", evidence
    if not (scene.reply.missing or frozenset()) >= frozenset(scene.missing):
        return "missing-not-named", "The answer does not name those that gave nothing.", evidence
    return "offers-lost", "Offers of partners that are well are not there.", evidence


def _again(scene: Scene) -> Problem | None:
    often = [f"{partner} {count} times" for partner, count in Counter(scene.asked).items() if count > 1]
    if not often:
        return None
    words = Evidence.text(f"Asked within one request: {', '.join(often)}.")
    return "asked-again", "A partner is asked once, whatever it does.", words


def _left(scene: Scene, tree: SourceTree, when: str) -> Problem | None:
    if not scene.left:
        return None
    step = scene.left[0]
    words = f"{when}, {len(scene.left)} of its tasks still ran: {step.function}."
    return (
        "task-left",
        "A request that is over leaves tasks behind.",
        place(words, step.path, step.line or None, tree),
    )


Look = Callable[[Event, Scene, SourceTree], Problem | None]
SITUATIONS: Mapping[str, Look] = {
    "hanging": _hanging,
    "slow": _slow,
    "dripping": _dripping,
    "failing": _failing,
    "empty": _empty,
    "all_hanging": _all_hanging,
    "crowded": _crowded,
    "cancelled": _cancelled,
    "well": _well,
}
