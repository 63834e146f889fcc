"""How long the sandbox takes for what a learner waits for. Run: python benchmarks/sandbox_latency.py

Medians and minima in milliseconds; the minima are the machine's, the medians include its other work.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.sandbox import Answer, Program, Sandbox, Value, default_isolation
from autograder.tree import SourceTree

APP = SourceTree.from_folder(
    Path(__file__).parents[1] / "solutions" / "00-meet-the-app", patterns=("boxoffice/*.py",)
)
TESTS = SourceTree(
    {
        "tests/test_app.py": "import socket, os, pytest\n"
        "@pytest.mark.parametrize('number', range(20))\n"
        "def test_it(number):\n"
        "    with socket.socket(socket.AF_UNIX) as sock:\n"
        "        sock.connect(os.environ['REACH'] + '/0.sock')\n"
        "        sock.sendall(b'GET /nowhere HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')\n"
        "        assert b' 404 ' in sock.recv(4096)\n"
    }
)
ENVIRONMENT = {"DATABASE_URL": "sqlite:////tmp/boxoffice.db"}
ECHO = Program("echo", "def main(argument):\n    return argument\n")
SERVE = Program("serve", "def main(_):\n    from boxoffice.main import app\n    return app\n")
PYTEST = Program(
    "pytest",
    "import pytest\ndef main(_):\n    return int(pytest.main(['-q', '-p', 'no:cacheprovider', 'tests']))\n",
)


def show(name: str, action: Callable[[], object], times: int) -> None:
    """Print median and minimum of so many runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append(1000 * (time.perf_counter() - start))
    print(f"{name:52} median {statistics.median(taken):8.1f} ms   min {min(taken):8.1f} ms")


def cold_start() -> None:
    with Sandbox(default_isolation()) as sandbox:
        sandbox.start()


def first_case(sandbox: Sandbox) -> None:
    with sandbox.room(APP, env=ENVIRONMENT) as room, room.serve(SERVE, None, seconds=10) as served:
        answer = served.request("GET", "/nowhere")
        assert isinstance(answer, Answer), answer


def tests_against_one_app(sandbox: Sandbox) -> None:
    with (
        sandbox.room(APP, env=ENVIRONMENT) as room,
        room.serve(SERVE, None, seconds=20) as served,
        sandbox.room(TESTS) as tests,
    ):
        outcome = tests.run(PYTEST, None, seconds=20, reach=[served])
        assert outcome == Value(0), outcome


def class_of_tests(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda _: tests_against_one_app(sandbox), range(22)))


def main() -> None:
    show("cold start", cold_start, 5)
    with Sandbox(default_isolation()) as sandbox:
        sandbox.start()
        show("room with boxoffice and its first answer", lambda: first_case(sandbox), 20)
        show("22 served apps, 20 tests against each (lesson 00)", lambda: class_of_tests(sandbox), 3)
        with sandbox.room(APP, env=ENVIRONMENT) as room:
            show("a trivial program in a warm room", lambda: room.run(ECHO, 1, seconds=5), 50)
            cases = [{"cents": number, "reason": "cancelled", "checked_in": False} for number in range(2000)]
            show("2,000 cases in one run", lambda: room.run(ECHO, cases, seconds=5), 20)

            def next_case() -> None:
                with room.serve(SERVE, None, seconds=10) as served:
                    assert isinstance(served.request("GET", "/nowhere"), Answer)

            show("boxoffice served again and its first answer", next_case, 20)


if __name__ == "__main__":
    main()
