"""The watch over an event loop: what it sees, what it lets be, and what it notices about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from autograder.probes import WatchedApp, watched_app
from autograder.sandbox import Answer, Sandbox, default_isolation
from autograder.tree import SourceTree

HEAD = """
import asyncio
import io
import logging
import os
import queue
import select
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import anyio
import httpx2
import requests
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import create_engine, text

app = FastAPI()
TLS = ssl.create_default_context()
PARTNER = os.environ["PARTNERS_URL"] + "/trains-ic/offers?event=1&city=Ghent"


"""

Serve = Callable[[str], AbstractContextManager[WatchedApp]]


@pytest.fixture(scope="module")
def serve() -> Iterator[Serve]:
    with Sandbox(isolation=default_isolation()) as sandbox:

        @contextmanager
        def serving(text: str) -> Iterator[WatchedApp]:
            tree = SourceTree({"boxoffice/__init__.py": "", "boxoffice/main.py": HEAD + text})
            with watched_app(sandbox.room, tree) as app:
                assert app.failure is None, app.failure
                yield app

        yield serving


def handler(*lines: str, kind: str = "async def") -> str:
    body = "\n    ".join(lines)
    return f'@app.get("/")\n{kind} handler():\n    {body}\n'


def seen(app: WatchedApp, kind: str = "blocking") -> list[str]:
    answer = app.ask("GET", "/")
    assert isinstance(answer, Answer)
    assert answer.status == 200, answer
    app.turns()  # what is seen comes by another line than the answer: its own replies come after it
    return list(dict.fromkeys(sight.what for sight in app.ear.heard if sight.kind == kind))


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("time.sleep(0.01)", "time.sleep"),
        ("partial(time.sleep, 0.01)()", "time.sleep"),
        ("list(map(time.sleep, [0.01]))", "time.sleep"),
        ("requests.get(PARTNER)", "socket.connect"),
        ("httpx2.get(PARTNER)", "socket.recv"),
        ("Path(__file__).read_text()", "open"),
        ("create_engine('sqlite://').connect().execute(text('select 1'))", "sqlite3 execute"),
        ("ThreadPoolExecutor(1).submit(time.sleep, 0.05).result()", "waiting for a thread"),
        ("threading.Timer(0.02, len, ['']).start(); threading.Event().wait(0.05)", "waiting for a thread"),
        ("t = threading.Thread(target=len, args=['']); t.start(); t.join()", "waiting for a thread"),
        ("os.system('true')", "posix.system"),
        ("select.select([], [], [], 0.01)", "select.select"),
        ("httpx2.AsyncClient()", "open certificates"),
        ("ssl.create_default_context()", "open certificates"),
    ],
)
def test_a_call_that_waits_in_the_loop_is_seen(serve: Serve, line: str, what: str) -> None:
    with serve(handler(line, "return 1")) as app:
        assert what in seen(app)
        (where, *_) = [sight.steps for sight in app.ear.heard if sight.kind == "blocking"]
        assert where[0].function == "handler"
        assert app.touched() is None


@pytest.mark.parametrize(
    "line",
    [
        "await asyncio.sleep(0.01)",
        "await asyncio.to_thread(time.sleep, 0.01)",
        "await run_in_threadpool(requests.get, PARTNER)",
        "await anyio.to_thread.run_sync(time.sleep, 0.01)",
        "await httpx2.AsyncClient(verify=False).get(PARTNER)",
        "await asyncio.get_running_loop().run_in_executor(None, time.sleep, 0.01)",
        "queue.Queue().put(1)",
        "logging.getLogger('x').exception('x')",
        "threading.Thread(target=time.sleep, args=[0.01]).start()",
        "io.StringIO('x').read()",
        "import colorsys",
        "await asyncio.to_thread(httpx2.AsyncClient)",
        "httpx2.AsyncClient(verify=TLS)",
    ],
)
def test_what_gives_the_loop_back_or_comes_at_once_is_let_be(serve: Serve, line: str) -> None:
    with serve(handler(line, "return 1")) as app:
        assert seen(app) == []
        assert app.touched() is None


STARTING = """
@asynccontextmanager
async def starting(app):
    app.state.client = httpx2.AsyncClient()
    yield


app = FastAPI(lifespan=starting)
"""


def test_a_client_may_be_made_while_the_app_starts(serve: Serve) -> None:
    with serve(STARTING + handler("return 1")) as app:
        assert seen(app) == []


def test_a_plain_handler_may_wait(serve: Serve) -> None:
    with serve(handler("requests.get(PARTNER); time.sleep(0.01)", "return 1", kind="def")) as app:
        assert seen(app) == []


def test_a_callback_that_is_itself_the_call_is_seen(serve: Serve) -> None:
    callback = "asyncio.get_running_loop().call_soon(partial(time.sleep, 0.01))"
    with serve(handler(callback, "await asyncio.sleep(0.02)", "return 1")) as app:
        assert seen(app) == ["time.sleep"]


def test_many_lines_in_one_go_are_seen_and_the_same_lines_in_pieces_are_not(serve: Serve) -> None:
    with serve(handler("for _ in range(1500): pass", "return 1")) as app:
        assert seen(app, "long") == ["1000 lines"]
    pieces = ("for _ in range(1500):", "    if _ % 100 == 0: await asyncio.sleep(0)", "return 1")
    with serve(handler(*pieces)) as app:
        assert seen(app, "long") == []


def test_a_time_limit_runs_out_when_the_clock_is_moved_and_not_before(serve: Serve) -> None:
    limit = ("async with asyncio.timeout(1.5):", "    await asyncio.sleep(60)", "return 1")
    with serve(handler(*limit)) as app:
        app.advance(0.0)
        pending = app.begin("/")
        app.settle(pending)
        app.advance(1.4)
        app.settle(pending)
        assert not pending.done
        app.advance(0.2)
        app.settle(pending, patient=True)
        assert pending.done


def test_a_socket_in_a_thread_goes_by_the_same_clock(serve: Serve) -> None:
    limited = handler("return await asyncio.to_thread(requests.get, PARTNER, timeout=1.5) and 1")
    with serve(limited) as app:
        app.advance(0.0)
        app.upstreams.gate.hold(lambda _: True)
        pending = app.begin("/")
        app.settle(pending, lambda: len(app.waiting) == 1, patient=True)
        app.advance(1.4)
        app.settle(pending)
        assert not pending.done
        app.advance(0.2)
        app.settle(pending, patient=True)
        assert pending.done


TASKS = """
async def forever():
    await asyncio.Event().wait()


@app.get("/")
async def handler():
    await asyncio.gather(asyncio.shield(forever()), forever())
"""


def test_of_a_cancelled_request_the_tasks_that_go_on_are_named(serve: Serve) -> None:
    with serve(TASKS) as app:
        pending = app.begin("/")
        app.settle(pending)
        assert not pending.done
        app.cancel(pending)
        app.settle(pending, patient=True)
        assert [place.function for place in app.left(pending)] == ["forever"]


SESSIONS = """
ENGINE = create_engine("sqlite:////tmp/x.db", connect_args={{"check_same_thread": False}})


def use(connection):
    connection.execute(text("select 1"))


async def again(connection):
    await asyncio.to_thread(use, connection)


@app.get("/")
async def handler():
    with ENGINE.connect() as connection:
        {line}
"""


@pytest.mark.parametrize(
    ("line", "shared"),
    [
        ("await asyncio.to_thread(use, connection); await asyncio.create_task(again(connection))", False),
        ("await asyncio.gather(*(asyncio.create_task(again(connection)) for _ in '12'))", True),
    ],
)
def test_a_session_of_tasks_side_by_side_is_seen(serve: Serve, line: str, shared: bool) -> None:
    with serve(SESSIONS.format(line=line)) as app:
        app.ask("GET", "/")
        assert any(sight.kind == "shared" for sight in app.ear.heard) is shared


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("asyncio.events.Handle._run = lambda handle: handle._callback(*handle._args)", "Handle._run"),
        ("import sys; sys.setprofile(None)", "sys.setprofile"),
        ("import sys; sys.settrace(None)", "sys.settrace"),
        ("type(asyncio.get_running_loop()).time = lambda loop: 0.0", "BaseEventLoop.time"),
        ("time.sleep = lambda seconds: None", "time.sleep"),
        ("socket.socket.recv = None", "socket.recv"),
    ],
)
def test_a_watch_that_was_meddled_with_is_noticed(serve: Serve, line: str, what: str) -> None:
    with serve(handler(line, "return 1")) as app:
        app.ask("GET", "/")
        assert app.touched() == what


def test_a_loop_that_stands_still_for_good_is_given_up_and_let_go(serve: Serve) -> None:
    with serve(handler("return requests.get(PARTNER).status_code")) as app:
        app.upstreams.gate.hold(lambda _: True)
        pending = app.begin("/")
        app.settle(pending, patient=True)
        assert app.lost
        answer = pending.answer.result(timeout=10)
        assert isinstance(answer, Answer)
        assert answer.body == b"200"


def test_lines_that_are_no_report_are_passed_over(serve: Serve) -> None:
    forged = (
        "other = socket.socket(socket.AF_UNIX)",
        "other.connect(os.environ['REACH'] + '/0.sock')",
        "other.sendall(b'nonsense\\n[1]\\n{\"kind\": 1}\\n')",
        "return 1",
    )
    with serve(handler(*forged, kind="def")) as app:
        assert seen(app) == []
        assert app.touched() is None
