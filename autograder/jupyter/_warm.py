"""One grader a session, made in the background, so that the first check does not wait for all of it."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Lock, Thread
from typing import TYPE_CHECKING

from autograder.stages import before_exercise
from autograder.syllabus import Lesson

if TYPE_CHECKING:
    from autograder.grading import Grader


class WarmGrader:
    """A grader that is made once, at the first call or before it."""

    def __init__(self) -> None:
        self._future: Future[Grader] | None = None
        self._lock = Lock()

    def start(self, lesson: Lesson | None = None) -> None:
        """Begin to make it, and return at once. What goes wrong is raised by `get`.

        Arguments:
            lesson: whose stage and checks are made ready too.
        """
        self._begin(lesson)

    def get(self) -> Grader:
        """The grader; waits until it is warm. After a failure the next call tries again.

        Raises:
            Exception: whatever kept it from being made.
        """
        future = self._begin(None)
        try:
            return future.result()
        except Exception:
            with self._lock:
                self._future = None
            raise

    def _begin(self, lesson: Lesson | None) -> Future[Grader]:
        with self._lock:
            if self._future is None:
                self._future = Future()
                Thread(target=_make, args=(self._future, lesson), name="warm-up", daemon=True).start()
            return self._future


def _make(future: Future[Grader], lesson: Lesson | None) -> None:
    try:
        # Imported here, in the background, so that `%load_ext` answers at once.
        from autograder.grading import Grader  # noqa: PLC0415
        from autograder.lessons import checks_of  # noqa: PLC0415

        grader = Grader(alone=True)
        grader.warm_up()
        if lesson is not None and lesson.ready:
            before_exercise(lesson)
            checks_of(lesson)
    except BaseException as error:  # a thread's error belongs to whoever asks for its result
        future.set_exception(error)
    else:
        future.set_result(grader)
