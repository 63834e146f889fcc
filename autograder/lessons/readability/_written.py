"""The code that is judged by reading: what the learner wrote, without what the exercise found."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from autograder.facts import Sources, parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._failures import PATH
from autograder.lessons.readability._hidden import foreign_imports, hidden_code
from autograder.tree import SourceTree
from autograder.verdict import Evidence

T = TypeVar("T")

SHOWN = 4
"""Places of which a card tells; the rest are counted."""


@dataclass(frozen=True)
class Written:
    """The refund rules and every other module of the app that the submission changed.

    Arguments:
        sources: these modules as they are now.
        found: those of them that the exercise found, as it found them, without the refund rules.
        is_exercise: whether this is the exercise, whose prompt says what may be imported. Of any later app
            these checks ask how it reads, and it imports what it needs.
    """

    sources: Sources
    found: Sources
    is_exercise: bool = True

    def new(self, fact: Callable[[Sources], Iterable[T]], key: Callable[[T], Hashable]) -> list[T]:
        """What a fact says of these modules, and did not say of them before.

        Arguments:
            fact: reads sources.
            key: tells two things that it says apart, wherever they stand.
        """
        before = {key(item) for item in fact(self.found)}
        return [item for item in fact(self.sources) if key(item) not in before]


def written(exam: Examination) -> Written:
    """What is judged, read once for all checks."""
    return exam.once("readability: written", lambda: _read(exam.tree, exam.stage))


def _read(tree: SourceTree, stage: SourceTree) -> Written:
    judged = {
        path: text
        for path, text in tree.under("boxoffice/").files.items()
        if path == PATH or stage.files.get(path) != text
    }
    found = {path: stage[path] for path in judged if path in stage and path != PATH}
    return Written(parse(SourceTree(judged)), parse(SourceTree(found)), is_exercise=PATH in stage)


def unreadable(code: Written) -> Finding | None:
    """The finding where code cannot be read, is gone, or runs unseen; none where all can be judged."""
    if code.sources.unparsable:
        broken = code.sources.unparsable[0]
        return Finding.refused(
            "syntax-error",
            "Python cannot read a module, so nobody else can.",
            Evidence.source(f"Reading stops here: {broken.message}", broken.path, broken.line),
        )
    if not code.sources.modules:
        return Finding.refused("missing-module", f"{PATH} is gone, and no other module took its place.")
    return _unseen(code) if code.is_exercise else None


def _unseen(code: Written) -> Finding | None:
    """The finding where code runs that does not stand here, or comes from where the prompt does not allow."""
    hidden = code.new(hidden_code, lambda place: (place.path, place.snippet))
    if hidden:
        summary = "Code that is not there to be read cannot be called readable."
        return Finding(0.0, "hidden-code", summary, shown(hidden))
    foreign = code.new(foreign_imports, lambda place: (place.path, place.snippet))
    if foreign:
        one = "An import is" if len(foreign) == 1 else f"{len(foreign)} imports are"
        return Finding(0.0, "foreign-import", f'{one} not on the list under "What stays".', shown(foreign))
    return None


def shown(places: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The first places, and how many more there are."""
    more = len(places) - SHOWN
    if more <= 0:
        return tuple(places)
    return (*places[:SHOWN], Evidence.text(f"And {more} more of the same kind."))
