"""Learner code that ends early, forges, or changes what runs beside it: at most its own case is spoilt."""

from __future__ import annotations

import json
import time

import pytest

from autograder.sandbox import Failure, FailureKind, Program, Sandbox, Value
from autograder.tree import SourceTree

pytestmark = pytest.mark.bubblewrap

TRIVIAL = Program("trivial", "def main(argument):\n    return argument\n")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("os._exit(0)", "exit code 0"),
        ("os.kill(os.getpid(), signal.SIGKILL) or time.sleep(0.2) or os._exit(3)", "exit code 3"),
        ("ctypes.string_at(0)", "SIGSEGV"),
        ("os.abort()", "SIG"),
        ("os.execv('/nowhere/true', ['true']) if 0 else os._exit(255)", "exit code 255"),
    ],
)
@pytest.mark.parametrize("when", ["imported", "called"])
def test_a_process_that_ends_itself_has_died(isolated_sandbox: Sandbox, call, statement, says, when):
    head = "import ctypes, os, signal, time\n"
    source = f"{head}{statement}\n" if when == "imported" else f"{head}def main():\n    {statement}\n"
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        outcome = call(room, "main")
        assert isinstance(outcome, Failure)
        assert outcome.kind is FailureKind.DIED
        assert says in outcome.message
        assert room.odd


@pytest.mark.parametrize(
    "statement", ["sys.exit(0)", "raise KeyboardInterrupt", "raise GeneratorExit", "exit()"]
)
def test_leaving_by_an_exception_is_an_exception_with_its_line(ask_isolated, statement):
    outcome = ask_isolated(f"import sys\ndef main():\n    {statement}\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == (FailureKind.EXCEPTION, 3)


def test_sys_exit_while_importing_is_an_import_failure(ask_isolated):
    outcome = ask_isolated("import sys\nsys.exit(0)\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == (FailureKind.IMPORT_ERROR, 2)


WRITE_EVERYWHERE = (
    "import os\n"
    "def main(data):\n"
    "    for fd in range(256):\n"
    "        try:\n"
    "            os.set_blocking(fd, False)\n"
    "            os.write(fd, bytes.fromhex(data))\n"
    "        except OSError:\n"
    "            pass\n"
    "    os._exit(0)\n"
)


@pytest.mark.parametrize(
    "data",
    [
        b"full marks",
        b"\xff\xff\xff\xff",
        (5).to_bytes(4, "big") + b"[1,2]",
        (9).to_bytes(4, "big") + b'{"a": 10}',
        (6).to_bytes(4, "big") + b"\x80abc\xff\x00",
        (60_000).to_bytes(4, "big") + b"[" * 60_000,
        (30).to_bytes(4, "big") + b'{"value": NaN, "value": 1e999}',
        b"SX0",
    ],
    ids=["text", "a size", "a list", "other keys", "no text", "depth", "no JSON", "a trusted word"],
)
def test_nonsense_on_every_descriptor_is_a_broken_answer_or_a_death(isolated_sandbox: Sandbox, call, data):
    with isolated_sandbox.room(SourceTree({"learner.py": WRITE_EVERYWHERE})) as room:
        outcome = call(room, "main", data.hex())
        assert isinstance(outcome, Failure)
        assert outcome.kind in {FailureKind.BROKEN_ANSWER, FailureKind.DIED}
        assert room.odd
        assert room.run(TRIVIAL, 1, seconds=3) == Value(1)


def test_a_forged_failure_cannot_show_what_it_likes(ask_isolated):
    told = {"kind": "exception", "message": "\x1b[2J\u202eok", "path": "../../etc/x", "line": -7}
    forged = json.dumps({"failure": told}).encode()
    outcome = ask_isolated(WRITE_EVERYWHERE, "main", (len(forged).to_bytes(4, "big") + forged).hex())
    assert isinstance(outcome, Failure)
    assert (outcome.path, outcome.line) == (None, None)
    assert outcome.message == "\ufffd[2J\ufffdok"


def test_a_forged_failure_cannot_blame_the_sandbox(ask_isolated):
    forged = b'{"failure": {"kind": "infrastructure", "message": "not me"}}'
    outcome = ask_isolated(WRITE_EVERYWHERE, "main", (len(forged).to_bytes(4, "big") + forged).hex())
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.BROKEN_ANSWER


def test_closing_every_descriptor_is_a_broken_answer_or_a_death(ask_isolated):
    outcome = ask_isolated("import os, time\ndef main():\n    os.closerange(0, 256)\n    time.sleep(3)\n")
    assert isinstance(outcome, Failure)
    assert outcome.kind in {FailureKind.BROKEN_ANSWER, FailureKind.DIED}


@pytest.mark.parametrize(
    "patch",
    [
        "json.dumps = json.JSONEncoder.encode = lambda *a, **k: '{\"value\": 10}'",
        "builtins.len = lambda x: 0",
        "builtins.isinstance = lambda *a: True",
        "sys.stdout = sys.stderr = None",
        "builtins.__import__ = None",
        "sys.settrace(lambda *a: 1 / 0)",
        "sys.setrecursionlimit(60)",
        "os._exit = os.write = print",
        "sys.modules.clear()",
    ],
)
def test_a_patched_library_spoils_at_most_its_own_case(isolated_sandbox: Sandbox, call, patch):
    source = f"import builtins, json, os, sys\ndef main():\n    {patch}\n    return 'mine'\n"
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        outcome = call(room, "main")
        assert outcome == Value("mine") or isinstance(outcome, Failure)
        assert room.run(TRIVIAL, {"a": [1]}, seconds=3) == Value({"a": [1]})


@pytest.mark.parametrize(
    "name",
    ["json.py", "sitecustomize.py", "usercustomize.py", "conftest.py", "site.py", "socket.py",
     "inside/__init__.py", "uvicorn/__init__.py", "encodings/__init__.py", "marshal.py", "builtins.py"],
)  # fmt: skip
def test_a_module_that_shadows_ours_is_not_run_by_a_program_that_does_not_import_it(
    isolated_sandbox: Sandbox, name
):
    with isolated_sandbox.room(SourceTree({name: "import os\nos._exit(9)\n"})) as room:
        assert room.run(TRIVIAL, "fine", seconds=3) == Value("fine")


def test_what_is_registered_for_the_end_never_runs(ask_isolated):
    source = (
        "import atexit, threading, time\n"
        "def main():\n"
        "    atexit.register(lambda: print('forged', flush=True))\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "    return 1\n"
    )
    started = time.monotonic()
    outcome = ask_isolated(source)
    assert outcome == Value(1)
    assert outcome.output == ""
    assert time.monotonic() - started < 2


def test_an_object_that_equals_everything_does_not_get_through(ask_isolated):
    source = (
        "class Same(%s):\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
        "def main():\n    return Same(%s)\n"
    )
    broken = ask_isolated(source % ("object", ""))
    assert isinstance(broken, Failure)
    outcome = ask_isolated(source % ("str", "'x'"))
    assert isinstance(outcome, Value)
    assert type(outcome.json) is str


def test_frames_show_the_program_and_its_argument_and_nothing_of_the_grader(ask_isolated):
    source = (
        "import sys\n"
        "def main():\n"
        "    frame, files = sys._getframe(), []\n"
        "    while frame:\n"
        "        files.append(frame.f_code.co_filename)\n"
        "        frame = frame.f_back\n"
        "    return files\n"
    )
    outcome = ask_isolated(source)
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, list)
    assert outcome.json[:2] == ["/app/learner.py", "<call>"]
    assert all(str(name).startswith(("/app/", "/runner/inside/", "<")) for name in outcome.json)


def test_a_learner_cannot_make_pickles_run_in_the_grader(ask_isolated):
    source = (
        "import pickle, os\nclass Bomb:\n    def __reduce__(self):\n        return os.system, ('true',)\n"
    )
    source += "def main():\n    return pickle.dumps(Bomb()).hex()\n"
    outcome = ask_isolated(source)
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, str)  # text stays text
