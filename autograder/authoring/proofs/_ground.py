"""What proofs stand on, and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.grading import Grader, KeptFindings
from autograder.sandbox import Sandbox
from autograder.syllabus import Lesson


@dataclass(frozen=True)
class Fault:
    """Something that does not hold.

    Arguments:
        where: the file, cell or submission.
        message: what is wrong, and what to do.
    """

    where: str
    message: str


@dataclass(frozen=True)
class Ground:
    """What proofs stand on.

    Arguments:
        root: the repository.
        scratch: a folder for them to write in.
        grader: judges; shared.
        sandbox: runs the app at a stage; shared.
        jobs: how much may go on at a time within one proof.
        kept: what held before; None to prove all of it anew. The grader keeps its findings by itself.
    """

    root: Path
    scratch: Path
    grader: Grader
    sandbox: Sandbox
    jobs: int = 1
    kept: KeptFindings | None = None

    def named(self, path: Path) -> str:
        """A path of the repository as people write it."""
        return path.relative_to(self.root).as_posix()


Proof = Callable[[Lesson, Ground], Iterable[Fault]]
"""Whether a lesson holds in one respect: what does not, or nothing."""
