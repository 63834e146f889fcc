"""The fault panel as a live bench: turn switches, and see the answer, the log and where the money is."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets  # type: ignore[import-untyped]

from autograder.bench._faults import CHARGES, MAILS, VOIDS, Trouble, sentence, side_by_side
from autograder.bench._faults_picture import picture
from autograder.bench._live import tree_of
from autograder.bench._still import Still
from autograder.stages import after, before
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = "06"

ONCE, TWICE = "once", "twice, with one key"
NO, YES = "not yet", "yes, 11 minutes later"


class FaultPanel:
    """The bench. It shows itself as the last value of a cell, or by `show`.

    Arguments:
        tree: the app that is shown beside the one that the lesson finds.
        name: what it is called.
    """

    def __init__(self, tree: SourceTree, name: str) -> None:
        self._trees = {"as the lesson finds it": before(load().lesson(LESSON)), name: tree}
        self._still = Still()
        start = Trouble()
        # Buttons, since JupyterLab takes the arrow keys from lists: Tab and Enter reach every button.
        self.charge = _buttons(list(CHARGES), start.charge, "charge")
        self.void = _buttons(list(VOIDS), start.void, "void")
        self.mail = _buttons(list(MAILS), start.mail, "mail")
        self.sent = _buttons([ONCE, TWICE], ONCE, "sent")
        self.recover = _buttons([NO, YES], NO, "recover()")
        for switch in (self.charge, self.void, self.mail, self.sent, self.recover):
            switch.observe(self._redraw, names="value")

    def show(self) -> None:
        """Show the switches and, below them, the picture, which stays in the notebook."""
        switches = [self.charge, self.void, self.mail, self.sent, self.recover]
        row = widgets.VBox(switches, layout=widgets.Layout(margin="0 0 8px 0"))
        self._still.show(row, self.picture())

    def _ipython_display_(self) -> None:
        self.show()

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

    def picture(self) -> str:
        """Buy with the switches as they stand, and draw what came."""
        trouble = self.trouble
        found = side_by_side(self._trees, trouble)
        return picture(found, sentence(trouble, found))

    def _redraw(self, _change: object) -> None:
        self._still.update(self.picture())


def fault_panel(app: str | int | Path | SourceTree | None = None) -> FaultPanel:
    """A bench that buys two tickets in trouble, from the app as lesson 06 finds it and from another one.

    Arguments:
        app: a folder or a tree, such as `Path.cwd()`; a lesson, for the app as it finds it. By default the
            app as lesson 06 and its exercise leave it. Each app is started once and kept.
    """
    if app is None:
        return FaultPanel(after(load().lesson(LESSON)), "after the exercise")
    return FaultPanel(tree_of(app), "yours")


def _buttons(options: list[str], value: str, description: str) -> widgets.ToggleButtons:
    return widgets.ToggleButtons(
        options=options,
        value=value,
        description=description,
        style={"button_width": "auto", "description_width": "70px"},
        layout=widgets.Layout(max_width="960px"),
    )
