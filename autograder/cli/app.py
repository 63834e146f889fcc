"""``survive app LESSON``: the app of a lesson, running, with services and a catalogue of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from rich.console import Console
from rich.text import Text

from autograder.cli._arguments import LESSON
from autograder.cli._serving import PORT, PortTakenError, until_interrupted
from autograder.cli.upstreams import KEPT, TENANT, foreground_server, show_dials
from autograder.stages import before
from autograder.syllabus import Lesson
from autograder.tree import SourceTree
from autograder.workspace import exercise_notebook

PATIENCE = 3.0
"""Seconds that the app has to end after it was asked to; one that hangs is killed."""


@click.command()
@click.argument("lesson", type=LESSON)
@click.option("--port", type=PORT, default=8000, show_default=True, help="0: any free.")
@click.option("--work", is_flag=True, help="Your own app from the exercise's folder, not the course's.")
def app(lesson: Lesson, port: int, work: bool) -> None:
    """Run the app as LESSON finds it, on a seeded catalogue.

    It talks to payments, mail and partners of its own, unless PAYMENTS_URL and the others are set, and keeps
    its data in a temporary SQLite file, unless DATABASE_URL is set. Ctrl-C ends it.
    """
    console = Console(highlight=False, soft_wrap=True)
    tree = _own_tree(lesson) if work else before(lesson)
    with until_interrupted(), ExitStack() as stack:
        listener = stack.enter_context(_listener(port))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="survive-app-")))
        tree.write_to(folder)
        env = {**_services(stack, console), **os.environ}
        if "DATABASE_URL" not in os.environ:
            env["DATABASE_URL"] = f"sqlite:///{folder}/boxoffice.db"
            _seed(folder, env, console)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        console.print(Text.assemble(("\nThe app's page: ", "bold"), f"{url}/docs   (Ctrl-C ends)\n"))
        _serve(folder, env, listener)


def _own_tree(lesson: Lesson) -> SourceTree:
    folder = exercise_notebook(lesson).parent
    if not (folder / "boxoffice").is_dir():
        raise click.UsageError(f"there is no app in {folder}; run `survive lab` first")
    return SourceTree.from_folder(folder, ("boxoffice/**/*.py", "scripts/**/*.py"))


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Handed over by number, uvicorn does not see that it is TCP and leaves Nagle's delay on: 40 ms an answer.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen()  # from now on the page may be opened: it waits until the app is there
    except OSError:
        listener.close()
        raise PortTakenError(port) from None
    return listener


def _services(stack: ExitStack, console: Console) -> dict[str, str]:
    if {"PAYMENTS_URL", "MAIL_URL", "PARTNERS_URL"} <= os.environ.keys():
        return {}
    server = stack.enter_context(foreground_server(0, console))
    show_dials(console, server)
    return server.tenant(TENANT, most=KEPT, rolling=True).env()


def _seed(folder: Path, env: Mapping[str, str], console: Console) -> None:
    console.print("\nFilling the catalogue ...", end=" ")
    done = subprocess.run(
        [sys.executable, "scripts/seed.py"], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        console.print(Text(done.stdout.strip()))
    else:
        reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
        console.print(Text(f"it stays empty, for scripts/seed.py failed: {reason}", "yellow"))


def _serve(folder: Path, env: Mapping[str, str], listener: socket.socket) -> None:
    descriptor = listener.fileno()
    command = [sys.executable, "-m", "uvicorn", "boxoffice.main:app", "--fd", str(descriptor)]
    running = subprocess.Popen(command, cwd=folder, env=env, pass_fds=[descriptor])
    try:
        code = running.wait()
    finally:
        running.terminate()
        try:
            running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
    if code != 0:
        raise SystemExit(1)
