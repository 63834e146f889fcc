"""What some tests need from the machine, and what is said when it is not there.

A test marked ``bubblewrap``, ``chromium`` or ``postgresql`` is skipped on a machine without that system
package; the closing lines then say what was left out and how to get it. With ``SURVIVE_REQUIRE_ALL=1``
(set by ``.ci/run``) it fails instead, so that a green CI has left nothing out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

REQUIRE_ALL = os.environ.get("SURVIVE_REQUIRE_ALL") == "1"


@dataclass(frozen=True)
class SystemPackage:
    """A system package: what it serves, how to install it, and whether this machine has it."""

    purpose: str
    install: str
    is_here: Callable[[], bool]


def _bubblewrap_works() -> bool:
    """True where bwrap is installed and the kernel lets this user have namespaces."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return False
    command = [bwrap, "--unshare-all", "--ro-bind", "/", "/", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _chromium_works() -> bool:
    """True where a browser is installed and what drives it starts, which wants a library of the system."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return False
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _postgresql_is_here() -> bool:
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return shutil.which("initdb") is not None or any(debian)


SYSTEM_PACKAGES: Mapping[str, SystemPackage] = {
    "bubblewrap": SystemPackage(
        "grading strangers in a sandbox", "sudo apt-get install bubblewrap", cache(_bubblewrap_works)
    ),
    "chromium": SystemPackage(
        "driving JupyterLab in a browser",
        "sudo apt-get install chromium libatomic1",
        cache(_chromium_works),
    ),
    "postgresql": SystemPackage(
        "the app on PostgreSQL", "sudo apt-get install postgresql", cache(_postgresql_is_here)
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    # What an earlier run has found is nothing that a test may lean on.
    os.environ["SURVIVE_FINDINGS"] = mkdtemp(prefix="findings-")
    for name, package in SYSTEM_PACKAGES.items():
        config.addinivalue_line("markers", f"{name}: needs {name}, for {package.purpose} ({package.install})")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: some always wait, for a browser, a time limit, a slow partner."""
    return (os.cpu_count() or 1) + 1


def pytest_unconfigure() -> None:
    shutil.rmtree(os.environ["SURVIVE_FINDINGS"], ignore_errors=True)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name, package in SYSTEM_PACKAGES.items():
        if item.get_closest_marker(name) and not package.is_here():
            if REQUIRE_ALL:
                pytest.fail(f"needs {name}, and SURVIVE_REQUIRE_ALL=1 allows no skip", pytrace=False)
            pytest.skip(_reason(name))


HOSTILE, AS_A_CLASS = "hostile submission", "hostile submission in a class"
"""Properties in which tests of tests/hostile say how an attack went: its level, and what it achieved."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the closing lines how the attacks went, what was left out, and how to get it."""
    for name in (HOSTILE, AS_A_CLASS):
        _score_attacks(terminalreporter, name)
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for name, package in SYSTEM_PACKAGES.items():
        count = sum(_reason(name) in reason for reason in skipped)
        if count:
            tests = "1 test" if count == 1 else f"{count} tests"
            terminalreporter.write_line(
                f"Left out: {tests} of {package.purpose}. To run them: {package.install}", yellow=True
            )


def _score_attacks(terminalreporter: pytest.TerminalReporter, title: str) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    properties = [item for report in reports for item in getattr(report, "user_properties", ())]
    attacks = [outcome for name, outcome in properties if name == title]
    if attacks:
        levels = Counter(outcome["level"] for outcome in attacks)
        score = Counter(key for outcome in attacks for key, happened in outcome.items() if happened is True)
        tried = ", ".join(f"{count} at the {level}" for level, count in levels.items())
        results = ", ".join(f"{score[key]} {word}" for key, word in ACHIEVED.items())
        terminalreporter.write_line(f"Each a {title}: {len(attacks)} ({tried}): {results}")


ACHIEVED = {
    "forged": "with forged points",
    "outside": "with effects outside",
    "left over": "with processes or descriptors left over",
    "lost": "that could not be judged",
    "neighbour": "that harmed the next one",
}


def _reason(name: str) -> str:
    return f"this machine has no working {name}"
