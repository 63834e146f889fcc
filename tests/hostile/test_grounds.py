"""What an attack has left behind is found, and told by its name."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

from tests.hostile._grounds import Footprint, eventually

WAIT = [sys.executable, "-c", "import sys; sys.stdin.read()  # left over"]
FORKS = "import os, sys; print(os.fork() and 'forked', flush=True); sys.stdin.read()"


def waiting(*command: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def test_a_process_that_is_left_is_told_with_its_command_and_its_parent() -> None:
    before = Footprint.now()
    with waiting(*WAIT) as child:
        assert eventually(lambda: "left over" in "".join(Footprint.now().more_than(before)))
        (line,) = [line for line in Footprint.now().more_than(before) if line.startswith("process")]
        assert line.startswith(f"process {child.pid} ")
        assert f"child of {os.getpid()}: {WAIT[0]} -c" in line
    assert eventually(lambda: not Footprint.now().more_than(before))


def test_a_process_below_another_counts() -> None:
    before = Footprint.now()
    with waiting(sys.executable, "-c", FORKS) as child:
        assert child.stdout is not None
        assert child.stdout.readline() != b""
        lines = [line for line in Footprint.now().more_than(before) if f"child of {child.pid}:" in line]
        assert len(lines) == 1


def test_what_replaces_another_of_its_kind_is_not_left_over(tmp_path: Path) -> None:
    with waiting(*WAIT), (tmp_path / "one").open("w"):
        before = Footprint.now()
    with waiting(*WAIT), (tmp_path / "two").open("w"):
        assert eventually(lambda: not Footprint.now().more_than(before))


def test_a_descriptor_that_is_left_open_is_told_with_what_it_leads_to(tmp_path: Path) -> None:
    before = Footprint.now()
    with (tmp_path / "open").open("w") as file:
        lines = Footprint.now().more_than(before)
        assert lines == [f"descriptor {file.fileno()}: {tmp_path / 'open'}"]
    assert not Footprint.now().more_than(before)
