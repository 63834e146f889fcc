"""Versions of checks cover what can change their findings, and nothing of other lessons."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.grading import _versions
from autograder.grading._versions import environment_version, version_of, version_of_all
from autograder.syllabus import load

COURSE = load()
LASTING = ("09", "nothing-lost")
"""Asks the checks of all lessons before."""

CACHES = (_versions._digest_of, _versions._imported_by, _versions._file_of, version_of_all)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package's files, which versions are then read from."""
    copy = tmp_path / "autograder"
    shutil.copytree(_versions.PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(_versions, "PACKAGE", copy)
    forget()
    yield copy
    forget()


def forget() -> None:
    for cached in CACHES:
        cached.cache_clear()


def versions() -> dict[tuple[str, str], str]:
    forget()
    return {
        (lesson.slug[:2], check.id): version_of(lesson, check.id)
        for lesson in COURSE.ready
        for check in lesson.checks
    }


def changed_by(path: Path) -> set[tuple[str, str]]:
    before = versions()
    path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    now = versions()
    return {check for check in before if before[check] != now[check]}


def test_a_check_that_no_other_imports_concerns_itself_alone(package: Path) -> None:
    changed = changed_by(package / "lessons" / "thin_controllers" / "one_price.py")
    assert changed == {("03", "one-price"), LASTING}


def test_what_several_checks_share_concerns_those(package: Path) -> None:
    changed = changed_by(package / "lessons" / "readability" / "_pairs.py")
    assert ("01", "named-rules") in changed
    assert {lesson for lesson, _ in changed - {LASTING}} == {"01"}
    assert ("01", "same-answers") not in changed


@pytest.mark.parametrize("path", ["sandbox/inside/seccomp.py", "sandbox/_case.py", "upstreams/_payments.py"])
def test_the_sandbox_and_what_stands_behind_it_concern_whoever_runs_something(
    package: Path, path: str
) -> None:
    changed = changed_by(package / path)
    assert {("03", "one-price"), ("04", "five-routes"), ("05", "together")} <= changed


def test_a_program_that_is_sent_inside_is_covered_though_nobody_imports_it(package: Path) -> None:
    assert ("03", "one-price") in changed_by(package / "probes" / "inside" / "partner_import.py")


def test_data_beside_a_check_is_covered(package: Path) -> None:
    assert ("00", "net-notices") in changed_by(package / "lessons" / "meet_the_app" / "variants.toml")


@pytest.mark.parametrize(
    "path", ["show/__init__.py", "cli/grade.py", "bench/__init__.py", "grading/_batch.py"]
)
def test_what_only_shows_or_hands_on_concerns_nobody(package: Path, path: str) -> None:
    assert changed_by(package / path) == set()


def test_the_version_of_a_lesson_is_that_of_its_checks_together(package: Path) -> None:
    third, fourth = COURSE.lesson("03"), COURSE.lesson("01")
    before = version_of_all(third), version_of_all(fourth)
    changed_by(package / "lessons" / "thin_controllers" / "one_price.py")
    assert version_of_all(third) != before[0]
    assert version_of_all(fourth) == before[1]


def test_another_package_in_the_environment_is_another_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    before = environment_version()
    environment_version.cache_clear()
    monkeypatch.setattr(_versions, "distributions", lambda **_: iter(()))
    assert environment_version() != before
    environment_version.cache_clear()
