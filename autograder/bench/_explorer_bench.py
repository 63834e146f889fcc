"""The app explorer as a live bench: pick a request, see what the app does for it."""

from __future__ import annotations

from functools import cache

from autograder.bench._explorer import explore
from autograder.bench._explorer_picture import picture
from autograder.bench._live import LiveApp, NoAnswerError, live_app
from autograder.bench._request_bench import RequestBench
from autograder.bench._requests import EXAMPLES, Example, catalogue
from autograder.show import escape
from autograder.tree import SourceTree


class AppExplorer(RequestBench[Example]):
    """The bench.

    Arguments:
        app: runs with its lines noted.
    """

    def __init__(self, app: LiveApp) -> None:
        super().__init__(EXAMPLES, again="send this request once more")
        self._app = app

    @property
    def picture(self) -> str:
        """Send the request that is chosen, and draw what it did."""
        try:
            return picture(explore(self._app, self.chosen))
        except NoAnswerError as error:
            return f"<p>The app gave no answer: {escape(str(error))}</p>"


def app_explorer(app: str | SourceTree = "00") -> AppExplorer:
    """A bench that shows the lines, the SQL and the upstream calls of any request.

    Arguments:
        app: a lesson, for the app as it finds it, or a tree. The app is started once and kept.

    Raises:
        NoAnswerError: the app does not start; the message says why.
    """
    return AppExplorer(_running(app))


@cache
def _running(app: str | SourceTree) -> LiveApp:
    live = live_app(app, lines=True)
    catalogue(live)
    return live
