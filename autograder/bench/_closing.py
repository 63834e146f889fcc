"""The end of the course: the sale opens at two apps, and what became of the code, both from one's own run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.bench import _on_sale_picture
from autograder.bench._live import tree_of
from autograder.bench._numbers import measures
from autograder.bench._on_sale import Opening, opened
from autograder.bench._pairs_picture import Pair, pairs_picture
from autograder.stages import before
from autograder.syllabus import load
from autograder.tree import SourceTree

INHERITED, YOURS = "as you inherited it", "yours"

App = str | int | Path | SourceTree


@dataclass(frozen=True)
class OnSale:
    """The sale, opened at two apps."""

    left: Opening
    right: Opening

    def _repr_html_(self) -> str:
        return _on_sale_picture.picture(self.left, self.right)

    def __repr__(self) -> str:
        lines = (
            f"{pair.what}: {pair.told_left} | {pair.told_right}"
            for pair in _on_sale_picture.pairs(self.left, self.right)
        )
        return "\n".join((f"{self.left.name} | {self.right.name}", *lines))


def on_sale(left: App, right: App, *, main_down: bool = False) -> OnSale:
    """Open the sale at two apps, one after the other: sixty buyers, a hundred seats, payments that stumble.

    Arguments:
        left, right: a lesson, for the app as it finds it; or a folder, or a tree.
        main_down: whether nobody listens at the address of the first payment service.

    Raises:
        NoAnswerError: one of them does not start, or has nothing to sell.
    """
    first, second = (
        opened(name, tree_of(app), main_down=main_down) for name, app in ((INHERITED, left), (YOURS, right))
    )
    return OnSale(first, second)


@dataclass(frozen=True)
class CourseInNumbers:
    """The messy app and another one, in numbers that are read off both."""

    tree: SourceTree
    opening: OnSale | None = None

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """One for each measure, with the opening's below them."""
        both = zip(measures(before(load().lesson("00"))), measures(self.tree), strict=True)
        read = tuple(
            Pair(f"{old.lesson} · {old.what}", old.value, new.value, f"{old.value:,}", f"{new.value:,}")
            for old, new in both
        )
        sold = _on_sale_picture.pairs(self.opening.left, self.opening.right) if self.opening else ()
        return (*read, *(Pair(f"10:00 · {each.what}", *_values(each)) for each in sold))

    def _repr_html_(self) -> str:
        words = "Ten lessons, one app. What can be read off both was read just now, from these very files."
        return pairs_picture("What you did", words, (INHERITED, YOURS), self.pairs)

    def __repr__(self) -> str:
        return "\n".join(f"{pair.what}: {pair.told_left} | {pair.told_right}" for pair in self.pairs)


def _values(pair: Pair) -> tuple[float, float, str, str]:
    return pair.left, pair.right, pair.told_left, pair.told_right


def course_in_numbers(app: App | None = None, opening: OnSale | None = None) -> CourseInNumbers:
    """What became of the messy app.

    Arguments:
        app: a folder or a tree; by default the current folder.
        opening: of the sale, if its numbers shall stand there, too.
    """
    return CourseInNumbers(tree_of(app), opening)
