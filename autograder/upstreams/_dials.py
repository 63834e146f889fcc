"""The dials of one service: what the next requests get instead of a prompt and right answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 3600.0
"""Seconds: no request waits longer for its answer, whatever the dial says."""


class Fault(StrEnum):
    """The kinds of trouble."""

    NONE = "none"
    DECLINE = "decline"
    ERROR = "error"
    HANG = "hang"
    GARBAGE = "garbage"
    DROP = "drop"


@dataclass(frozen=True)
class Dial:
    """How a service treats a request.

    Arguments:
        fault: the trouble; `Fault.NONE` leaves the answer as it is.
        latency: seconds that pass before anything else happens. The work is done after them even when the
            client has gone meanwhile, as in a real service.
        status: the HTTP status of `Fault.ERROR` and `Fault.GARBAGE`; None stands for 503 and 200. With
            `Fault.NONE` the right answer gets this status.
        after_work: whether the trouble comes after the work was done (the card is charged and the answer is
            lost). None: after it for `Fault.DROP`, before it for the others.
        body: of `Fault.GARBAGE`; None stands for bytes that nobody can read.

    Raises:
        ValueError: a value that no answer can have.
    """

    fault: Fault = Fault.NONE
    latency: float = 0.0
    status: int | None = None
    after_work: bool | None = None
    body: bytes | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.latency <= LONGEST:
            raise ValueError(f"latency is in seconds, from 0 to {LONGEST:.0f}, not {self.latency}")
        if self.status is not None and not 200 <= self.status <= 599:  # noqa: PLR2004 - final HTTP statuses
            raise ValueError(f"status is an HTTP status from 200 to 599, not {self.status}")

    @property
    def works_first(self) -> bool:
        """Whether the service does its work before the trouble comes."""
        return self.fault in (Fault.NONE, Fault.DROP) if self.after_work is None else self.after_work

    def __str__(self) -> str:
        words: list[str] = [] if self.fault is Fault.NONE else [self.fault.value]
        if self.fault is Fault.ERROR:
            words.append(str(self.status or 503))
        elif self.status is not None:
            words.append(f"with status {self.status}")
        if self.after_work is not None:
            words.append("after the work" if self.after_work else "before the work")
        if self.latency:
            words.append(f"{self.latency:g} s late")
        return ", ".join(words) or "well"


@dataclass(frozen=True)
class _Setting:
    dial: Dial
    operation: str | None
    left: int | None


class Dialled:
    """Something with dials: a service or one partner.

    A dial with `times` waits in a queue, first set first used, until its requests are used up. A dial without
    `times` holds until it is set again or reset, and counts where the queue has nothing for the request.

    Arguments:
        operations: what this service can be asked, by name. `Fault.DECLINE` is for "charge" alone.
    """

    def __init__(self, *operations: str) -> None:
        self.operations = operations
        self._queue: list[_Setting] = []
        self._standing: dict[str | None, Dial] = {}
        self._dials_lock = threading.Lock()

    def dial(
        self,
        fault: Fault = Fault.NONE,
        *,
        latency: float = 0.0,
        status: int | None = None,
        after_work: bool | None = None,
        body: bytes | None = None,
        times: int | None = None,
        on: str | None = None,
    ) -> None:
        """Set a dial.

        Arguments:
            fault, latency, status, after_work, body: as in `Dial`.
            times: for the next so many requests; None: for every request from now on.
            on: only for this operation; None: for all of this service.

        Raises:
            ValueError: an unknown operation, a count below 1, a decline of something that is not a charge.
        """
        if fault is Fault.DECLINE:
            if "charge" not in self.operations or on not in (None, "charge"):
                raise ValueError("only a charge can be declined; use the fault 'error' here")
            on = "charge"
        if on is not None and on not in self.operations:
            raise ValueError(f"{on!r} is none of the operations here: {', '.join(self.operations)}")
        if times is not None and times < 1:
            raise ValueError(f"times counts requests, from 1 on, not {times}")
        dial = Dial(fault, latency, status, after_work, body)
        with self._dials_lock:
            if times is None:
                self._standing[on] = dial
            else:
                self._queue.append(_Setting(dial, on, times))

    def reset(self) -> None:
        """Forget every dial: the service is well again."""
        with self._dials_lock:
            self._queue.clear()
            self._standing.clear()

    def take(self, operation: str) -> Dial | None:
        """The dial for one request, used up by one; None where none was set for it."""
        with self._dials_lock:
            for place, setting in enumerate(self._queue):
                if setting.operation in (None, operation):
                    left = (setting.left or 1) - 1
                    rest = [_Setting(setting.dial, setting.operation, left)] if left else []
                    self._queue[place : place + 1] = rest
                    return setting.dial
            return self._standing.get(operation) or self._standing.get(None)

    def settings(self) -> tuple[tuple[str, str], ...]:
        """What is set, to be read by a person: (for which requests, what they get)."""
        with self._dials_lock:
            queued = [
                (f"next {each.left} {each.operation or 'of any'}", str(each.dial)) for each in self._queue
            ]
            standing = [(f"every {name or 'request'}", str(dial)) for name, dial in self._standing.items()]
        return (*queued, *standing)
