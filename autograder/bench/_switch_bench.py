"""The framework switch as a live bench: pick a request, and see it answered under three frameworks."""

from __future__ import annotations

from pathlib import Path

from autograder.bench._live import NoAnswerError, tree_of
from autograder.bench._request_bench import RequestBench
from autograder.bench._switch import EXAMPLES, Example, running, sentence, switched
from autograder.bench._switch_picture import picture
from autograder.show import escape
from autograder.stages import after
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = "04"


class FrameworkSwitch(RequestBench[Example]):
    """The bench.

    Arguments:
        tree: the app with its three factories; those that do not start say why.
    """

    def __init__(self, tree: SourceTree) -> None:
        super().__init__(EXAMPLES, again="send it once more, to all three")
        self._tree = tree
        running(tree)

    @property
    def picture(self) -> str:
        """Send the request that is chosen to every stack, and draw what came."""
        example = self.chosen
        try:
            found = switched(self._tree, example)
        except NoAnswerError as error:
            return f"<p>A stack gave no answer: {escape(str(error))}</p>"
        return picture(found, sentence(example, found))


def framework_switch(app: str | int | Path | SourceTree | None = None) -> FrameworkSwitch:
    """A bench that sends one request to the app under FastAPI, Flask and Django, each really running.

    Arguments:
        app: a folder or a tree, such as `Path.cwd()`; a lesson, for the app as it finds it. By default the
            app as lesson 04 and its exercise leave it. The stacks of an app are started once and kept.
    """
    return FrameworkSwitch(after(load().lesson(LESSON)) if app is None else tree_of(app))
