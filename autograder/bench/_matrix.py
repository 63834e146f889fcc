"""Tests against versions of the app: which test fails on which bug, and on which refactoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from autograder.bench._live import plain_sandbox
from autograder.lessons.meet_the_app._net import Net
from autograder.lessons.meet_the_app._variants import Edit, Variant
from autograder.lessons.tests_that_protect._refactorings import REFACTORINGS
from autograder.probes import LearnerTests, ServingRules, TestRun
from autograder.tree import SourceTree

MODULE = "tests/test_prices.py"
SECONDS = 20.0
AT_A_TIME = 2

PRICING = "boxoffice/domain/pricing.py"
_BUGS = (
    ("five are a group", "tickets >= GROUP_SIZE", "tickets >= GROUP_SIZE - 1"),
    ("six are none", "tickets >= GROUP_SIZE", "tickets > GROUP_SIZE"),
    (
        "no lowest fee",
        "max(percentage(discounted, FEE_PERCENT), LOWEST_FEE)",
        "percentage(discounted, FEE_PERCENT)",
    ),
    (
        "no highest fee",
        "min(max(percentage(discounted, FEE_PERCENT), LOWEST_FEE), HIGHEST_FEE)",
        "max(percentage(discounted, FEE_PERCENT), LOWEST_FEE)",
    ),
    (
        "half a cent down",
        "max(percentage(discounted, FEE_PERCENT), LOWEST_FEE)",
        "max(discounted * FEE_PERCENT // 100, LOWEST_FEE)",
    ),
    ("fee before discount", "service_fee(subtotal - discount)", "service_fee(subtotal)"),
    ("a fee on nothing", "if discounted == 0:", "if discounted < 0:"),
    (
        "a total without the fee",
        "return self.subtotal - self.discount + self.fee",
        "return self.subtotal - self.discount",
    ),
)
"""What is wrong, and the text of the price rules that makes it so."""

_TIDIED = ("decimals", "internals-renamed", "more-in-answers", "other-wording")


@dataclass(frozen=True)
class Version:
    """A version of the app: a bug, or the same in another way.

    Arguments:
        name: in two or three words.
        is_bug: whether a rule is broken in it.
        files: the modules that differ.
    """

    name: str
    is_bug: bool
    files: Mapping[str, str]


@dataclass(frozen=True)
class Matrix:
    """Which tests failed where.

    Arguments:
        tests: their names, in order.
        versions: the bugs first.
        failed: for each version the names of the tests that failed.
        said: why there is nothing to see, such as a test that fails on the app as it is.
    """

    tests: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()
    failed: tuple[frozenset[str], ...] = ()
    said: str = ""

    def __str__(self) -> str:
        if self.said:
            return self.said
        caught, bugs = self.caught()
        disturbed, tidied = self.disturbed()
        words = f"{caught} of {bugs} bugs are caught; {disturbed} of {tidied} refactorings make a test fail."
        idle = len(self.idle())
        if idle:
            words += f" {idle} {'test catches' if idle == 1 else 'tests catch'} none of these bugs."
        return words

    def failing(self, version: str) -> list[str]:
        """The names of the tests that failed on a version, in order.

        Raises:
            KeyError: there is no version of this name.
        """
        by_name = {each.name: failed for each, failed in zip(self.versions, self.failed, strict=True)}
        return [test for test in self.tests if test in by_name[version]]

    def caught(self) -> tuple[int, int]:
        """How many bugs made a test fail, and how many there are."""
        return self._count(is_bug=True)

    def disturbed(self) -> tuple[int, int]:
        """How many refactorings made a test fail, and how many there are."""
        return self._count(is_bug=False)

    def idle(self) -> tuple[str, ...]:
        """The tests that no bug made fail."""
        bugs = [failed for version, failed in zip(self.versions, self.failed, strict=True) if version.is_bug]
        return tuple(test for test in self.tests if not any(test in failed for failed in bugs))

    def _count(self, *, is_bug: bool) -> tuple[int, int]:
        pairs = zip(self.versions, self.failed, strict=True)
        runs = [bool(failed) for version, failed in pairs if version.is_bug is is_bug]
        return sum(runs), len(runs)


def versions_of(app: SourceTree) -> tuple[Version, ...]:
    """Bugs in the price rules of an app, and refactorings of it.

    Raises:
        ValueError: the app's price rules do not stand as lesson 02 wrote them.
    """
    bugs = [
        Version(name, True, Variant(name, False, name, "", (Edit(PRICING, old, new),)).files(app))
        for name, old, new in _BUGS
    ]
    tidied = [
        Version(each.id.replace("-", " "), False, each.files(app))
        for each in REFACTORINGS
        if each.id in _TIDIED
    ]
    return (*bugs, *tidied)


def matrix_of(tests: str, app: SourceTree) -> Matrix:
    """Run tests on every version of an app.

    Arguments:
        tests: the text of a test module; its fixtures are those of the exercise.
        app: from lesson 06 on.
    """
    tree = SourceTree({MODULE: tests})
    sandbox = plain_sandbox()
    with ServingRules(sandbox.room, app) as serving, sandbox.room(tree) as room:
        learner = LearnerTests(room, serving.upstream_socket)

        def run(files: Mapping[str, str], *, explain: bool = False) -> TestRun:
            with serving.version(files) as boxoffice:
                return learner.run(boxoffice, [MODULE], seconds=SECONDS, explain=explain)

        first = run({}, explain=True)
        if not first.silent:
            return Matrix(said=_why(first))
        versions = versions_of(app)
        Net(learner, serving).prepare()
        with ThreadPoolExecutor(AT_A_TIME) as threads:
            runs = list(threads.map(run, [version.files for version in versions]))
    names = tuple(_short(outcome.name) for outcome in first.outcomes)
    return Matrix(names, versions, tuple(_failed(each, names) for each in runs))


def _failed(run: TestRun, names: Sequence[str]) -> frozenset[str]:
    if run.failure or run.broken:
        return frozenset(names)
    return frozenset(_short(outcome.name) for outcome in run.failed)


def _why(run: TestRun) -> str:
    if run.failure:
        return run.failure.message
    if run.broken:
        return run.broken[0][1].strip().splitlines()[-1]
    if run.failed:
        return f"{_short(run.failed[0].name)} fails on the app as it is: {run.failed[0].message}"
    return "There is no test here."


def _short(name: str) -> str:
    return name.partition("::")[2]
