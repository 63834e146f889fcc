"""How verdicts look: cards, the terminal, the progress table, a class's report, and their colours."""

from autograder.show._card import card, still_card
from autograder.show._html import drawing, element
from autograder.show._progress import Standing, progress_table
from autograder.show._report import report_page
from autograder.show._terminal import print_verdict, render_verdict
from autograder.show._text import escape
from autograder.show.style import CONCERNS, STATES, mark_of

__all__ = [
    "CONCERNS",
    "STATES",
    "Standing",
    "card",
    "drawing",
    "element",
    "escape",
    "mark_of",
    "print_verdict",
    "progress_table",
    "render_verdict",
    "report_page",
    "still_card",
]
