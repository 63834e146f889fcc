"""`same-answers`: every route answers as before; the extras are those that the partners offer."""

from __future__ import annotations

from http import HTTPStatus

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import differences_shown, place
from autograder.lessons.async_with_care._observing import UNKNOWN, Observed, observed
from autograder.lessons.async_with_care._replies import exchange, is_right
from autograder.lessons.async_with_care.together import not_watched, shared_session
from autograder.sandbox import Failure, FailureKind
from autograder.tree import SourceTree
from autograder.verdict import Evidence

_STARTING = {
    FailureKind.SYNTAX: ("syntax-error", "Python cannot read a module of the app."),
    FailureKind.IMPORT_ERROR: ("import-error", "The app raises an exception while it is imported."),
}


def same_answers(exam: Examination) -> Finding:
    """Condition: what the app answers is what it answered before."""
    seen = observed(exam)
    if seen.failure is not None:
        return _not_started(seen.failure, exam.tree)
    touched = not_watched(seen)
    if touched is not None:
        return touched
    if seen.differences:
        places = differences_shown(seen.differences, exam.tree)
        shared = shared_session(seen, exam.tree)
        if shared is not None:  # the cause, which differs in what comes of it from run to run
            return Finding.refused("shared-session", shared.summary, *shared.evidence, *places)
        return Finding.refused("different-answers", "The app does not answer as before.", *places)
    unknown = _unknown(seen)
    if unknown is not None:
        return Finding.refused("different-answers", "The app does not answer as before.", unknown)
    return _extras(seen, exam.tree)


def _extras(seen: Observed, tree: SourceTree) -> Finding:
    scene = (seen.scenes or {}).get("together")
    if scene is None or seen.event is None or scene.reply.status is None:
        # Whether the extras come at all while partners are slow is for the other checks to say.
        return Finding.passed("All routes answer as before.")
    if is_right(scene.reply, seen.event.reply()):
        return Finding.passed("All routes answer as before, and the extras are those of the twelve partners.")
    words = f"All partners are well. The venue is in the city {seen.event.city!r}."
    evidence = exchange(words, seen.event, scene.reply, ())
    shared = shared_session(seen, tree)
    if shared is not None:
        return Finding.refused("shared-session", shared.summary, *shared.evidence, evidence)
    return Finding.refused("wrong-extras", "The extras are not what the partners offer.", evidence)


def _unknown(seen: Observed) -> Evidence | None:
    reply, asked = seen.unknown or (None, 0)
    if reply is None or (reply.status == HTTPStatus.NOT_FOUND and not asked):
        return None
    got = f"{reply.status}, {asked} partners asked"
    words = "There is no such event."
    return Evidence.exchange(words, asked=f"GET {UNKNOWN}", expected="404, no partner asked", got=got)


def _not_started(failure: Failure, tree: SourceTree) -> Finding:
    reason, summary = _STARTING.get(failure.kind, ("does-not-start", "The app does not start."))
    return Finding.refused(reason, summary, place(failure.message, failure.path or "", failure.line, tree))
