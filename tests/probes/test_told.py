"""The grader's end of the line to a watched app: an answer is waited for, also by who asks early."""

from __future__ import annotations

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.probes._told import Ear


def test_who_asks_before_the_line_is_taken_up_is_answered_when_it_is(tmp_path: Path) -> None:
    asking = threading.Event()

    def patience() -> float:
        asking.set()
        return 30

    with Ear(tmp_path / "ear.sock") as ear, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ear.ask, "turn", "", patience)
        assert asking.wait(30)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as app:
            app.connect(str(ear.path))
            asked = json.loads(app.makefile().readline())
            app.sendall(json.dumps({"kind": "reply", "number": asked["number"]}).encode() + b"\n")
            assert answer.result(30) == {"kind": "reply", "number": asked["number"]}


def test_a_line_that_nobody_takes_up_is_given_up(tmp_path: Path) -> None:
    with Ear(tmp_path / "ear.sock") as ear:
        assert ear.ask("turn", "", lambda: 0.01) is None
