"""Learner code that takes too much: time, memory, processes, files, output. The next case never notices."""

from __future__ import annotations

import time

import pytest

from autograder.sandbox import Failure, FailureKind, Sandbox, Value
from autograder.tree import SourceTree

pytestmark = pytest.mark.bubblewrap

GOOD = SourceTree({"learner.py": "def main():\n    return 'unharmed'\n"})


@pytest.fixture(autouse=True)
def _leaves_nothing(isolated_sandbox: Sandbox, processes, eventually, call):
    """After each: only the warm parent is left, and the next room works."""
    isolated_sandbox.start()
    before = processes()
    yield
    with isolated_sandbox.room(GOOD) as room:
        assert call(room, "main") == Value("unharmed")
    assert eventually(lambda: processes() <= before)


@pytest.mark.parametrize(
    "body",
    [
        "    while True:\n        pass\n",
        "    time.sleep(60)\n",
        "    9 ** 9 ** 9\n",
        "    re.match('(a+)+$', 'a' * 60 + 'b')\n",
        "    threading.Event().wait()\n",
    ],
)
def test_code_that_does_not_end_is_a_timeout_with_its_line(ask_isolated, body):
    outcome = ask_isolated(f"import re, time, threading\ndef main():\n{body}", seconds=0.4)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.path) == (FailureKind.TIMEOUT, "learner.py")
    assert outcome.line in {3, 4}


def test_masked_signals_and_caught_exceptions_do_not_help_against_the_time_limit(ask_isolated):
    source = (
        "import signal\n"
        "def main():\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n"
        "    while True:\n"
        "        try:\n"
        "            while True:\n"
        "                pass\n"
        "        except BaseException:\n"
        "            pass\n"
    )
    started = time.monotonic()
    outcome = ask_isolated(source, seconds=0.4)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TIMEOUT
    assert time.monotonic() - started < 5


def test_four_gigabytes_are_a_memory_error(ask_isolated):
    outcome = ask_isolated("def main():\n    return len(bytearray(4 << 30))\n")
    assert isinstance(outcome, Failure)
    assert outcome.message == "MemoryError"


def test_many_processes_that_take_too_much_together_are_ended(ask_isolated):
    source = (
        "import os, time\n"
        "def main():\n"
        "    for _ in range(8):\n"
        "        if os.fork() == 0:\n"
        "            block = bytearray(os.urandom(1)) * (100 << 20)\n"
        "            time.sleep(60)\n"
        "    time.sleep(60)\n"
    )
    outcome = ask_isolated(source, seconds=8)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.DIED
    assert "more than 300 MB" in outcome.message


def test_memory_of_other_programs_that_it_starts_counts_too(ask_isolated):
    source = (
        "import subprocess, sys, time\n"
        "HOG = 'import time; block = bytearray(b\"x\") * (50 << 20); time.sleep(60)'\n"
        "def main():\n"
        "    kept = [subprocess.Popen([sys.executable, '-S', '-c', HOG]) for _ in range(10)]\n"
        "    time.sleep(60)\n"
    )
    outcome = ask_isolated(source, seconds=8)
    assert isinstance(outcome, Failure)
    assert "more than 300 MB" in outcome.message


def test_after_its_end_for_memory_every_case_of_the_room_fails_for_it(isolated_sandbox: Sandbox, call):
    source = (
        "import os, time\n"
        "def main():\n"
        "    for _ in range(8):\n"
        "        if os.fork() == 0:\n"
        "            block = bytearray(b'x') * (100 << 20)\n"
        "            time.sleep(60)\n"
        "    time.sleep(60)\n"
    )
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        first = call(room, "main", seconds=8)
        assert isinstance(first, Failure)
        assert call(room, "main", seconds=8) == first
        assert room.odd


@pytest.mark.parametrize("source", ["mmap.mmap(-1, 1 << 20)", "mmap.mmap(os.open('/dev/zero', 2), 1 << 20)"])
def test_shared_memory_that_nothing_counts_cannot_be_had(ask_isolated, source):
    outcome = ask_isolated(f"import mmap, os\ndef main():\n    {source}\n")
    assert isinstance(outcome, Failure)
    assert "Error: " in outcome.message


def test_a_fork_bomb_stays_in_its_room(ask_isolated):
    outcome = ask_isolated("import os\ndef main():\n    while True:\n        os.fork()\n", seconds=1)
    assert isinstance(outcome, Failure)
    assert outcome.kind in {FailureKind.TIMEOUT, FailureKind.EXCEPTION, FailureKind.DIED}


def test_there_is_an_end_of_threads(ask_isolated):
    source = (
        "import threading\n"
        "def main():\n"
        "    wait = threading.Event().wait\n"
        "    for count in range(1000):\n"
        "        try:\n"
        "            threading.Thread(target=wait, daemon=True).start()\n"
        "        except RuntimeError:\n"
        "            return count\n"
    )
    outcome = ask_isolated(source)
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, int)
    assert 40 <= outcome.json < 128


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_ten_gigabytes_of_files_do_not_fit(ask_isolated, folder):
    source = (
        "def main(folder):\n"
        "    block, written = b'x' * (1 << 20), 0\n"
        "    for number in range(10_000):\n"
        "        try:\n"
        "            with open(f'{folder}/{number}', 'wb') as file:\n"
        "                written += file.write(block)\n"
        "        except OSError as error:\n"
        "            return [written >> 20, error.strerror]\n"
    )
    outcome = ask_isolated(source, "main", folder)
    assert isinstance(outcome, Value)
    assert outcome.json == [64 if folder == "/tmp" else 16, "No space left on device"]


def test_one_file_has_a_largest_size(ask_isolated):
    source = "def main():\n    with open('/tmp/big', 'wb') as file:\n        file.write(b'x' * (17 << 20))\n"
    outcome = ask_isolated(source)
    assert isinstance(outcome, Failure)
    assert "File too large" in outcome.message


def test_a_million_empty_files_do_not_fit(ask_isolated):
    source = (
        "def main():\n"
        "    for number in range(1_000_000):\n"
        "        try:\n"
        "            open(f'/tmp/{number}', 'w').close()\n"
        "        except OSError:\n"
        "            return number < 12_000\n"
    )
    assert ask_isolated(source) == Value(json=True)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_hundred_megabytes_of_output_are_too_much(ask_isolated, stream):
    source = (
        f"import sys\ndef main():\n    for _ in range(100):\n        sys.{stream}.write('x' * (1 << 20))\n"
    )
    outcome = ask_isolated(source)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TOO_MUCH_OUTPUT
    assert len(outcome.output) <= 64 * 1024


def test_an_answer_without_end_is_too_much(ask_isolated):
    outcome = ask_isolated("def main():\n    return 'x' * 10_000_000\n")
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TOO_MUCH_OUTPUT


@pytest.mark.parametrize(
    "source", ["(" * 5000 + ")" * 5000, "-" * 200_000 + "1", "x = " + "[" * 150 + "]" * 150]
)
def test_deeply_nested_source_is_a_failure_of_the_learner(ask_isolated, source):
    outcome = ask_isolated(f"{source}\n")
    assert isinstance(outcome, Failure)
    assert outcome.kind in {
        FailureKind.SYNTAX,
        FailureKind.IMPORT_ERROR,
        FailureKind.EXCEPTION,
        FailureKind.DIED,
    }


def test_descriptors_run_out_inside_only(ask_isolated):
    source = (
        "import os\n"
        "def main():\n"
        "    try:\n"
        "        while True:\n"
        "            os.open('/dev/null', os.O_RDONLY)\n"
        "    except OSError as error:\n"
        "        message = error.strerror\n"
        "    os.closerange(100, 256)\n"
        "    return message\n"
    )
    assert ask_isolated(source) == Value("Too many open files")
