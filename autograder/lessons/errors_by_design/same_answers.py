"""`same-answers`: while all services are well, every route answers as before."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import differences_shown
from autograder.lessons.errors_by_design._observing import changes, not_started, observed
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.sandbox import Failure
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MOST_SHOWN = 4
GIVEN = ("boxoffice/adapters/", "boxoffice/web/", "boxoffice/ports.py")


def same_answers(exam: Examination) -> Finding:
    """Condition: what the app answers is what it answered before."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    touched = sorted(_touched(exam.stage, exam.tree))
    if touched:
        places = [Evidence.text(f"{path} is not as it was handed out.") for path in touched]
        summary = "Ports, adapters, tables and web/ stay as they are."
        return Finding.refused("given-touched", summary, *places[:MOST_SHOWN])
    changed = changes(exam)
    if isinstance(changed, Failure):
        return Finding.refused("does-not-start", "The app does not start.", Evidence.text(changed.message))
    if changed:
        places = differences_shown(changed, exam.tree)
        return Finding.refused("different-answers", "The app does not answer as before.", *places)
    wrong = next((each for each in observed(exam).basics.values() if each is not None), None)
    if wrong is not None:
        return Finding.refused(wrong.reason, wrong.summary, wrong.evidence)
    return Finding.passed("While all services are well, every route answers as before.")


def _touched(stage: SourceTree, tree: SourceTree) -> Iterator[str]:
    """What is given and not what it was, byte for byte."""
    for path in {*stage.files, *tree.files}:
        if path.startswith(GIVEN) and stage.files.get(path) != tree.files.get(path):
            yield path
