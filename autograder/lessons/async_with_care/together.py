"""`together`: the partners are asked side by side, at most four at a time, and no session is shared."""

from __future__ import annotations

from collections import Counter
from http import HTTPStatus

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.async_with_care._extras import BESIDE, MOST_AT_ONCE, Scene
from autograder.lessons.async_with_care._observing import Observed, observed
from autograder.lessons.async_with_care._reading import unreadable
from autograder.lessons.async_with_care._replies import exchange, is_right
from autograder.tree import SourceTree
from autograder.upstreams import PARTNERS
from autograder.verdict import Evidence


def together(exam: Examination) -> Finding:
    """How many partners were asked at a time, counted where they listen."""
    seen = observed(exam)
    refused = unreadable(exam) or shared_session(seen, exam.tree) or not_seen(seen, "together")
    if refused:
        return refused
    assert seen.scenes is not None  # or it would have been refused
    scene = seen.scenes["together"]
    refused = _at_once(scene) or _each_once(scene) or _not_answered(seen, scene)
    passed = Finding.passed(f"All twelve partners were asked, at most {scene.at_once} at a time.")
    return refused or _while_all_hang(seen) or _beside(seen) or passed


def not_watched(seen: Observed) -> Finding | None:
    """The finding where the app could not be watched."""
    if seen.failure is not None:
        return Finding.refused(
            "does-not-start", "The app does not start.", Evidence.text(seen.failure.message)
        )
    if seen.touched is not None:
        words = f"While the app ran, {seen.touched} was replaced. The loop's insides are not yours to change."
        return Finding.refused("watch-touched", words)
    return None


def not_seen(seen: Observed, name: str) -> Finding | None:
    """The finding where a scene could not be looked at."""
    refused = not_watched(seen)
    if refused is not None:
        return refused
    if seen.event is None:
        return Finding.refused("no-event", "No event could be made, so that there are no extras to ask for.")
    at_first = (seen.scenes or {}).get("together")
    if at_first is not None and not at_first.asked and at_first.reply.status != HTTPStatus.OK:
        words = "The extras give no offers yet: no partner is asked. What is judged here needs them."
        evidence = exchange("All partners are well.", seen.event, at_first.reply, ())
        return Finding.refused("no-extras", words, evidence)
    if name in (seen.scenes or {}):
        return None
    if seen.lost:
        words = "While a partner takes its time the whole loop stands still, so nothing can go on beside it."
        return Finding.refused("loop-stands-still", words)
    return Finding.refused("no-answer", "The extras give no answer.")


def _at_once(scene: Scene) -> Finding | None:
    if scene.at_once > MOST_AT_ONCE:
        words = f"{scene.at_once} partners were asked at a time; {MOST_AT_ONCE} is the most."
        return Finding.refused("too-many-at-once", words, _waiting(scene))
    if scene.at_once == 0:
        return Finding.refused("nobody-asked", "No partner is asked for its offers.", _waiting(scene))
    if scene.at_once < 2:  # noqa: PLR2004 - one is nobody's company
        words = (
            "The partners are asked one after the other: the next one only when the one before has answered."
        )
        return Finding.refused("one-by-one", words, _waiting(scene))
    return None


def _waiting(scene: Scene) -> Evidence:
    first = ", ".join(scene.asked[: max(scene.at_once, 1)])
    return Evidence.text(f"No partner answered yet, and asked were: {first or 'nobody'}.")


def _while_all_hang(seen: Observed) -> Finding | None:
    """The finding where who was given up is still waited for while others are asked."""
    hanging, crowded = ((seen.scenes or {}).get(name) for name in ("all_hanging", "crowded"))
    if hanging is None or hanging.at_once <= MOST_AT_ONCE:
        return None
    if crowded is None or crowded.seconds is None:
        return None  # what it keeps for good costs points among the partial answers
    words = f"{hanging.at_once} partners were waited for at a time; {MOST_AT_ONCE} is the most."
    evidence = "All twelve hang. Those whose limit was over were still connected when others were asked."
    return Finding.refused("too-many-at-once", words, Evidence.text(evidence))


def _beside(seen: Observed) -> Finding | None:
    """The finding where requests that are under way at the same time share offers, or who asks for them."""
    scene = (seen.scenes or {}).get("beside")
    if scene is None or scene.event is None or scene.reply.status is None:
        return None
    asked = Counter(scene.asked)
    words = "Three requests at the same time, two of them for one event. All partners are well."
    if not is_right(scene.reply, scene.event.reply()):
        summary = "Requests that come at the same time get one another's offers, or lose theirs."
        return Finding.refused("mixed", summary, exchange(words, scene.event, scene.reply, ()))
    if any(asked[partner] != BESIDE for partner in PARTNERS):
        summary = "Each request asks all twelve anew, whoever else asks at the same time."
        counted = f"{words} Partners were asked {asked.total()} times, not {BESIDE * len(PARTNERS)} times."
        return Finding.refused("not-anew", summary, Evidence.text(counted))
    return None


def _each_once(scene: Scene) -> Finding | None:
    asked = Counter(scene.asked)
    if asked == Counter(PARTNERS):
        return None
    never = [partner for partner in PARTNERS if not asked[partner]]
    often = [f"{partner} {count} times" for partner, count in asked.items() if count > 1]
    words = [f"Never asked: {', '.join(never)}."] if never else []
    words += [f"Asked more than once: {', '.join(often)}."] if often else []
    reason = "not-asked" if never else "asked-again"
    summary = "Each of the twelve partners is asked once while it is well."
    return Finding.refused(reason, summary, *(Evidence.text(each[:400]) for each in words))


def shared_session(seen: Observed, tree: SourceTree) -> Finding | None:
    """The finding where tasks share a session; all else that such an app does depends on luck."""
    shared = next((sight for sight in seen.sights if sight.kind == "shared"), None)
    if shared is None:
        return None
    words = "Tasks that run side by side use one database session; it is made for one at a time."
    steps = shared.steps[-1:]
    return Finding.refused(
        "shared-session",
        words,
        *(place("It is used here.", step.path, step.line, tree) for step in steps),
    )


def _not_answered(seen: Observed, scene: Scene) -> Finding | None:
    assert seen.event is not None
    if is_right(scene.reply, seen.event.reply()):
        return None
    words = "The partners answered one after the other."
    return Finding.refused(
        "wrong-extras", "The answer is not complete.", exchange(words, seen.event, scene.reply, ())
    )
