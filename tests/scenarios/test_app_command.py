"""`survive app` and `survive upstreams`, as a person starts and ends them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

Start = Callable[..., "Command"]

EVENT = {
    "title": "The Long Players",
    "venue": {"name": "Old Gasworks", "city": "Ghent"},
    "starts_at": "2099-01-01T20:00:00+00:00",
    "on_sale_at": "2020-01-01T10:00:00+00:00",
    "tiers": [{"name": "Standing", "price_cents": 3500, "seats": 200}],
}


class Command:
    """A `survive` command in the foreground of nobody."""

    def __init__(self, *words: str, folder: Path | None = None, **env: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "autograder", *words],
            cwd=folder,
            env={**clean, "PYTHONUNBUFFERED": "1", **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def until(self, pattern: str) -> str:
        """Read what it says up to a line that matches. Returns the first group."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if found := re.search(pattern, line):
                return found[1]
        raise AssertionError(f"it ended without {pattern!r}: {self.said}")

    def interrupt(self) -> int:
        """Ctrl-C: the signal goes to all of its processes. Returns the exit code."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.said += self.process.communicate(timeout=30)[0]
        return self.process.returncode


@pytest.fixture
def start() -> Iterator[Start]:
    commands: list[Command] = []

    def run(*words: str, **options: Any) -> Command:
        commands.append(Command(*words, **options))
        return commands[-1]

    yield run
    for command in commands:
        if command.process.poll() is None:
            os.killpg(command.process.pid, signal.SIGKILL)
            command.process.communicate()


def test_the_app_of_a_lesson_sells_a_ticket_and_shows_the_services_it_asked(start: Start) -> None:
    command = start("app", "00", "--port", "0")
    control = command.until(r"^curl (http://\S+/control/encore)  #")
    url = command.until(r"page: (http://\S+)/docs")
    with httpx2.Client(timeout=30) as client:
        assert client.get(f"{url}/openapi.json").status_code == 200
        assert len(client.get(f"{url}/events", params={"city": "Ghent"}).json()) > 10
        event = client.post(f"{url}/events", json=EVENT).json()
        lines = [{"tier_id": event["tiers"][0]["id"], "quantity": 1}]
        order = {"event_id": event["id"], "email": "ada@example.org", "lines": lines, "card": "tok_visa"}
        assert client.post(f"{url}/orders", json=order).status_code == 201
        asked = [
            (seen["service"], seen["path"], seen["status"]) for seen in client.get(f"{control}/record").json()
        ]
        assert asked == [("payments", "/charges", 201), ("mail", "/messages", 202)]
    assert command.interrupt() == 0
    assert re.search(r"payments\s+POST /charges\s+201\s+worked", command.said)
    assert "Traceback" not in command.said


def test_the_services_alone_print_how_to_reach_and_to_turn_them(start: Start) -> None:
    command = start("upstreams", "--port", "0")
    mail = command.until(r"^export MAIL_URL=(\S+)")
    control = command.until(r"^curl -X PUT '(http://\S+/control/encore/)payments\?fault=decline'")
    command.until(r"(Ctrl-C ends)")
    body = {"to": "ada@example.org", "subject": "Hello", "text": "Hello"}
    with httpx2.Client() as client:
        assert client.post(f"{mail}/messages", json=body).status_code == 202
        assert client.put(f"{control}mail?fault=error&status=500").status_code == 200
        assert client.post(f"{mail}/messages", json=body).status_code == 500
    assert command.interrupt() == 0
    lines = [line.split() for line in command.said.splitlines() if "/messages" in line]
    assert [line[4:6] for line in lines] == [["202", "worked"], ["500", "not"]]


@pytest.mark.parametrize("words", [("upstreams",), ("app", "00")])
def test_a_port_in_use_is_one_line_that_says_what_to_do(start: Start, words: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said, _ = start(*words, "--port", str(port)).process.communicate(timeout=30)
    assert said == f"Error: port {port} is in use; choose another with --port, or 0 for any that is free\n"


def test_a_port_in_use_is_a_wrong_call(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = start("upstreams", "--port", str(taken.getsockname()[1]))
        assert command.process.wait(timeout=30) == 2


def test_the_app_takes_the_services_and_the_database_it_is_given(start: Start, tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/nothing"
    env = {"PAYMENTS_URL": nowhere, "MAIL_URL": nowhere, "PARTNERS_URL": nowhere}
    command = start("app", "00", "--port", "0", DATABASE_URL=f"sqlite:///{tmp_path}/mine.db", **env)
    url = command.until(r"page: (http://\S+)/docs")
    with httpx2.Client(timeout=30) as client:
        assert client.get(f"{url}/events").json() == []
    assert command.interrupt() == 0
    assert "curl" not in command.said
    assert "Filling" not in command.said


def test_your_own_app_runs_from_the_exercises_folder(start: Start, tmp_path: Path) -> None:
    (tmp_path / "00-meet-the-app.ipynb").touch()
    (tmp_path / "boxoffice").mkdir()
    (tmp_path / "boxoffice" / "main.py").write_text(
        "from fastapi import FastAPI\n\napp = FastAPI(title='mine')\n"
    )
    command = start("app", "00", "--port", "0", "--work", folder=tmp_path)
    command.until(r"(it stays empty, for scripts/seed.py failed: \S+)")
    url = command.until(r"page: (http://\S+)/docs")
    assert httpx2.get(f"{url}/openapi.json", timeout=30).json()["info"]["title"] == "mine"
    assert command.interrupt() == 0


def test_an_app_that_does_not_start_ends_the_command(start: Start, tmp_path: Path) -> None:
    (tmp_path / "00-meet-the-app.ipynb").touch()
    (tmp_path / "boxoffice").mkdir()
    (tmp_path / "boxoffice" / "main.py").write_text("app = 1 / 0\n")
    command = start("app", "00", "--port", "0", "--work", folder=tmp_path)
    assert "ZeroDivisionError" in command.process.communicate(timeout=30)[0]
    assert command.process.returncode == 1
