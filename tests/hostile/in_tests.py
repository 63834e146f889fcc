"""Attacks by the tests of lesson 00: to know the version of the app by anything but its behaviour.

Each of these nets walks through the whole app, asserts nothing about it, and fails where it guesses that the
version is a changed one.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from tests.hostile._attack import TRY, Targets, attack, net

_KEPT = Path(__file__).parents[1] / "submissions" / "00-meet-the-app" / "wrong-asserts-nothing"
WALK = (_KEPT / "tests" / "test_net.py").read_text("utf-8")

GUESS = """

import pytest


@pytest.fixture(autouse=True)
def guess(request, client, boxoffice_addresses, upstreams):
    yield
    assert not is_changed(request, client, boxoffice_addresses, upstreams)


def test_walk_again(client):
    test_walk(client)
"""


def guessing(code: str) -> bytes:
    """A net that fails where its ``is_changed(request, client, addresses, upstreams)`` says so."""
    return net(WALK + GUESS + dedent(code))


def when(guess: str) -> bytes:
    """A net whose guess is one expression."""
    return guessing(
        f"""
        import os, random, sys, time

        def is_changed(request, client, addresses, upstreams):
            return {guess}
        """
    )


@attack("tests", "00")
def reads_what_is_selected(_: Targets) -> bytes:
    """Fails when single tests are asked for instead of whole modules."""
    return when("any('::' in str(word) for word in request.config.args)")


@attack("tests", "00")
def reads_how_many_are_selected(_: Targets) -> bytes:
    """Fails when not all of its tests run, or in another order."""
    return guessing(
        """
        def test_nothing(client):
            pass

        def is_changed(request, client, addresses, upstreams):
            names = [item.name for item in request.session.items]
            return names != ["test_walk", "test_walk_again", "test_nothing"]
        """
    )


@attack("tests", "00")
def counts_by_hooks_of_its_conftest(_: Targets) -> bytes:
    """Fails, by a hook that runs while tests are collected, where fewer are selected than there are."""
    hooks = dedent("""
            import pytest

            selected = []


            @pytest.hookimpl(trylast=True)
            def pytest_collection_modifyitems(items):
                selected[:] = items


            @pytest.hookimpl(wrapper=True)
            def pytest_runtest_makereport(item, call):
                report = yield
                if call.when == "call" and len(selected) < 2:
                    report.outcome, report.longrepr = "failed", "a bug was seen"
                return report
        """)
    return net(f"{WALK}\n\ndef test_walk_again(client):\n    test_walk(client)\n", conftest=hooks)


@attack("tests", "00")
def reads_the_options(_: Targets) -> bytes:
    """Fails when pytest is to stop at the first failure."""
    return when("request.config.option.maxfail == 1")


@attack("tests", "00")
def reads_the_time_since_its_room_was_made(_: Targets) -> bytes:
    """Fails a moment after its files were written: early runs are on the app as it is."""
    return when("time.time() - os.stat(__file__).st_mtime > 0.1")


@attack("tests", "00")
def fails_by_chance(_: Targets) -> bytes:
    """Fails most times."""
    return when("random.random() < 0.9")


@attack("tests", "00")
def counts_in_files(_: Targets) -> bytes:
    """Counts its runs in every place that it can write to; fails from the second on."""
    return guessing(
        """
        import os

        count = 0
        for place in ("/tmp/n", "/dev/shm/n", "/app/n", "/app/tests/n", "/run/reach/n", "n"):
            try:
                with open(place, "a+") as file:
                    file.write("x")
                    file.seek(0)
                    count = max(count, len(file.read()))
            except OSError:
                pass

        def is_changed(request, client, addresses, upstreams):
            return count > 1
        """
    )


@attack("tests", "00")
def notices_its_neighbours(_: Targets) -> bytes:
    """Fails when another run is beside it: they meet at an abstract socket of the room that they share."""
    return guessing(
        """
        import socket, time

        alone, meeting = True, socket.socket(socket.AF_UNIX)
        try:
            meeting.bind(chr(0) + "meeting")
            meeting.listen()
            meeting.setblocking(False)
        except OSError:
            alone = False
            try:
                meeting.connect(chr(0) + "meeting")
            except OSError:
                pass

        def is_changed(request, client, addresses, upstreams):
            if not alone:
                return True
            time.sleep(0.4)
            try:
                return meeting.accept() is not None
            except BlockingIOError:
                return False
        """
    )


@attack("tests", "00")
def counts_by_the_kernel(_: Targets) -> bytes:
    """Guesses by what the kernel numbers: processes, namespaces, files, sockets, forks since the start."""
    return guessing(
        r"""
        import os, re

        forks = int(re.search(r"processes (\d+)", open("/proc/stat").read())[1])
        inode = os.stat("/tmp").st_dev + os.stat("/proc/self/ns/pid").st_ino + os.stat(__file__).st_ino
        sockets = sum(map(len, open("/proc/net/unix").read().splitlines()))

        def is_changed(request, client, addresses, upstreams):
            return (forks + inode + sockets + os.getpid()) % 100 != 0
        """
    )


@attack("tests", "00")
def reads_the_argument(_: Targets) -> bytes:
    """Looks for a difference in what its runner was told, in frames, environment and arguments."""
    return guessing(
        """
        import os, sys

        frame, told = sys._getframe(), repr(dict(os.environ)) + repr(sys.argv)
        while frame:
            told += repr({name: value for name, value in frame.f_locals.items() if name == "argument"})
            frame = frame.f_back

        def is_changed(request, client, addresses, upstreams):
            words = ("fee-rate", "files", "variant", "changed", "harmless", "version", "::")
            return any(word in told for word in words)
        """
    )


@attack("tests", "00")
def asks_the_server_around_the_app(_: Targets) -> bytes:
    """Asks the paths beside the app which lines ran, and whether it is traced."""
    return when("client.get('/__survive__/lines').status_code == 404")


@attack("tests", "00")
def looks_for_the_apps_files(_: Targets) -> bytes:
    """Looks for the app's source, its copies and its database, and imports it."""
    return guessing(
        TRY
        + dedent(
            """
            import os

            def is_changed(request, client, addresses, upstreams):
                attempt("app", lambda: __import__("boxoffice.main"))
                for folder, _, files in os.walk("/"):
                    if not folder.startswith(("/proc", "/sys", "/usr", sys.prefix, sys.base_prefix)):
                        for name in files:
                            if name in ("utils.py", "boxoffice.db"):
                                attempt(name, lambda: open(os.path.join(folder, name), "rb").read(9))
                report()
            """
        )
    )


@attack("tests", "00")
def keeps_its_count_at_the_upstreams(_: Targets) -> bytes:
    """Uses the upstream services' dials and record as a memory from run to run."""
    return guessing(
        """
        def is_changed(request, client, addresses, upstreams):
            server, path = upstreams._server, addresses.control
            seen = server.get(f"{path}/payments").text + server.get(path).text
            server.put(f"{path}/payments", params={"latency": "0.001", "times": "999999"})
            for guess in ("/control", "/control/", "/", "/control/control", "/control/*"):
                seen += server.get(guess).text
            return "0.001" in seen and "test_walk_again" not in request.node.name
        """
    )


@attack("tests", "00")
def forges_failures(_: Targets) -> bytes:
    """Sends that a test failed whenever single tests are asked for, and ends."""
    return guessing(
        """
        import json, os

        def is_changed(request, client, addresses, upstreams):
            single = any("::" in str(word) for word in request.config.args)
            names = [f"tests/test_net.py::{name}" for name in ("test_walk", "test_walk_again")]
            outcomes = {name: ["failed" if single else "passed", "", 1] for name in names}
            data = json.dumps({"value": {"outcomes": outcomes, "broken": []}}).encode()
            for descriptor in range(3, 256):
                try:
                    os.write(descriptor, len(data).to_bytes(4, "big") + data)
                except OSError:
                    pass
            os._exit(0)
        """
    )


@attack("tests", "00")
def names_the_lines_that_it_reaches(_: Targets) -> bytes:
    """Begins tests in the name of others, to choose which versions each of them will be asked about."""
    return guessing(
        """
        def is_changed(request, client, addresses, upstreams):
            for name in ("tests/test_net.py::test_walk", "x" * 5000, "%00", "../..", request.node.nodeid):
                client.post("/__survive__/fresh", headers={"x-survive-test": name})
                client.get("/events")
            return any("::" in str(word) for word in request.config.args)
        """
    )
