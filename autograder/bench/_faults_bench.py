"""The fault panel as a live bench: turn switches, and see the answer, the log and where the money is."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._bench import Bench, buttons
from autograder.bench._faults import CHARGES, MAILS, VOIDS, Trouble, sentence, side_by_side
from autograder.bench._faults_picture import picture
from autograder.bench._live import tree_of
from autograder.stages import after, before
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = "06"

ONCE, TWICE = "once", "twice, with one key"
NO, YES = "not yet", "yes, 11 minutes later"


class FaultPanel(Bench):
    """The bench.

    Arguments:
        tree: the app that is shown beside the one that the lesson finds.
        name: what it is called.
    """

    def __init__(self, tree: SourceTree, name: str) -> None:
        super().__init__()
        self._trees = {"as the lesson finds it": before(load().lesson(LESSON)), name: tree}
        start = Trouble()
        self.charge = buttons([*CHARGES], "charge", value=start.charge, width="70px")
        self.void = buttons([*VOIDS], "void", value=start.void, width="70px")
        self.mail = buttons([*MAILS], "mail", value=start.mail, width="70px")
        self.sent = buttons([ONCE, TWICE], "sent", width="70px")
        self.recover = buttons([NO, YES], "recover()", width="70px")
        for switch in (self.charge, self.void, self.mail, self.sent, self.recover):
            switch.observe(self._redraw, names="value")

    @property
    def controls(self) -> widgets.Widget:
        """What stands above the picture."""
        switches = [self.charge, self.void, self.mail, self.sent, self.recover]
        return widgets.VBox(switches, layout=widgets.Layout(margin="0 0 8px 0"))

    @property
    def trouble(self) -> Trouble:
        """How the switches stand."""
        return Trouble(
            self.charge.value,
            self.void.value,
            self.mail.value,
            twice=self.sent.value == TWICE,
            recover=self.recover.value == YES,
        )

    @property
    def picture(self) -> str:
        """Buy with the switches as they stand, and draw what came."""
        trouble = self.trouble
        found = side_by_side(self._trees, trouble)
        return picture(found, sentence(trouble, found))


def fault_panel(app: str | int | Path | SourceTree | None = None) -> FaultPanel:
    """A bench that buys two tickets in trouble, from the app as lesson 06 finds it and from another one.

    Arguments:
        app: a folder or a tree, such as `Path.cwd()`; a lesson, for the app as it finds it. By default the
            app as lesson 06 and its exercise leave it. Each app is started once and kept.
    """
    if app is None:
        return FaultPanel(after(load().lesson(LESSON)), "after the exercise")
    return FaultPanel(tree_of(app), "yours")
