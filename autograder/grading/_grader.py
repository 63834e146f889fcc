"""Judge one submission: replay it, run the lesson's checks, put the manifest's points to the findings."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import RLock
from types import TracebackType
from typing import Self

from autograder.grading._given import given_in
from autograder.grading._kept import KeptFindings, Versioned
from autograder.grading._quoted import plain, quoted
from autograder.grading._secret import course_secret
from autograder.grading._versions import environment_version, version_of, version_of_all
from autograder.lessons import Check, Examination, Finding, Subject, TreeRefusedError, checks_of
from autograder.sandbox import Isolation, Sandbox, SandboxError, default_isolation
from autograder.stages import before_exercise, released_notebook, replay
from autograder.submission import Submission, read_notebook
from autograder.syllabus import CheckSpec, Lesson
from autograder.verdict import CheckResult, State, Verdict

log = logging.getLogger(__name__)

Finder = Callable[[Subject, Sequence[CheckSpec]], dict[str, Finding]]
"""Runs checks: what each finds, by its id."""

KEPT_EXAMINATIONS = 8
"""A learner goes back and forth between a few versions of one exercise."""


class Grader:
    """Judges submissions, with a sandbox kept warm between them. Safe to use from several threads.

    Arguments:
        isolation: how learners' code is kept from the machine; by default the best that there is here.
        secret: seeds the generated cases; by default this user's own.
        alone: for a single learner, who waits for it and has no neighbours: a submission's checks run side by
            side. Otherwise others keep the machine busy, and a neighbour may be the cause of something odd (a
            death, a time limit): then a submission is judged once more, in a new sandbox.
        kept: findings of before, so that a submission that was judged costs next to nothing to judge again.
        elsewhere: makes the findings in place of the sandbox here, on other machines.

    Raises:
        IsolationUnavailable: the isolation asked for is not to be had here; the message says why.
    """

    def __init__(
        self,
        *,
        isolation: Isolation | None = None,
        secret: bytes | None = None,
        alone: bool = False,
        kept: KeptFindings | None = None,
        elsewhere: Finder | None = None,
    ) -> None:
        self._alone = alone
        self._at_once = (os.cpu_count() or 1) if alone else 1
        self._kept = kept
        self._find = elsewhere or self._found
        self._secret = course_secret() if secret is None else secret
        self._isolation = default_isolation() if isolation is None else isolation
        self._sandbox = Sandbox(isolation=self._isolation)
        self._examinations: OrderedDict[tuple[str, str], Examination] = OrderedDict()
        self._lock = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox. The grader is of no use afterwards."""
        self._sandbox.close()

    def warm_up(self) -> None:
        """Start the sandbox now, so that the first verdict does not wait for it."""
        self._sandbox.start()

    @property
    def isolated(self) -> bool:
        """Whether learners' code runs in the sandbox."""
        return self._isolation is not Isolation.NONE

    def grade(
        self,
        lesson: Lesson,
        submission: Submission,
        only: Collection[str] | None = None,
        *,
        conditions: bool = True,
    ) -> Verdict:
        """Judge a submission.

        Arguments:
            lesson: whose exercise it is.
            submission: what was handed in.
            only: ids of the checks that are wanted; by default all of the lesson's.
            conditions: whether the lesson's conditions are asked, too. Without them points mean nothing:
                for who wants to know only why a check refuses.

        Returns:
            A verdict with a result for each check wanted, whatever the submission does.
        """
        subject = subject_of(lesson, submission)
        given = given_in(released_notebook(lesson))
        wanted = [spec for spec in lesson.checks if only is None or spec.id in only]
        return Verdict(
            lesson=lesson.slug,
            submission=submission.digest,
            results=tuple(self._results(subject, wanted, conditions=conditions)),
            isolated=self.isolated,
            notes=(*map(str, submission.problems), *given.notes_on(submission.operations)),
            checks=version_of_all(lesson) if self._kept else "",
        )

    def _results(
        self, subject: Subject, wanted: Collection[CheckSpec], *, conditions: bool
    ) -> list[CheckResult]:
        if subject.untouched:
            return [_not_tried(spec) for spec in wanted]
        asked = [spec for spec in subject.lesson.checks if conditions and spec.points == 0]
        findings = self.findings(subject, [*dict.fromkeys((*asked, *wanted))])
        unmet = [spec for spec in asked if findings[spec.id].share < 1]
        return [decide(spec, findings[spec.id], unmet) for spec in wanted]

    def findings(self, subject: Subject, specs: Sequence[CheckSpec]) -> dict[str, Finding]:
        """By check: what is kept, and where nothing is, what is found now.

        Arguments:
            subject: what is judged.
            specs: the checks that are wanted.
        """
        if self._kept is None:
            return self._find(subject, specs)
        key = self._key(subject)
        versions = {spec.id: version_of(subject.lesson, spec.id) for spec in specs}
        kept = {
            check: item.finding
            for check, item in self._kept.of(key).items()
            if versions.get(check) == item.version
        }
        missing = [spec for spec in specs if spec.id not in kept]
        if not missing:
            return kept
        found = self._find(subject, missing)
        sound = {check: finding for check, finding in found.items() if finding != NOT_JUDGED}
        self._kept.keep(key, {check: Versioned(versions[check], finding) for check, finding in sound.items()})
        return {**kept, **found}

    def _key(self, subject: Subject) -> str:
        """A digest of all that findings depend on, but for the checks themselves."""
        seed = hmac.new(self._secret, b"kept findings", hashlib.sha256).hexdigest()
        trees = (subject.tree.digest, subject.stage.digest, subject.starter.digest)
        parts = (subject.lesson.slug, subject.submission.digest, *trees, seed, str(self._isolation))
        return hashlib.sha256("\0".join((*parts, environment_version())).encode()).hexdigest()

    def _found(self, subject: Subject, specs: Sequence[CheckSpec]) -> dict[str, Finding]:
        """What the checks find, in the shared sandbox, and where that is in doubt in one of its own."""
        examination = self._examination(subject)
        try:
            findings = _judged(examination, specs, self._at_once)
            if not examination.odd:
                return findings
            self._forget(examination)  # whoever asks again is told what is seen then
            if self._alone:
                return findings
        except SandboxError:
            log.warning("the sandbox failed; once more in a new one", exc_info=True)
            self._forget(examination)
        return self._found_alone(subject, specs)

    def _found_alone(self, subject: Subject, specs: Sequence[CheckSpec]) -> dict[str, Finding]:
        """In a sandbox that nobody else has used."""
        try:
            with Sandbox(isolation=self._isolation) as alone:
                return _judged(Examination(subject, alone, self._secret), specs, self._at_once)
        except SandboxError:
            log.exception("the sandbox failed again")
            return {spec.id: NOT_JUDGED for spec in specs}

    def _examination(self, subject: Subject) -> Examination:
        key = (subject.lesson.slug, subject.tree.digest)
        with self._lock:
            examination = self._examinations.pop(key, None)
            if examination is None:
                examination = Examination(subject, self._sandbox, self._secret)
            self._examinations[key] = examination
            while len(self._examinations) > KEPT_EXAMINATIONS:
                self._examinations.popitem(last=False)
            return examination

    def _forget(self, examination: Examination) -> None:
        subject = examination.subject
        with self._lock:
            self._examinations.pop((subject.lesson.slug, subject.tree.digest), None)


def subject_of(lesson: Lesson, submission: Submission) -> Subject:
    """What is judged when that is handed in for that lesson."""
    stage = before_exercise(lesson)
    released = released_notebook(lesson)
    starter = replay(stage, read_notebook(released).operations)
    # Who hands in nothing has not tried, whatever is given.
    handed_in = submission.operations and given_in(released).together_with(submission.operations)
    return Subject(lesson, submission, stage, starter, replay(stage, handed_in))


def _judged(examination: Examination, specs: Sequence[CheckSpec], at_once: int) -> dict[str, Finding]:
    find = partial(_find, checks=checks_of(examination.subject.lesson), examination=examination)
    with examination.judgement(), ThreadPoolExecutor(at_once) as threads:
        return dict(zip((spec.id for spec in specs), threads.map(find, specs), strict=True))


def _find(spec: CheckSpec, checks: Mapping[str, Check], examination: Examination) -> Finding:
    try:
        return examination.once(f"finding {spec.id}", lambda: checks[spec.id](examination))
    except SandboxError:
        raise
    except TreeRefusedError as error:
        return Finding.refused("cannot-be-written", f"These modules cannot be written as files: {error}")
    except Exception:
        log.exception("%s: the check itself failed", spec.id)
        return NOT_JUDGED


NOT_JUDGED = Finding.refused(
    "not-judged", "This could not be judged. It is our fault, not yours; try it once more."
)


def decide(spec: CheckSpec, finding: Finding, unmet: Sequence[CheckSpec]) -> CheckResult:
    """A check's result from what it found.

    Arguments:
        spec: the check in the manifest.
        finding: what it found.
        unmet: the lesson's conditions that do not hold. While there are any, nothing earns points.
    """
    earned = 0.0 if unmet else round(finding.share * spec.points, 2)
    summary = finding.summary
    if unmet and spec.points and finding.share:
        summary = f"{summary} The points come once “{unmet[0].id}” holds."
    return CheckResult(
        check=spec.id,
        state=_state(finding, held_back=bool(unmet) and spec.points > 0),
        points=earned,
        max_points=spec.points,
        reason=finding.reason,
        summary=plain(summary),
        evidence=quoted(finding.evidence),
    )


def _state(finding: Finding, *, held_back: bool) -> State:
    if finding is NOT_JUDGED:
        return State.NOT_JUDGED
    if finding.share == 0:
        return State.REFUSED
    return State.PASSED if finding.share == 1 and not held_back else State.PARTLY


def _not_tried(spec: CheckSpec) -> CheckResult:
    summary = (
        "Nothing is changed yet. Work in the writing cell first; in a notebook run it, "
        "on the command line save it."
    )
    return CheckResult(spec.id, State.NOT_TRIED, 0.0, spec.points, "not-tried", summary)
