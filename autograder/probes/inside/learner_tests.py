"""Learners' tests over HTTP: their fixtures, and a program that runs them.

Sent into the sandbox as text; under plain pytest, the fixtures are used as they are. Whoever registers them
gives a fixture `boxoffice_addresses`: where the app and its upstream services listen.
"""

import contextlib
import dataclasses
import io
import os
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from _pytest.config import _prepareconfig  # what pytest.main begins with; there is no public name for it

FRESH = "/__survive__/fresh"
"""Asked of the server around the app, never of the app: empty the database."""

TEST_HEADER = "x-survive-test"
"""Says which test begins."""


@dataclasses.dataclass(frozen=True)
class Addresses:
    """Unix sockets of the app and of its upstream services, and the path of this app's record there."""

    app: str
    upstreams: str
    control: str


class Upstreams:
    """What the app asked of payments, mail and partners since the test began."""

    def __init__(self, server: httpx2.Client, control: str) -> None:
        self._server, self._control = server, control

    def calls(self, service: str) -> list[dict[str, object]]:
        """The requests to one service, the first one first.

        Arguments:
            service: "payments", "mail" or "partners".

        Returns:
            For each request its "method", "path" and "json".
        """
        record = self._server.get(f"{self._control}/record").json()
        fields = ("method", "path", "json")
        return [{name: call[name] for name in fields} for call in record if call["service"] == service]

    def forget(self) -> None:
        """Empty the record."""
        self._server.delete(f"{self._control}/record")


def _client(socket: str) -> httpx2.Client:
    # verify=False: there is no TLS on a Unix socket, and loading certificates takes 20 ms.
    transport = httpx2.HTTPTransport(uds=socket, verify=False)
    return httpx2.Client(transport=transport, base_url="http://boxoffice.test", timeout=10)


@pytest.fixture
def client(boxoffice_addresses: Addresses, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    """The box office over HTTP, with an empty database."""
    with _client(boxoffice_addresses.app) as http:
        name = quote(request.node.nodeid)
        http.post(FRESH, headers={TEST_HEADER: name}).raise_for_status()
        yield http


@pytest.fixture
def upstreams(boxoffice_addresses: Addresses) -> Iterator[Upstreams]:
    """What the app asks of payments, mail and partners."""
    with _client(boxoffice_addresses.upstreams) as http:
        services = Upstreams(http, boxoffice_addresses.control)
        services.forget()
        yield services


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

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test's outcome: a failure before, in or after it, or that it passed."""
        if report.failed:
            self.outcomes[report.nodeid] = ("failed", *_where(report))
        elif report.when == "call" and report.passed:
            self.outcomes[report.nodeid] = ("passed", "", 0)


def _where(report: Any) -> tuple[str, int]:
    """The message of a failure, and its line in the test's own module."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return str(report.longrepr)[-MESSAGE:], 0
    module = Path(report.nodeid.partition("::")[0]).name
    entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", [])
    places = [entry.reprfileloc for entry in entries if getattr(entry, "reprfileloc", None)]
    lines = [place.lineno for place in places if Path(place.path).name == module]
    return crash.message[:MESSAGE], lines[-1] if lines else crash.lineno


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Run the modules and tests that the argument selects, in its order, and say how each test ended."""
    reach = os.environ["REACH"]
    addresses = Addresses(f"{reach}/0.sock", f"{reach}/1.sock", argument["control"])
    session = _prepared or _session(explain=argument["explain"])
    collector = Collector()
    session.config.stash[ADDRESSES] = addresses
    session.config.args[:] = argument["select"]
    session.config.option.maxfail = 1 if argument["stop_at_first"] else 0
    session.config.pluginmanager.register(collector)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        # Whatever ends a run early, a test's own pytest.exit among it: what was noted before counts.
        with contextlib.suppress(BaseException):
            session.config.hook.pytest_collection(session=session)
            session.config.hook.pytest_runtestloop(session=session)
        with contextlib.suppress(BaseException):
            session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)
    return {"outcomes": collector.outcomes, "broken": collector.broken}


def prepare(argument: dict[str, Any]) -> None:
    """Make ready what a run needs before it knows its tests: a session of pytest's."""
    global _prepared  # noqa: PLW0603 - what a room is prepared for
    _prepared = _session(explain=argument["explain"])


_prepared: pytest.Session | None = None


def _session(*, explain: bool) -> pytest.Session:
    """A session that has started and collected nothing: the beginning of `pytest.main`, by its own steps."""
    fixtures = types.ModuleType("boxoffice_fixtures")
    own = {"boxoffice_addresses": boxoffice_addresses, "client": client, "upstreams": upstreams}
    fixtures.__dict__.update(own)
    here = str(Path.cwd())
    options = ["-s", "--noconftest", "-c", os.devnull, "--import-mode=importlib"]
    options += ["--rootdir", here, "--confcutdir", here]
    options += [f"-pno:{name}" for name in (*UNUSED, *COSTLY)]
    # Rewriting assertions for their messages costs more than most tests do.
    options += [] if explain else ["--assert=plain"]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, f"{here}/tests")
    config = _prepareconfig([*options, "tests"], [fixtures])
    config._do_configure()
    session = pytest.Session.from_config(config)
    config.hook.pytest_sessionstart(session=session)
    # It holds /dev/null open, by a number that is another descriptor's in a fork.
    logging: Any = config.pluginmanager.get_plugin("logging-plugin")
    logging.log_file_handler.close()
    return session
