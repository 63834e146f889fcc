"""The app as the exercise found it, measured: ours, and the same for all submissions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from autograder.lessons._examination import Examination

T = TypeVar("T")


@dataclass
class AsFound(Generic[T]):
    """What was measured lately, by app.

    Arguments:
        measure: measures the app as the exercise of a submission found it.
    """

    measure: Callable[[Examination], T]
    _kept: dict[str, T] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, exam: Examination) -> T:
        """What is true of the app as the exercise found it."""
        with self._lock:
            if exam.stage.digest not in self._kept:
                self._kept[exam.stage.digest] = self.measure(exam)
            return self._kept[exam.stage.digest]
