"""What a submission earned and why: plain data, written and read as versioned JSON, never rendered here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

VERSION = 1
"""Version of the JSON form. A reader refuses a verdict of another version."""


class State(StrEnum):
    """Where a check stands. Each has a word of its own; colour and shape are chosen where it is shown."""

    NOT_TRIED = "not tried"
    REFUSED = "refused"
    PARTLY = "partly"
    PASSED = "passed"
    NOT_JUDGED = "could not be judged"


class EvidenceKind(StrEnum):
    """The forms of evidence, each with its own fields in `Evidence`."""

    TEXT = "text"
    SOURCE = "source"
    EXCHANGE = "exchange"
    CHAIN = "chain"


@dataclass(frozen=True)
class Evidence:
    """One thing that was seen.

    Arguments:
        kind: which of the fields below are filled.
        message: what was seen, in one sentence for the learner.
        path: file in the learner's tree (`boxoffice/refunds.py`), for SOURCE and where it is known.
        line: line in that file, counted from 1 as in the file. A writing cell's own count is one more,
            because of its `%%writefile` line.
        snippet: the source line or lines meant.
        asked: what was asked of the app or the function (EXCHANGE).
        expected: what a right answer would have been (EXCHANGE).
        got: what came instead (EXCHANGE).
        chain: the steps from the first to the last (CHAIN), such as modules that import one another.
    """

    kind: EvidenceKind
    message: str
    path: str | None = None
    line: int | None = None
    snippet: str = ""
    asked: str = ""
    expected: str = ""
    got: str = ""
    chain: tuple[str, ...] = ()

    @classmethod
    def text(cls, message: str) -> Evidence:
        """Evidence that is a sentence."""
        return cls(EvidenceKind.TEXT, message)

    @classmethod
    def source(cls, message: str, path: str, line: int | None, snippet: str = "") -> Evidence:
        """Evidence that is a place in the learner's code."""
        return cls(EvidenceKind.SOURCE, message, path=path, line=line, snippet=snippet)

    @classmethod
    def exchange(cls, message: str, *, asked: str, expected: str, got: str) -> Evidence:
        """Evidence that is a question with the answer expected and the one that came."""
        return cls(EvidenceKind.EXCHANGE, message, asked=asked, expected=expected, got=got)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Evidence:
        """Read what `dataclasses.asdict` made of evidence and JSON of that.

        Raises:
            KeyError, TypeError, ValueError: it is no evidence.
        """
        return cls(**{**data, "kind": EvidenceKind(data["kind"]), "chain": tuple(data["chain"])})


@dataclass(frozen=True)
class CheckResult:
    """What one check found.

    Arguments:
        check: the check's id within its lesson (`flat-functions`).
        state: where it stands.
        points: earned, from 0 to ``max_points``.
        max_points: what a full pass is worth.
        reason: a stable word for why (`wrong-answer`, `too-nested`), by which reports group refusals.
        summary: the verdict in one sentence for the learner.
        evidence: what was seen, the most telling first.

    Raises:
        ValueError: points that are not a finite number from 0 to max_points.
    """

    check: str
    state: State
    points: float
    max_points: float
    reason: str
    summary: str
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.points) and 0 <= self.points <= self.max_points):
            raise ValueError(f"{self.check}: {self.points} points of {self.max_points}")


@dataclass(frozen=True)
class Verdict:
    """What one submission of one lesson's exercise earned.

    Arguments:
        lesson: the lesson's slug with its number (`01-readability`).
        submission: digest of what was judged.
        results: one for each check that was judged, in the manifest's order.
        isolated: whether the learner's code ran in the sandbox.
        notes: words about the submission as a whole (a cell that could not be read).
        checks: version of the checks that judged it; empty where no verdicts are kept.
    """

    lesson: str
    submission: str
    results: tuple[CheckResult, ...]
    isolated: bool
    notes: tuple[str, ...] = ()
    checks: str = ""
    version: int = field(default=VERSION)

    @property
    def points(self) -> float:
        """Points earned in all."""
        return round(sum(result.points for result in self.results), 2)

    @property
    def max_points(self) -> float:
        """Points that could be earned in all."""
        return round(sum(result.max_points for result in self.results), 2)

    def result(self, check: str) -> CheckResult:
        """The result of one check.

        Raises:
            KeyError: the verdict has no such check.
        """
        for result in self.results:
            if result.check == check:
                return result
        raise KeyError(check)

    def to_json(self) -> str:
        """The verdict as JSON text, the same for equal verdicts."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=True)

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        """Read what `to_json` wrote.

        Raises:
            ValueError: it is not a verdict of this version.
        """
        try:
            data = json.loads(text)
            if data["version"] != VERSION:
                raise ValueError(f"a verdict of version {data['version']}, not {VERSION}")
            return cls(
                lesson=data["lesson"],
                submission=data["submission"],
                results=tuple(_result(item) for item in data["results"]),
                isolated=data["isolated"],
                notes=tuple(data["notes"]),
                checks=data.get("checks", ""),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a verdict: {error!r}") from error


def _result(data: Mapping[str, Any]) -> CheckResult:
    evidence = tuple(Evidence.from_data(item) for item in data["evidence"])
    return CheckResult(**{**data, "state": State(data["state"]), "evidence": evidence})
