"""Set-up of a checkout with ``setup/ready.py``: the real thing, on a small package that needs no network."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

READY = Path(__file__).resolve().parents[2] / "setup" / "ready.py"
PYPROJECT = """\
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
"""
BACKEND = """\
import zipfile

def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/small-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr("small-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\n")
        tags = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
        wheel.writestr("small-1.dist-info/WHEEL", tags)
        wheel.writestr("small-1.dist-info/RECORD", "")
    return "small-1-py3-none-any.whl"
"""
NOWHERE = "http://127.0.0.1:9/simple"
OFFLINE = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": NOWHERE, "PIP_NO_CACHE_DIR": "1"}


def environment(**more: str) -> Mapping[str, str]:
    """This process's environment without its ways to packages."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    return {**kept, **OFFLINE, **more}


def locked_wheel(folder: Path, name: str) -> str:
    """Make a wheel and give its line for a lock, with its hash."""
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "ANSWER = 42\n")
        wheel.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        wheel.writestr(f"{name}-1.dist-info/WHEEL", tags)
        wheel.writestr(f"{name}-1.dist-info/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name} @ {path.as_uri()} --hash=sha256:{digest}\n"


def make_checkout(folder: Path) -> Path:
    (folder / "setup").mkdir(parents=True)
    shutil.copy(READY, folder / "setup")
    (folder / "backend.py").write_text(BACKEND)
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "requirements.lock").write_text(locked_wheel(folder, "first"))
    return folder


def ready(checkout: Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(checkout / "setup" / "ready.py")]
    return subprocess.run(command, env=environment(**more), capture_output=True, text=True, check=False)


def imports(checkout: Path, name: str) -> bool:
    python = checkout / ".venv" / "bin" / "python"
    return subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return make_checkout(tmp_path / "a fresh clone")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout that was set up once. A test that changes it leaves it ready."""
    folder = make_checkout(tmp_path_factory.mktemp("clones") / "a clone, set up")
    answer = ready(folder)
    assert answer.returncode == 0, answer.stderr
    return folder


def test_set_up_installs_the_lock_and_the_package(done: Path):
    assert imports(done, "first")
    assert list((done / ".venv").rglob("small-1.dist-info"))


def test_a_second_call_says_nothing_and_does_nothing(done: Path):
    def written() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in (done / ".venv").iterdir()}

    before = written()
    answer = ready(done)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert written() == before


def test_a_changed_lock_is_brought_in_without_starting_over(done: Path):
    (done / ".venv" / "kept").write_text("")
    with (done / "requirements.lock").open("a") as lock:
        lock.write(locked_wheel(done, "second"))
    assert ready(done).returncode == 0
    assert imports(done, "second")
    assert (done / ".venv" / "kept").exists()


@pytest.mark.parametrize("mark", ["{}", '{"folder": "/another/place"}'])
def test_an_unfinished_or_moved_environment_is_made_again(done: Path, mark: str):
    (done / ".venv" / "leftover").write_text("")
    (done / ".venv" / "ready.json").write_text(mark)
    assert ready(done).returncode == 0
    assert imports(done, "first")
    assert not (done / ".venv" / "leftover").exists()


def test_a_file_that_is_not_the_locked_one_is_refused_in_one_line(done: Path):
    lock = (done / "requirements.lock").read_text()
    wheel, _, digest = locked_wheel(done, "third").rpartition(":")
    (done / "requirements.lock").write_text(f"{wheel}:{digest[::-1].strip()}\n")
    answer = ready(done)
    (done / "requirements.lock").write_text(lock)
    assert answer.returncode == 1
    assert "HASH" in answer.stderr.upper()
    assert "Traceback" not in answer.stderr
    assert not imports(done, "third")
    assert ready(done).returncode == 0


def test_an_interrupted_set_up_says_so_and_the_next_one_recovers(fresh: Path):
    command = [sys.executable, str(fresh / "setup" / "ready.py")]
    pipes = {"stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    with subprocess.Popen(command, env=environment(), **pipes) as interrupted:
        while not (fresh / ".venv" / "bin" / "python").exists():
            time.sleep(0.01)
        os.killpg(interrupted.pid, signal.SIGINT)
        _, said = interrupted.communicate()
    assert interrupted.returncode == 130
    assert "call make again" in said
    assert "Traceback" not in said
    assert json.loads((fresh / ".venv" / "ready.json").read_text()) == {}
    assert ready(fresh).returncode == 0
    assert imports(fresh, "first")


def test_two_at_once_are_one_after_the_other(fresh: Path):
    command = [sys.executable, str(fresh / "setup" / "ready.py")]
    both = [subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = sorted(one.communicate()[1] for one in both)
    assert [one.returncode for one in both] == [0, 0]
    assert said[0] == ""
    assert "Ready after" in said[1]


def test_without_a_network_one_line_says_so(fresh: Path):
    (fresh / "requirements.lock").write_text(f"somepackage==1 --hash=sha256:{'0' * 64}\n")
    answer = ready(fresh)
    assert answer.returncode == 1
    assert answer.stderr.splitlines()[1:] == [
        "The package registry cannot be reached: check the network or the proxy, then call make again"
    ]


def test_an_interpreter_of_another_version_is_named_in_one_line(fresh: Path):
    script = fresh / "setup" / "ready.py"
    script.write_text(script.read_text().replace("SUPPORTED = (", "SUPPORTED = ((2, 0),) or ("))
    answer = ready(fresh)
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Python 3.11, 3.12 or 3.13 is needed, and {sys.executable} is 3.")
    assert answer.stderr.count("\n") == 1
    assert not (fresh / ".venv").exists()


def broken_module(folder: Path, name: str) -> None:
    """A module that cannot be run: as Debian leaves ensurepip, or an interpreter without pip."""
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text("raise SystemExit('not here')\n")


def test_without_ensurepip_another_pip_installs(fresh: Path, tmp_path: Path):
    broken_module(tmp_path / "hidden", "ensurepip")
    answer = ready(fresh, PYTHONPATH=str(tmp_path / "hidden"))
    assert answer.returncode == 0, answer.stderr
    assert imports(fresh, "first")


def test_without_any_pip_one_line_says_what_to_install(fresh: Path, tmp_path: Path):
    for name in ("ensurepip", "pip"):
        broken_module(tmp_path / "hidden", name)
    answer = ready(fresh, PYTHONPATH=str(tmp_path / "hidden"))
    assert answer.returncode == 1
    assert "-venv, then call make again" in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr


def test_it_can_be_read_by_python_3_6():
    """An old interpreter must be able to say which one is needed."""
    ast.parse(READY.read_text("utf-8"), feature_version=(3, 6))
