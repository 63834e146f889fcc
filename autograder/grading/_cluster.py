"""Findings made on other machines: a Dask cluster whose workers each have a grader of their own."""

from __future__ import annotations

import atexit
import importlib
import logging
from collections.abc import Mapping, Sequence
from functools import cache
from types import TracebackType
from typing import Any, Self

from autograder.grading._grader import NOT_JUDGED, Grader, subject_of
from autograder.grading._versions import environment_version, version_of
from autograder.lessons import Finding, Subject
from autograder.sandbox import Isolation
from autograder.submission import Submission
from autograder.syllabus import CheckSpec, load

log = logging.getLogger(__name__)

LOCAL = "local"
QUIET = {"distributed.worker.profile.enabled": False}
"""Of workers that are started here: by default each looks at its own stack a hundred times a second."""

PER_THREAD = 2
"""Submissions under way for each thread of a worker: the next one waits there while one is judged."""

JOIN_SECONDS = 10
"""For a scheduler to answer, and for the first worker to join."""


class ClusterError(Exception):
    """A cluster that is not there, or not fit to judge. The message names the fix."""


class Cluster:
    """A Dask cluster that judges.

    A worker that dies loses nothing: the scheduler gives its submissions to another. A submission over which
    workers die again and again is called not judged.

    Arguments:
        address: of the scheduler, ``tcp://HOST:8786``; ``local`` starts one here.
        workers: how many worker processes ``local`` starts.
        secret: seeds the generated cases, the same on all workers.

    Raises:
        ClusterError: Dask is not installed, nobody answers there, no worker has joined, or one has another
            version of this package or of what it stands on.
    """

    def __init__(self, address: str, *, workers: int, secret: bytes) -> None:
        self._secret = secret
        self._cluster, self._client = _connected(address, workers)
        try:
            self._ask_for_versions(address)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it; one that was started here ends."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    @property
    def places(self) -> int:
        """How many submissions to ask for at a time."""
        threads: int = sum(self._client.nthreads().values())
        return PER_THREAD * threads

    def find(self, subject: Subject, specs: Sequence[CheckSpec]) -> dict[str, Finding]:
        """What the checks find, wherever there is a place. Waits for it.

        Arguments:
            subject: what is judged.
            specs: the checks.

        Raises:
            ClusterError: the scheduler is gone.
        """
        dask = _dask()
        ids = [spec.id for spec in specs]
        slug = subject.lesson.slug
        # Impure: who asks again has lost the answer, and Dask must not hand out the lost one.
        task = self._client.submit(found_on_worker, slug, subject.submission, ids, self._secret, pure=False)
        try:
            found: dict[str, Finding] = task.result()
        except dask.KilledWorker:
            log.exception("workers died over a submission of %s", slug)
            return dict.fromkeys(ids, NOT_JUDGED)
        except (dask.CancelledError, OSError) as error:
            raise ClusterError(f"the cluster is gone ({error})") from None
        return found

    def _ask_for_versions(self, address: str) -> None:
        try:
            self._client.wait_for_workers(1, timeout=JOIN_SECONDS)
        except TimeoutError:
            word = f"no worker has joined {address}: `dask worker {address}` starts one"
            raise ClusterError(word) from None
        here = versions_here()
        for worker, there in self._client.run(versions_here).items():
            other = [name for name, version in here.items() if there.get(name) != version]
            if other:
                raise ClusterError(
                    f"the worker {worker} judges by another version of {', '.join(other)}: install the same "
                    "version of the course and its locked requirements there"
                )


def found_on_worker(
    slug: str, submission: Submission, checks: Sequence[str], secret: bytes
) -> Mapping[str, Finding]:
    """What the checks find, on the worker that is asked.

    Arguments:
        slug: the lesson's.
        submission: what was handed in.
        checks: ids.
        secret: seeds the generated cases.
    """
    lesson = load().lesson(slug)
    specs = [lesson.check(check) for check in checks]
    return _grader_of_this_worker(secret).findings(subject_of(lesson, submission), specs)


def versions_here() -> Mapping[str, str]:
    """By name, the version of all that a finding depends on: the environment, and each lesson's checks."""
    checks = {
        f"lesson {lesson.slug[:2]}": " ".join(version_of(lesson, check.id) for check in lesson.checks)
        for lesson in load().ready
    }
    return {"Python or its packages": environment_version(), **checks}


@cache
def _grader_of_this_worker(secret: bytes) -> Grader:
    grader = Grader(isolation=Isolation.BUBBLEWRAP, secret=secret)
    atexit.register(grader.close)
    return grader


def _connected(address: str, workers: int) -> tuple[Any, Any]:
    """A cluster of our own, or None, and a client."""
    dask = _dask()
    if address == LOCAL:
        with importlib.import_module("dask").config.set(QUIET):
            cluster = dask.LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
        return cluster, dask.Client(cluster)
    try:
        return None, dask.Client(address, timeout=JOIN_SECONDS)
    except (OSError, ValueError) as error:
        word = f"nobody answers at {address} ({error}): `dask scheduler` starts one, usually on port 8786"
        raise ClusterError(word) from None


def _dask() -> Any:
    """The package, which not everybody needs."""
    try:
        return importlib.import_module("distributed")
    except ImportError:
        word = "Dask is not installed here: pip install 'survives-production[cluster]'"
        raise ClusterError(word) from None
