"""How verdicts look: HTML cards, the terminal, the progress table, and the colours of them all."""

from autograder.show._card import card, still_card
from autograder.show._html import element
from autograder.show._progress import Standing, progress_table
from autograder.show._terminal import print_verdict, render_verdict
from autograder.show._text import escape
from autograder.show.style import CONCERNS, STATES, mark_of

__all__ = [
    "CONCERNS",
    "STATES",
    "Standing",
    "card",
    "element",
    "escape",
    "mark_of",
    "print_verdict",
    "progress_table",
    "render_verdict",
    "still_card",
]
