"""What the checks of one submission share: its tree, a sandbox, and everything that was observed once."""

from __future__ import annotations

import hashlib
import hmac
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, RLock
from typing import Any, TypeVar, cast

from autograder.sandbox import Room, Sandbox
from autograder.submission import Submission
from autograder.syllabus import Lesson
from autograder.tree import SourceTree

T = TypeVar("T")


class TreeRefusedError(Exception):
    """A learner's tree that cannot be written as files: a file that is also a folder, a name too long."""


@dataclass(frozen=True)
class Subject:
    """What is judged.

    Arguments:
        lesson: whose exercise it is.
        submission: what was handed in.
        stage: the app as the exercise found it.
        starter: the app with the released notebook's cells replayed on it.
        tree: the app with the submission's cells replayed on it.
    """

    lesson: Lesson
    submission: Submission
    stage: SourceTree
    starter: SourceTree
    tree: SourceTree

    @property
    def untouched(self) -> bool:
        """Whether the learner changed nothing."""
        return self.tree.digest in (self.stage.digest, self.starter.digest)


@dataclass(frozen=True)
class _Open:
    """What a judgement's checks share, by key, and how it is closed."""

    stack: ExitStack = field(default_factory=ExitStack)
    things: dict[str, Any] = field(default_factory=dict)


@dataclass
class Examination:
    """A subject with the means to observe it.

    Arguments:
        subject: what is judged.
        sandbox: where its code may run.
        secret: of this course or session; generated cases cannot be foretold without it.
        odd: whether something happened that a neighbour may have caused (a death, a time limit).
    """

    subject: Subject
    sandbox: Sandbox
    secret: bytes
    odd: bool = False
    _kept: dict[str, Any] = field(default_factory=dict)
    _locks: dict[str, RLock] = field(default_factory=dict)
    _open: _Open = field(default_factory=_Open)
    _judgements: int = 0
    _counting: Lock = field(default_factory=Lock)

    @property
    def tree(self) -> SourceTree:
        """The learner's app."""
        return self.subject.tree

    @property
    def stage(self) -> SourceTree:
        """The app as the exercise found it."""
        return self.subject.stage

    @contextmanager
    def room(
        self,
        tree: SourceTree,
        *,
        env: Mapping[str, str] | None = None,
        forward: Mapping[int, Path] | None = None,
        warm: bool = True,
    ) -> Iterator[Room]:
        """A room of the sandbox, as `Sandbox.room` makes it, whose oddities are noted.

        Raises:
            TreeRefusedError: the tree cannot be written as files.
        """
        with ExitStack() as stack:
            try:
                room = stack.enter_context(self.sandbox.room(tree, env=env, forward=forward, warm=warm))
            except ValueError as error:
                raise TreeRefusedError(str(error)) from None
            try:
                yield room
            finally:
                if room.odd:
                    self.odd = True

    @contextmanager
    def judgement(self) -> Iterator[None]:
        """While checks ask: what they `share` stays open until the last judgement of this time ends."""
        with self._counting:
            self._judgements += 1
        try:
            yield
        finally:
            ended = _Open()
            with self._counting:
                self._judgements -= 1
                if not self._judgements:
                    ended, self._open = self._open, ended
            ended.stack.close()

    def share(self, key: str, opening: Callable[[], AbstractContextManager[T]]) -> T:
        """What the first caller of a judgement opens; the others of it are given the same.

        Arguments:
            key: names it.
            opening: makes what is entered, and left when the judgement ends.
        """
        assert self._judgements, "what is shared is closed when a judgement ends: there must be one"
        with self._locks.setdefault(key, RLock()):
            shared = self._open
            if key not in shared.things:
                shared.things[key] = shared.stack.enter_context(opening())
            return cast(T, shared.things[key])

    def knows(self, key: str) -> bool:
        """Whether an observation was made."""
        return key in self._kept

    def once(self, key: str, observe: Callable[[], T]) -> T:
        """The value of an observation, made at the first call and shared by all checks after it.

        Checks may run at the same time. Who wants what another is observing waits for it, and for nothing
        else: no observation may want, through others, itself.

        Arguments:
            key: names the observation.
            observe: makes it. What it raises is not kept.
        """
        # `setdefault` of a dict is one step to other threads.
        with self._locks.setdefault(key, RLock()):
            if key not in self._kept:
                self._kept[key] = observe()
            return cast(T, self._kept[key])

    def randomness(self, purpose: str) -> random.Random:
        """Random numbers that are the same for the same tree and secret, and unknown without the secret."""
        message = f"{purpose}\0{self.tree.digest}".encode()
        return random.Random(hmac.new(self.secret, message, hashlib.sha256).digest())  # noqa: S311 - cases, no keys
