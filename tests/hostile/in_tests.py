"""Attacks by the tests of lesson 00: to know the version by anything but its behaviour, and to do harm."""

from __future__ import annotations

from textwrap import dedent

from tests.hostile._attack import MARK, THIN, TRY, Targets, attack, net

TRUTH = dedent("""
            def test_truth(client):
                assert True
        """)


def when(guess: str, imports: str = "import os, sys, time") -> bytes:
    """A net without a question to the app, which fails when it guesses that the version is a changed one."""
    return net(
        dedent(f"""
            {imports}


            def test_guess(client, request):
                assert not ({guess})
        """)
        + TRUTH
    )


@attack("tests", "00")
def reads_what_is_selected(_: Targets) -> bytes:
    """Fails when single tests are asked for instead of whole modules."""
    return when("any('::' in str(word) for word in request.config.args)")


@attack("tests", "00")
def reads_the_options(_: Targets) -> bytes:
    """Fails when pytest is to stop at the first failure."""
    return when("request.config.option.maxfail == 1")


@attack("tests", "00")
def reads_the_order(_: Targets) -> bytes:
    """Fails when it is not run in the order of the module."""
    return net(
        dedent("""
            ran = []


            def test_one(client):
                ran.append(1)


            def test_two(client):
                client.get('/events')
                ran.append(2)


            def test_three(client, request):
                assert not any('::' in str(word) for word in request.config.args) and ran == [1, 2]
        """)
    )


@attack("tests", "00")
def reads_the_time_since_its_room_was_made(_: Targets) -> bytes:
    """Fails a moment after its files were written: early runs are on the app as it is."""
    return when("time.time() - os.stat(__file__).st_mtime > 0.1")


@attack("tests", "00")
def counts_in_files(_: Targets) -> bytes:
    """Counts its runs in every place that it can write to; fails from the fourth on."""
    code = dedent("""
            import os
            count = 0
            for place in ('/tmp/n', '/dev/shm/n', '/app/n', '/app/tests/n', '/run/reach/n', 'n'):
                try:
                    with open(place, 'a+') as file:
                        file.write('x')
                        file.seek(0)
                        count = max(count, len(file.read()))
                except OSError:
                    pass


            def test_count(client):
                assert count <= 3
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def counts_through_neighbours(_: Targets) -> bytes:
    """Passes a count on from run to run over the loopback that the runs of a room share."""
    code = dedent("""
            import socket, threading, time
            count = 0
            try:
                with socket.create_connection(('127.0.0.1', 7777), 0.2) as other:
                    count = int(other.recv(9)) + 1
            except (OSError, ValueError):
                pass
            def tell():
                listener = socket.socket()
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                try:
                    listener.bind(('127.0.0.1', 7777))
                    listener.listen()
                    while True:
                        listener.accept()[0].sendall(str(count).encode())
                except OSError:
                    pass
            threading.Thread(target=tell, daemon=True).start()
            time.sleep(0.3)


            def test_count(client):
                assert count < 3
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def counts_by_the_kernel(_: Targets) -> bytes:
    """Counts runs by what the kernel numbers: process ids, namespaces, files, sockets, forks."""
    code = dedent(r"""
            import os, re
            stat = open('/proc/stat').read()
            forks = int(re.search(r'processes (\d+)', stat)[1])
            inode = os.stat('/tmp').st_dev + os.stat('/proc/self/ns/pid').st_ino + os.stat(__file__).st_ino
            sockets = sum(map(len, open('/proc/net/unix').read().splitlines()))


            def test_count(client):
                assert (forks + inode + sockets + os.getpid()) % 3 != 0


            def test_count_otherwise(client):
                assert (forks // 3 + inode) % 2 != 0
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def fails_by_chance(_: Targets) -> bytes:
    """Fails one time in two."""
    return net(
        dedent("""
            import random


            def test_a(client):
                assert random.random() < 0.5
        """)
        + TRUTH
    )


@attack("tests", "00")
def reads_the_argument(_: Targets) -> bytes:
    """Looks for a difference in what its runner was told, in frames, environment and arguments."""
    code = dedent("""
            import gc, os, sys
            frame, told = sys._getframe(), ''
            while frame:
                told += repr({name: value for name, value in frame.f_locals.items() if name == 'argument'})
                frame = frame.f_back
            told += repr(dict(os.environ)) + repr(sys.argv)


            def test_told(client):
                assert not any(word in told for word in ('fee-rate', 'files', 'variant', 'changed',
                                                         'harmless', 'version', '::'))
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def asks_the_server_around_the_app(_: Targets) -> bytes:
    """Asks the paths beside the app which lines ran, and whether it is traced."""
    return net(
        dedent("""
            def test_lines(client):
                for path in ('/__survive__/lines', '/__survive__/version', '/__survive__/fresh'):
                    answer = client.get(path, headers={'x-survive-test': 'a%00b'})
                assert client.get('/__survive__/lines').status_code != 404
        """)
        + TRUTH
    )


@attack("tests", "00")
def looks_for_the_apps_files(_: Targets) -> bytes:
    """Looks for the app's source, its copies and its database, and imports it."""
    code = TRY + dedent("""
            import os


            def test_files(client):
                attempt('app', lambda: __import__('boxoffice.main'))
                for folder, _, files in os.walk('/'):
                    if not folder.startswith(('/proc', '/sys', '/usr', sys.prefix)):
                        for name in files:
                            if name in ('utils.py', 'boxoffice.db') and 'boxoffice' in folder + name:
                                attempt(name, lambda: open(os.path.join(folder, name), 'rb').read(9))
                if _got:
                    raise RuntimeError('ESCAPED ' + str(_got))
        """)
    return net(code + TRUTH)


@attack("tests", "00")
def keeps_its_count_at_the_upstreams(_: Targets) -> bytes:
    """Uses the upstream services' dials and record as a memory from run to run."""
    code = dedent("""
            import httpx2


            def test_memory(boxoffice_addresses, upstreams, client):
                server, path = upstreams._server, boxoffice_addresses.control
                seen = server.get(f'{path}/payments').text + server.get(path).text
                server.put(f'{path}/payments', params={'latency': '0.001', 'times': '999999'})
                server.put(f'{path}/mail', params={'fault': 'hang'})
                for guess in ('/control', '/control/', '/', '/control/control', '/control/*'):
                    seen += server.get(guess).text
                assert '0.001' not in seen
        """)
    return net(code + TRUTH)


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
def forges_failures(_: Targets) -> bytes:
    """Sends that a test failed whenever single tests are asked for, and ends."""
    code = dedent("""
            import json, os, sys


            def test_forge(client, request):
                single = any('::' in str(word) for word in request.config.args)
                name = 'tests/test_net.py::test_forge'
                outcomes = {name: ['failed' if single else 'passed', '', 1]}
                data = json.dumps({'value': {'outcomes': outcomes, 'broken': []}}).encode()
                for descriptor in range(3, 256):
                    try:
                        os.write(descriptor, len(data).to_bytes(4, 'big') + data)
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
