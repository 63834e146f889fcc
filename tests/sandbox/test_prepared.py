"""A room that is prepared, so that cases are forked with trusted work done; and how little cases share."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from autograder.sandbox import Program, Sandbox, SandboxError, Value
from autograder.tree import SourceTree

COUNTING = Program(
    "counting",
    "import os, random\n"
    "made = []\n"
    "def prepare(argument):\n"
    "    import seats\n"
    "    made.append([seats.FREE, argument, os.environ['CITY']])\n"
    "def main(argument):\n"
    "    made.append(argument)\n"
    "    return [made[0], made[1:], random.random()]\n",
)
ECHO = Program("echo", "def main(argument):\n    return argument\n")
TREE = SourceTree({"seats.py": "FREE = 7\n"})


def prepare(body: str) -> Program:
    """A program that prepares in this way."""
    return Program("prepare", f"def prepare(argument):\n    {body}\ndef main(argument):\n    return 1\n")


def test_every_case_begins_with_what_was_prepared_and_keeps_its_own_to_itself(sandbox: Sandbox):
    with sandbox.room(TREE, env={"CITY": "Ghent"}) as room:
        room.prepare(COUNTING, "once")
        answers = [room.run(COUNTING, number, seconds=3).json for number in range(3)]
        assert room.run(ECHO, "another", seconds=3) == Value("another")
    assert [answer[:2] for answer in answers] == [[[7, "once", "Ghent"], [number]] for number in range(3)]


def test_forks_of_what_was_prepared_do_not_draw_the_same_random_numbers(sandbox: Sandbox):
    with sandbox.room(TREE, env={"CITY": "Ghent"}) as room:
        room.prepare(COUNTING, None)
        drawn = {room.run(COUNTING, None, seconds=3).json[2] for _ in range(3)}
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("raise KeyError('seat')", "seat"),
        ("global kept; kept = open('seats.py')", "descriptors"),
        (
            "import threading as t, time; t.Thread(target=time.sleep, args=[9], daemon=True).start()",
            "threads",
        ),
    ],
    ids=["raises", "a descriptor", "a thread"],
)
def test_what_cannot_be_forked_is_an_error_of_ours(sandbox: Sandbox, body: str, why: str):
    with sandbox.room(TREE) as room, pytest.raises(SandboxError, match=why):
        room.prepare(prepare(body), None)


def test_a_room_that_could_not_be_prepared_still_runs_cases(sandbox: Sandbox):
    with sandbox.room(TREE) as room:
        with pytest.raises(SandboxError):
            room.prepare(prepare("1 / 0"), None)
        assert room.run(ECHO, 1, seconds=3) == Value(1)


def test_a_plain_room_has_no_package_imported_and_may_import_any(sandbox: Sandbox):
    loaded = Program(
        "loaded",
        "import sys\n"
        "def main(name):\n"
        "    before = name in sys.modules\n"
        "    __import__(name)\n"
        "    return before\n",
    )
    with sandbox.room(TREE, warm=False) as plain, sandbox.room(TREE) as warm:
        assert plain.run(loaded, "sqlalchemy", seconds=10) == Value(False)
        assert warm.run(loaded, "sqlalchemy", seconds=10) == Value(True)


MEET = Program(
    "meet",
    "import socket, time\n"
    "def main(waiting):\n"
    "    with socket.socket(socket.AF_UNIX) as meeting:\n"
    "        if waiting:\n"
    "            meeting.bind('\\0meeting')\n"
    "            meeting.listen()\n"
    "            meeting.settimeout(1)\n"
    "        try:\n"
    "            meeting.accept() if waiting else meeting.connect('\\0meeting')\n"
    "        except OSError:\n"
    "            return 'alone'\n"
    "        return 'together'\n",
)


@pytest.mark.bubblewrap
def test_cases_side_by_side_cannot_meet(isolated_sandbox: Sandbox):
    with isolated_sandbox.room(TREE) as room, ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(room.run, MEET, True, seconds=5)
        time.sleep(0.5)
        assert room.run(MEET, False, seconds=5) == waiting.result() == Value("alone")


@pytest.mark.bubblewrap
def test_a_case_has_a_loopback_of_its_own(isolated_sandbox: Sandbox):
    listening = Program(
        "listening",
        "import socket\n"
        "def main(_):\n"
        "    with socket.create_server(('127.0.0.1', 9000)) as server:\n"
        "        with socket.create_connection(server.getsockname()):\n"
        "            return True\n",
    )
    with isolated_sandbox.room(TREE) as room:
        assert room.run(listening, None, seconds=5) == Value(True)
