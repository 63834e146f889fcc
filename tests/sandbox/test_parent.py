"""The warm parent: it comes back when it was killed or stopped, serves threads, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.sandbox import Isolation, Limits, Program, Sandbox, SandboxError, Value
from autograder.sandbox._parent import WarmParent
from autograder.tree import SourceTree

ECHO = Program("echo", "def main(argument):\n    return argument\n")
SLEEP = Program("sleep", "def main(seconds):\n    import time\n    time.sleep(seconds)\n")
KINDS = [pytest.param(Isolation.BUBBLEWRAP, marks=pytest.mark.bubblewrap), Isolation.NONE]


@pytest.fixture(params=KINDS)
def fresh(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox of its own, with nothing warm."""
    with Sandbox(request.param, warm=(), limits=Limits(room_seconds=1)) as sandbox:
        yield sandbox


def warm_parent(sandbox: Sandbox, processes) -> int:
    """The process that forks: the newest below this one after a start."""
    before = processes()
    sandbox.start()
    return max(processes() - before)


def test_it_stays_warm_between_rooms(fresh: Sandbox, processes):
    parent = warm_parent(fresh, processes)
    for number in range(3):
        with fresh.room(SourceTree()) as room:
            assert room.run(ECHO, number, seconds=3) == Value(number)
    assert parent in processes()


def test_it_comes_back_when_it_was_killed(fresh: Sandbox, processes):
    os.kill(warm_parent(fresh, processes), signal.SIGKILL)
    with fresh.room(SourceTree()) as room:
        assert room.run(ECHO, 1, seconds=3) == Value(1)


def test_it_comes_back_when_it_was_stopped(fresh: Sandbox, processes, eventually):
    parent = warm_parent(fresh, processes)
    os.kill(parent, signal.SIGSTOP)
    with fresh.room(SourceTree()) as room:
        assert room.run(ECHO, 1, seconds=3) == Value(1)
    assert eventually(lambda: parent not in processes())


@pytest.mark.bubblewrap
def test_a_case_that_loses_its_parent_is_no_failure_of_the_learner(processes):
    with Sandbox(warm=()) as fresh:
        parent = warm_parent(fresh, processes)
        with fresh.room(SourceTree()) as room:
            timer = threading.Timer(0.3, os.kill, (parent, signal.SIGKILL))
            timer.start()
            with pytest.raises(SandboxError):
                room.run(SLEEP, 20, seconds=30)
        timer.join()


def test_closing_leaves_no_process_no_descriptor_and_no_folder(fresh: Sandbox, processes, descriptors):
    before, open_before = processes(), descriptors()
    folders = set(Path("/tmp").glob("sandbox-*"))
    with fresh.room(SourceTree({"a.py": ""})) as room:
        room.run(ECHO, 1, seconds=3)
        made = set(Path("/tmp").glob("sandbox-*")) - folders
    fresh.close()
    assert processes() <= before
    assert descriptors() == open_before
    assert not any(folder.exists() and os.access(folder, os.W_OK) and _is_ours(folder) for folder in made)


def _is_ours(folder: Path) -> bool:
    return folder.stat().st_mtime > time.time() - 2 and not any(folder.glob("*"))


def test_a_closed_sandbox_may_be_used_again(fresh: Sandbox):
    for _ in range(2):
        with fresh.room(SourceTree()) as room:
            assert room.run(ECHO, 1, seconds=3) == Value(1)
        fresh.close()


def test_a_closed_room_is_an_error_of_the_caller(fresh: Sandbox):
    with fresh.room(SourceTree()) as room:
        pass
    with pytest.raises(SandboxError):
        room.run(ECHO, 1, seconds=3)


def test_a_program_with_a_mistake_in_it_is_an_error_of_ours(fresh: Sandbox):
    with fresh.room(SourceTree()) as room, pytest.raises(SyntaxError):
        room.run(Program("wrong", "def main(:"), 1, seconds=3)


def test_a_module_that_cannot_be_warmed_is_named():
    with Sandbox(Isolation.NONE, warm=["no_such_module"]) as sandbox, pytest.raises(SandboxError) as caught:
        sandbox.start()
    assert "no_such_module" in str(caught.value)


def test_threads_have_rooms_of_their_own_at_once(sandbox: Sandbox):
    source = "import os\ndef main(n):\n    open(os.environ['TMPDIR'] + '/x', 'x').close()\n    return n\n"
    tree = SourceTree({"learner.py": source})
    program = Program("call", "def main(n):\n    import learner\n    return learner.main(n)\n")

    def one(number: int) -> bool:
        with sandbox.room(tree) as room:
            return all(room.run(program, number, seconds=10) == Value(number) for _ in range(3))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(one, range(24)))


def test_threads_share_one_room(sandbox: Sandbox):
    with sandbox.room(SourceTree()) as room, ThreadPoolExecutor(8) as threads:
        outcomes = list(threads.map(lambda number: room.run(ECHO, number, seconds=10), range(24)))
    assert outcomes == [Value(number) for number in range(24)]


def test_a_room_with_ways_out_leaves_no_relay(sandbox: Sandbox, processes, eventually, tmp_path):
    sandbox.start()
    before = processes()
    with socket.socket(socket.AF_UNIX) as upstream:
        path = tmp_path / "upstream.sock"
        upstream.bind(str(path))
        with sandbox.room(SourceTree(), forward={9000: path, 9001: path}):
            assert len(processes() - before) >= 3
    assert eventually(lambda: processes() <= before)


def test_a_served_app_ends_with_its_room(sandbox: Sandbox, processes, eventually):
    source = "async def app(scope, receive, send):\n    pass\n"
    serve = Program("serve", "def main(_):\n    import learner\n    return learner.app\n")
    sandbox.start()
    before = processes()
    for _ in range(10):
        with (
            sandbox.room(SourceTree({"learner.py": source})) as room,
            room.serve(serve, None, seconds=5) as it,
        ):
            folder = it.socket.parent
    assert eventually(lambda: processes() <= before and not running_below(folder))


def running_below(folder: Path) -> list[str]:
    """The current folders of processes that work below this one, whosever children they are by now."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            found.append(str((entry / "cwd").readlink()))
        except OSError:
            continue
    return [name for name in found if name.startswith(f"{folder}/")]


def test_many_rooms_leave_no_descriptor_open(sandbox: Sandbox, descriptors):
    sandbox.start()
    before = descriptors()
    for number in range(10):
        with sandbox.room(SourceTree()) as room:
            room.run(ECHO, number, seconds=3)
    assert descriptors() == before


SCRIPT = r"""
import sys
from autograder.sandbox import Isolation, Program, Sandbox
from autograder.tree import SourceTree
sandbox = Sandbox(Isolation(sys.argv[1]), warm=())
entered = sandbox.room(SourceTree()) if 'inside' in sys.argv else None
room = entered.__enter__() if entered else None
serve = Program("serve", "async def app(*_): pass\ndef main(_): return app")
serving = room.serve(serve, None, seconds=10) if 'serving' in sys.argv else None
served = serving.__enter__() if serving else None
sandbox.start()
print('started', flush=True)
if 'wait' in sys.argv:
    sys.stdin.read()
"""


@pytest.mark.parametrize("isolation", KINDS)
@pytest.mark.parametrize("inside", ["", "inside"])
def test_it_ends_with_its_program_without_a_word(isolation, inside, processes, eventually):
    before = processes()
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, isolation.value, inside],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "started\n", "")
    assert eventually(lambda: processes() <= before)


@pytest.mark.parametrize("isolation", KINDS)
def test_nothing_outlives_a_grader_that_was_killed(isolation, processes, eventually):
    before = processes()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, isolation.value, "inside", "serving", "wait"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as grader:  # fmt: skip
        assert grader.stdout is not None
        assert grader.stdout.readline() == "started\n"
        running = processes() - before
        assert len(running) >= 4  # the grader, the warm parent, a room, a case
        grader.kill()
    assert eventually(lambda: not any(map(runs, running)))


def runs(pid: int) -> bool:
    """Whether a process has not ended: in a container without an init, a lost child that ended is kept."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_room_without_packages_does_not_wait_for_those_that_are_imported(monkeypatch: pytest.MonkeyPatch):
    begun, imported = threading.Event(), threading.Event()

    class Slow(WarmParent):
        def __init__(self, isolation: Isolation, modules: Sequence[str], limits: Limits) -> None:
            if modules:
                begun.set()
                assert imported.wait(30)
            super().__init__(isolation, modules, limits)

    monkeypatch.setattr("autograder.sandbox.sandbox.WarmParent", Slow)

    def asked(sandbox: Sandbox, number: int, *, warm: bool) -> object:
        with sandbox.room(SourceTree(), warm=warm) as room:
            return room.run(ECHO, number, seconds=3)

    with Sandbox(Isolation.NONE, warm=("json",)) as sandbox, ThreadPoolExecutor(2) as pool:
        late = pool.submit(asked, sandbox, 1, warm=True)
        try:
            assert begun.wait(30)
            assert pool.submit(asked, sandbox, 2, warm=False).result(20) == Value(2)
        finally:
            imported.set()
        assert late.result(30) == Value(1)
