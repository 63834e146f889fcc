"""Attacks by the tests of lesson 00 on their runner, on what they ask, and on the machine."""

from __future__ import annotations

from textwrap import dedent

from tests.hostile._attack import MARK, THIN, Targets, attack, net

TRUTH = dedent("""
            def test_truth(client):
                assert True
        """)


@attack("tests", "00")
def hooks_pytest(_: Targets) -> bytes:
    """Hooks, plug-ins and a conftest that change what is reported."""
    hooks = dedent("""
            import pytest

            pytest_plugins = ['evil']


            @pytest.hookimpl(hookwrapper=True)
            def pytest_runtest_makereport(item, call):
                outcome = yield
                outcome.get_result().outcome = 'failed'


            def pytest_collection_modifyitems(items):
                items.clear()


            def pytest_runtest_logreport(report):
                report.outcome = 'failed'
        """)
    return net(hooks + THIN, conftest=hooks, evil=hooks)


@attack("tests", "00")
def rewrites_the_collector(_: Targets) -> bytes:
    """Finds the collector of outcomes and writes into it that tests failed, once it has been asked before."""
    code = dedent("""
            import gc


            def test_collector(client, request):
                for thing in gc.get_objects():
                    if type(thing).__name__ == 'Collector' and hasattr(thing, 'outcomes'):
                        thing.outcomes = {f'test_{n}': ('failed', 'x' * 600, 10**9) for n in range(1000)}
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def forges_its_outcomes(_: Targets) -> bytes:
    """Sends outcomes of its own on every descriptor, with names that are options of pytest, and ends."""
    code = dedent("""
            import json, os


            def test_forge(client):
                names = {'-p': ['passed', '', 0], '--rootdir=/': ['passed', '', 10**30]}
                names |= {f'--pyargs={n}': ['passed', 'x', 1] for n in range(2000)}
                data = json.dumps({'value': {'outcomes': names, 'broken': []}}).encode()
                for descriptor in range(3, 256):
                    try:
                        sent = len(data).to_bytes(4, 'big') + data
                        while sent:
                            sent = sent[os.write(descriptor, sent):]
                    except OSError:
                        pass
                os._exit(0)
        """)
    return net(code)


@attack("tests", "00")
def ends_pytest(_: Targets) -> bytes:
    """Leaves pytest by every door there is."""
    return net(
        dedent("""
            import os, pytest, sys


            def test_exit():
                pytest.exit('done', 0)


            def test_end():
                os._exit(0)


            def test_leave():
                sys.exit(0)
        """)
    )


@attack("tests", "00", seconds=1.5)
def collects_without_end(_: Targets) -> bytes:
    """Millions of tests from one line."""
    return net(
        dedent("""
            import pytest


            @pytest.mark.parametrize('number', range(100_000_000))
            def test_many(client, number):
                pass
        """)
    )


@attack("tests", "00", seconds=1.5)
def sleeps_in_tests(_: Targets) -> bytes:
    """Tests that sleep for an hour with their signals blocked."""
    return net(
        dedent("""
            import signal, time


            def test_sleep(client):
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                time.sleep(3600)
        """)
    )


@attack("tests", "00", seconds=1.5)
def sleeps_in_a_fixture_of_no_test(_: Targets) -> bytes:
    """Sleeps when pytest ends, after all tests have passed."""
    return net(
        dedent("""
            import atexit, time, pytest


            @pytest.fixture(scope='session', autouse=True)
            def late():
                yield
                time.sleep(3600)
        """)
        + THIN
    )


@attack("tests", "00")
def attacks_the_app(_: Targets) -> bytes:
    """Injects SQL, deletes what it can, and sends bodies that are no bodies."""
    return net(
        dedent("""
            def test_injection(client):
                for word in ("'; drop table events; --", "' or 1=1 --", "'; attach 'x' as x; --", '%00'):
                    for path in ('/events', '/quote', '/orders', '/checkin/' + word, '/orders/' + word):
                        client.get(path, params={'q': word, 'city': word, 'search': word, 'event_id': word})
                    client.post('/orders', content=b'{' * 50_000)
                    client.post('/events', json={'title': word})
                    client.delete('/events/1')
                assert True
        """)
    )


@attack("tests", "00", seconds=3.0)
def floods_the_app(_: Targets) -> bytes:
    """Requests by the thousand, many at a time, with bodies of a megabyte."""
    return net(
        dedent("""
            import threading


            def test_flood(client):
                def ask():
                    for _ in range(5):
                        client.post('/events', content=b'x' * 1_000_000)
                threads = [threading.Thread(target=ask) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
        """)
    )


@attack("tests", "00", seconds=3.0)
def floods_the_upstreams(_: Targets) -> bytes:
    """Connections by the hundred to the one server that runs outside, held open, and charges without end."""
    return net(
        dedent(r"""
            import os, socket, time


            def test_flood(boxoffice_addresses):
                path, held = boxoffice_addresses.upstreams, []
                for _ in range(5):
                    if os.fork() == 0:
                        break
                try:
                    while True:
                        sock = socket.socket(socket.AF_UNIX)
                        sock.connect(path)
                        sock.sendall(b'POST /control/x HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n')
                        held.append(sock)
                except OSError:
                    pass
                time.sleep(60)
        """)
    )


@attack("tests", "00")
def replaces_its_client(_: Targets) -> bytes:
    """Modules in its own folder in the place of httpx2 and pytest, and assertions that always hold."""
    return net(
        THIN, httpx2="raise SystemExit(0)\n", pytest="raise SystemExit(0)\n", json="raise SystemExit(0)\n"
    )


@attack("tests", "00")
def leaves_daemons_from_tests(targets: Targets) -> bytes:
    """Processes that outlive the tests and wait for the next run."""
    return net(
        dedent(f"""
            import os, sys, time


            def test_daemon(client):
                if os.fork() == 0:
                    os.setsid()
                    os.execv(sys.executable, ['{MARK}-daemon', '-c', 'import time; time.sleep(600)'])
                assert client.get('/events').status_code == 200
        """)
    )


@attack("tests", "00")
def has_no_tests_but_claims(_: Targets) -> bytes:
    """Prints a session that passed, with no test in it."""
    return net(
        dedent("""
            print('=== 30 passed in 0.10s ===')
            print('{"points": 10}')
        """)
    )
