"""What isolation needs from the machine, and what is said when it is not there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import Isolation, IsolationUnavailable, Program, Sandbox, Value, _bubblewrap, probe
from autograder.sandbox._probe import default_isolation
from autograder.tree import SourceTree

ECHO = Program("echo", "def main(argument):\n    return argument\n")
CHECK = """
import os, sys
from autograder.sandbox import *
from autograder.tree import SourceTree
probe()
with Sandbox(warm=()) as sandbox, sandbox.room(SourceTree()) as room:
    outcome = room.run(Program("echo", "def main(argument):\\n    return argument\\n"), "hello", seconds=5)
    serve = Program("serve", "async def app(scope, receive, send): pass\\ndef main(_): return app")
    ask = Program("ask", "import os, socket\\ndef main(_):\\n"
                  "    socket.socket(socket.AF_UNIX).connect(os.environ['REACH'] + '/0.sock')")
    with room.serve(serve, None, seconds=5) as served, sandbox.room(SourceTree()) as other:
        reached = other.run(ask, None, seconds=5, reach=[served])
print(os.geteuid(), outcome, reached)
"""


@pytest.mark.bubblewrap
def test_a_machine_with_bubblewrap_isolates():
    probe()
    assert default_isolation() is Isolation.BUBBLEWRAP


def test_without_bubblewrap_the_message_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with Sandbox() as sandbox, pytest.raises(IsolationUnavailable) as caught:
        sandbox.start()
    assert caught.value.reason == "bubblewrap is not installed."
    assert "apt-get install bubblewrap" in caught.value.fix


def test_a_folder_that_the_sandboxs_user_may_not_enter_is_named(tmp_path: Path):
    closed = tmp_path / "home"
    (closed / "python").mkdir(parents=True)
    closed.chmod(0o700)
    with pytest.raises(IsolationUnavailable) as caught:
        _bubblewrap.check_open_to_everyone(closed / "python")
    assert str(closed) in caught.value.reason


def test_an_environment_below_the_sandboxs_own_tmp_is_refused_by_name() -> None:
    with pytest.raises(IsolationUnavailable) as caught:
        _bubblewrap.check_not_covered([Path("/usr/lib/python3"), Path("/tmp/clone/.venv")])
    assert "/tmp/clone/.venv" in caught.value.reason
    assert "/var/tmp" in caught.value.fix
    _bubblewrap.check_not_covered([Path("/var/tmp/clone/.venv")])


def test_the_own_package_is_covered_up_where_a_wheel_put_it(tmp_path: Path):
    site_packages = tmp_path / "venv" / "lib" / "site-packages"
    package = site_packages / "autograder"
    package.mkdir(parents=True)
    covered = list(_bubblewrap.masks([tmp_path / "venv"], package, [site_packages]))
    assert covered == ["--size", "4096", "--tmpfs", str(package), "--remount-ro", str(package)]


def test_a_repository_inside_the_environment_is_covered_up_whole(tmp_path: Path):
    package = tmp_path / "env" / "course" / "autograder"
    package.mkdir(parents=True)
    covered = list(_bubblewrap.masks([tmp_path / "env"], package, [tmp_path / "env" / "lib"]))
    assert str(package.parent) in covered


def test_a_repository_outside_of_what_is_shown_needs_no_cover(tmp_path: Path):
    package = tmp_path / "course" / "autograder"
    package.mkdir(parents=True)
    assert list(_bubblewrap.masks([tmp_path / "env"], package, [])) == []


def test_without_isolation_the_same_calls_work_and_say_so(plain_sandbox: Sandbox):
    with plain_sandbox.room(SourceTree()) as room:
        assert room.run(ECHO, 1, seconds=3) == Value(1)
        assert not room.isolated
    assert not plain_sandbox.isolated


def _run(user: int | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHECK],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        cwd="/",
        env={"PATH": os.environ["PATH"], "HOME": "/tmp"},
    )


@pytest.mark.bubblewrap
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_isolates_too():
    done = _run(1000)
    assert (done.stdout, done.stderr) == (
        "1000 Value(json='hello', output='') Value(json=None, output='')\n",
        "",
    )


@pytest.mark.bubblewrap
def test_this_user_isolates_without_a_word():
    done = _run(None)
    assert done.stderr == ""
    assert done.stdout.split()[1:] == ["Value(json='hello',", "output='')", "Value(json=None,", "output='')"]


@pytest.mark.bubblewrap
@pytest.mark.skipif(os.geteuid() != 0, reason="this is about being root")
def test_root_drops_to_an_unprivileged_user_first(isolated_sandbox: Sandbox, processes):
    isolated_sandbox.start()
    owners = {}
    for pid in processes():
        status = Path(f"/proc/{pid}/status").read_text()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        if b"inside.parent" in command and b"/runner" in command:
            owners[pid] = status.partition("\nUid:\t")[2].split()[0]
    assert owners
    assert set(owners.values()) == {str(_bubblewrap.UNPRIVILEGED)}
