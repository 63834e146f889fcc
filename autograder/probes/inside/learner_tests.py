"""Runs learners' tests. Sent into the sandbox as text, with the fixtures that they use."""

import contextlib
import io
import os
import sys
import types
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from _pytest.config import _prepareconfig  # what pytest.main begins with; there is no public name for it

from autograder.probes.inside.fixtures import FIXTURES, Addresses

ADDRESSES = pytest.StashKey[Addresses]()


@pytest.fixture(scope="session")
def boxoffice_addresses(pytestconfig: pytest.Config) -> Addresses:
    """Where the app and its upstream services listen."""
    return pytestconfig.stash[ADDRESSES]


UNUSED = (
    "terminal",
    "doctest",
    "junitxml",
    "legacypath",
    "pastebin",
    "setuponly",
    "setupplan",
    "stepwise",
    "faulthandler",
)
"""Plug-ins of pytest's that no test here can need: each costs time at every start."""

COSTLY = ("cacheprovider", "faulthandler", "threadexception", "unraisableexception")
"""Those that write, or collect all garbage twice."""

MESSAGE = 600
"""Characters of a failure's message that are kept."""


class Collector:
    """Notes each test's outcome, and what could not be collected."""

    def __init__(self) -> None:
        self.outcomes: dict[str, tuple[str, str, int]] = {}
        self.broken: list[tuple[str, str]] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what could not be loaded."""
        if report.failed:
            self.broken.append((report.nodeid, str(report.longrepr)[-MESSAGE:]))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note in the report at which line of the test's own module a failure happened."""
        report = yield
        failure = call.excinfo
        shown = failure.traceback.filter(failure) if failure else ()
        lines = [entry.lineno + 1 for entry in shown if str(entry.path) == str(item.path)]
        report.user_properties.append(("line", lines[-1] if lines else 0))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test's outcome: its first failure, be it before, in or after it, or that it did as expected.

        A subtest's report bears the name of its test, and unittest lets a test pass whose subtest failed.
        """
        if self.outcomes.get(report.nodeid, ("",))[0] == "failed":
            return
        as_expected = report.passed or hasattr(report, "wasxfail")
        if report.failed:
            self.outcomes[report.nodeid] = ("failed", *_where(report))
        elif report.when == "call" and as_expected and not isinstance(report, pytest.SubtestReport):
            self.outcomes[report.nodeid] = ("passed", "", 0)


def _where(report: Any) -> tuple[str, int]:
    """The message of a failure, and its line in the test's own module."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return str(report.longrepr)[-MESSAGE:], 0
    return f"{_subtest(report)}{crash.message}"[:MESSAGE], dict(report.user_properties)["line"]


def _subtest(report: Any) -> str:
    """What a subtest is called, in front of its failure; nothing for a test."""
    if not isinstance(report, pytest.SubtestReport):
        return ""
    values = [f"{key}={value}" for key, value in report.context.kwargs.items()]
    return f"[{' '.join([report.context.msg or '', *values]).strip()}] "


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Run the modules and tests that the argument selects, in its order, and say how each test ended."""
    reach = os.environ["REACH"]
    addresses = Addresses(f"{reach}/0.sock", f"{reach}/1.sock", argument["control"])
    session = _prepared.get(argument["explain"]) or _session(explain=argument["explain"])
    collector = Collector()
    session.config.stash[ADDRESSES] = addresses
    session.config.args[:] = argument["select"]
    session.config.option.maxfail = 1 if argument["stop_at_first"] else 0
    session.config.pluginmanager.register(collector)
    _travel(argument.get("now"))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        # Whatever ends a run early, a test's own pytest.exit among it: what was noted before counts.
        with contextlib.suppress(BaseException):
            _collect(session)
            # Of a failed test the last words are told: the text around them costs more than most tests do.
            session.config.option.tbstyle = "line"
            session.config.hook.pytest_runtestloop(session=session)
        with contextlib.suppress(BaseException):
            session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)
    return {"outcomes": collector.outcomes, "broken": collector.broken}


def _collect(session: pytest.Session) -> None:
    """Find the tests that the arguments name.

    The id of a case may differ from process to process: there may be a time in it. Where one is not found,
    all cases of each named test are taken.
    """
    try:
        session.config.hook.pytest_collection(session=session)
    except pytest.UsageError:
        session.config.args[:] = dict.fromkeys(name.partition("[")[0] for name in session.config.args)
        session.config.hook.pytest_collection(session=session)


def _travel(now: str | None) -> None:
    """Let it be another time for the tests, from here to the end of the process."""
    if now:
        import time_machine  # noqa: PLC0415 - most runs take place today

        time_machine.travel(datetime.fromisoformat(now), tick=True).start()


def prepare(argument: dict[str, Any]) -> None:
    """Make ready what a run needs before it knows its tests: a session of pytest's."""
    _prepared[argument["explain"]] = _session(explain=argument["explain"])


_prepared: dict[bool, pytest.Session] = {}
"""What a room is prepared for, by whether failures are explained."""


def _session(*, explain: bool) -> pytest.Session:
    """A session that has started and collected nothing: the beginning of `pytest.main`, by its own steps."""
    fixtures = types.ModuleType("boxoffice_fixtures")
    fixtures.__dict__.update(FIXTURES, boxoffice_addresses=boxoffice_addresses)
    here = str(Path.cwd())
    # No conftest at the start: what is prepared must not run a learner's code, which all forks would share.
    options = ["-s", "--noconftest", "-c", os.devnull, "--import-mode=importlib"]
    options += ["--rootdir", here, "--confcutdir", here]
    options += [f"-pno:{name}" for name in (*UNUSED, *COSTLY)]
    # Rewriting assertions for their messages costs more than most tests do.
    options += [] if explain else ["--assert=plain"]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, f"{here}/tests")
    config = _prepareconfig([*options, "tests"], [fixtures])
    config._do_configure()
    # Each fork loads them as it collects, at the time that it is for its tests.
    config.pluginmanager._noconftest = False
    session = pytest.Session.from_config(config)
    config.hook.pytest_sessionstart(session=session)
    # It holds /dev/null open, by a number that is another descriptor's in a fork.
    logging: Any = config.pluginmanager.get_plugin("logging-plugin")
    logging.log_file_handler.close()
    return session
