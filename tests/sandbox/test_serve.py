"""A learner's app behind a unix socket: asked from outside, and from another room."""

from __future__ import annotations

import http.server
import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Answer, Failure, FailureKind, Program, Sandbox, SandboxError, Served, Value
from autograder.tree import SourceTree

SERVE = Program("serve", "def main(argument):\n    from learner import app\n    return app\n")
APP = SourceTree(
    {
        "learner.py": (
            "import os, time\n"
            "from fastapi import FastAPI\n"
            "from fastapi.responses import PlainTextResponse\n"
            "app = FastAPI()\n"
            "@app.get('/plain')\n"
            "def plain():\n"
            "    return {'pid': os.getpid()}\n"
            "@app.post('/echo')\n"
            "async def echo(body: dict) -> dict:\n"
            "    return body\n"
            "@app.get('/slow')\n"
            "async def slow():\n"
            "    time.sleep(30)\n"
            "@app.get('/die')\n"
            "async def die():\n"
            "    os._exit(0)\n"
            "@app.get('/boom')\n"
            "def boom():\n"
            "    raise KeyError('seat')\n"
        )
    }
)


def ask_raw(body: str) -> SourceTree:
    """A tree whose ASGI app answers with a body of its own making, bytes by bytes."""
    return SourceTree({"learner.py": f"import asyncio\nasync def app(scope, receive, send):\n{body}"})


def test_an_app_answers(sandbox: Sandbox):
    with sandbox.room(APP) as room, room.serve(SERVE, None, seconds=3) as served:
        assert served.failure is None
        answer = served.request("POST", "/echo?x=1", json={"city": "Wien"}, headers={"X-Trace": "1"})
        assert isinstance(answer, Answer)
        assert (answer.status, answer.json()) == (200, {"city": "Wien"})
        assert answer.headers["content-type"] == "application/json"
        assert served.request("GET", "/plain").status == 200
        assert served.request("GET", "/nowhere").status == 404
        assert served.request("GET", "/boom").status == 500
        assert not room.odd


def test_a_server_error_says_what_was_raised_and_where(sandbox: Sandbox):
    with sandbox.room(APP) as room, room.serve(SERVE, None, seconds=3) as served:
        answer = served.request("GET", "/boom")
        assert isinstance(answer, Answer)
        assert (answer.status, answer.text) == (500, "Internal Server Error")
        assert isinstance(answer.raised, Failure)
        assert (answer.raised.message, answer.raised.path, answer.raised.line) == (
            "KeyError: 'seat'",
            "learner.py",
            19,
        )
        assert not any(name.startswith("x-sandbox") for name in answer.headers)
        assert served.request("GET", "/plain").raised is None


def test_an_app_does_not_see_that_the_grader_asks(sandbox: Sandbox):
    tree = ask_raw(
        "    if scope['type'] == 'lifespan':\n"
        "        return\n"
        "    names = b','.join(name for name, _ in scope['headers'])\n"
        "    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': names})\n"
    )
    with sandbox.room(tree) as room, room.serve(SERVE, None, seconds=3) as served:
        answer = served.request("GET", "/")
        assert isinstance(answer, Answer)
        assert answer.text == "host,accept-encoding,connection,content-length"


def test_an_app_that_raises_before_it_answers_is_a_server_error(sandbox: Sandbox):
    with sandbox.room(ask_raw("    {}['x']\n")) as room, room.serve(SERVE, None, seconds=3) as served:
        answer = served.request("GET", "/")
        assert isinstance(answer, Answer)
        assert answer.status == 500
        assert isinstance(answer.raised, Failure)
        assert answer.raised.line == 3


def test_threads_ask_one_app_at_once(sandbox: Sandbox):
    with sandbox.room(APP) as room, room.serve(SERVE, None, seconds=5) as served:
        answers: list[Answer | Failure] = []
        threads = [
            threading.Thread(target=lambda: answers.append(served.request("GET", "/plain"))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer.status for answer in answers if isinstance(answer, Answer)] == [200] * 8


def test_an_app_that_cannot_be_imported_fails_every_request_with_its_line(sandbox: Sandbox):
    tree = SourceTree({"learner.py": "from fastapi import FastAPI\napp = FastAPI(\n"})
    with sandbox.room(tree) as room, room.serve(SERVE, None, seconds=3) as served:
        failure = served.request("GET", "/")
        assert isinstance(failure, Failure)
        assert failure == served.failure
        assert (failure.kind, failure.path, failure.line) == (FailureKind.SYNTAX, "learner.py", 2)


def test_an_app_whose_start_raises_is_a_failure_with_its_line(sandbox: Sandbox):
    source = (
        "from contextlib import asynccontextmanager\n"
        "from fastapi import FastAPI\n"
        "@asynccontextmanager\n"
        "async def lifespan(app):\n"
        "    raise RuntimeError('no database')\n"
        "    yield\n"
        "app = FastAPI(lifespan=lifespan)\n"
    )
    with (
        sandbox.room(SourceTree({"learner.py": source})) as room,
        room.serve(SERVE, None, seconds=3) as served,
    ):
        assert isinstance(served.failure, Failure)
        assert (served.failure.message, served.failure.line) == ("RuntimeError: no database", 5)


def test_something_that_is_no_app_is_said_to_be_none(sandbox: Sandbox):
    with (
        sandbox.room(SourceTree({"learner.py": "app = 7\n"})) as room,
        room.serve(SERVE, None, seconds=3) as it,
    ):
        assert isinstance(it.failure, Failure)
        assert "no ASGI app" in it.failure.message


def test_an_app_that_is_stuck_is_a_timeout_with_its_line(sandbox: Sandbox):
    with sandbox.room(APP) as room, room.serve(SERVE, None, seconds=3) as served:
        failure = served.request("GET", "/slow", seconds=0.3)
        assert isinstance(failure, Failure)
        assert (failure.kind, failure.path, failure.line) == (FailureKind.TIMEOUT, "learner.py", 13)
        assert room.odd


def test_an_app_that_ends_itself_has_died(sandbox: Sandbox):
    with sandbox.room(APP) as room, room.serve(SERVE, None, seconds=3) as served:
        failure = served.request("GET", "/die")
        assert isinstance(failure, Failure)
        assert (failure.kind, room.odd) == (FailureKind.DIED, True)
        assert "exit code 0" in failure.message


START = "    await send({'type': 'http.response.start', 'status': 200, 'headers': %s})\n"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(
            START % "[]" + "    while True:\n"
            "        await send({'type': 'http.response.body', 'body': b'x', 'more_body': True})\n"
            "        await asyncio.sleep(0.05)\n",
            FailureKind.TIMEOUT,
            id="a body that trickles",
        ),
        pytest.param(
            START % "[]" + "    await send({'type': 'http.response.body', 'body': b'x' * 50_000_000})\n",
            FailureKind.BROKEN_ANSWER,
            id="a body without end",
        ),
        pytest.param(
            START % "[(b'content-encoding', b'gzip')]"
            + "    await send({'type': 'http.response.body', 'body': b'bomb'})\n",
            FailureKind.BROKEN_ANSWER,
            id="a compressed body that nobody asked for",
        ),
        pytest.param(
            START % "[(b'x-%d' % n, b'y' * 60) for n in range(5000)]"
            + "    await send({'type': 'http.response.body', 'body': b''})\n",
            FailureKind.BROKEN_ANSWER,
            id="headers without end",
        ),
        pytest.param(
            START % "[]" + "    while True:\n"
            "        await send({'type': 'http.response.body', 'body': b'x', 'more_body': True})\n",
            FailureKind.BROKEN_ANSWER,
            id="a body in chunks of one byte",
        ),
    ],
)
def test_bombs_in_answers_are_failures(sandbox: Sandbox, body: str, kind: FailureKind):
    guard = "    if scope['type'] != 'http':\n        raise RuntimeError('http only')\n"
    with sandbox.room(ask_raw(guard + body)) as room, room.serve(SERVE, None, seconds=3) as served:
        failure = served.request("GET", "/", seconds=1)
        assert isinstance(failure, Failure)
        assert failure.kind in {kind, FailureKind.TIMEOUT}


def test_bytes_that_are_not_http_are_a_broken_answer(sandbox: Sandbox):
    source = (
        "import gc, os, socket\n"
        "def app(*_):\n"
        "    pass\n"
        "for fd in range(3, 64):\n"
        "    try:\n"
        "        listener = socket.socket(fileno=os.dup(fd))\n"
        "        listener.setblocking(True)\n"
        "        if listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):\n"
        "            break\n"
        "    except OSError:\n"
        "        pass\n"
        "import threading\n"
        "def forge():\n"
        "    while True:\n"
        "        connection = listener.accept()[0]\n"
        "        connection.sendall(b'SSH-2.0-nonsense\\r\\n\\r\\n')\n"
        "        connection.close()\n"
        "threading.Thread(target=forge, daemon=True).start()\n"
        "import time; time.sleep(0.5)\n"
    )
    with (
        sandbox.room(SourceTree({"learner.py": source})) as room,
        room.serve(SERVE, None, seconds=0.3) as served,
    ):
        # The app's own server listens too: now the one is quicker, now the other.
        answers = [served.request("GET", "/") for _ in range(30)]
        assert any(isinstance(answer, Failure) for answer in answers)


TALK = Program(
    "talk",
    "def main(number):\n"
    "    import os, socket\n"
    "    with socket.socket(socket.AF_UNIX) as sock:\n"
    "        sock.settimeout(2)\n"
    "        sock.connect(f\"{os.environ['REACH']}/{number}.sock\")\n"
    "        sock.sendall(b'GET /plain HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n')\n"
    "        answer = b''\n"
    "        while data := sock.recv(4096):\n"
    "            answer += data\n"
    "    return answer.split()[1].decode()\n",
)


def test_a_case_reaches_the_app_of_another_room(sandbox: Sandbox):
    with (
        sandbox.room(APP) as room,
        room.serve(SERVE, None, seconds=3) as first,
        room.serve(SERVE, None, seconds=3) as second,
        sandbox.room(SourceTree()) as other,
    ):
        assert other.run(TALK, 0, seconds=3, reach=[first]) == Value("200")
        assert other.run(TALK, 1, seconds=3, reach=[first, second]) == Value("200")


def test_a_case_reaches_nothing_that_it_was_not_given(sandbox: Sandbox):
    with (
        sandbox.room(APP) as room,
        room.serve(SERVE, None, seconds=3) as served,
        sandbox.room(SourceTree()) as other,
    ):
        outcome = other.run(TALK, 1, seconds=3, reach=[served])
        assert isinstance(outcome, Failure)
        assert "FileNotFoundError" in outcome.message
        assert isinstance(other.run(TALK, 0, seconds=3), Failure)


class _Upstream(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@pytest.fixture
def upstream(tmp_path: Path) -> Iterator[Path]:
    """A small HTTP server on a unix socket of this machine."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"upstream " + self.path.encode())

        def address_string(self) -> str:
            return "room"

        def log_message(self, *_: object) -> None:
            pass

    path = tmp_path / "upstream.sock"
    with _Upstream(str(path), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield path
        server.shutdown()
        thread.join()


def test_a_case_reaches_a_socket_of_this_machine_by_its_path(sandbox: Sandbox, upstream: Path):
    with sandbox.room(SourceTree()) as room:
        assert room.run(TALK, 0, seconds=3, reach=[upstream]) == Value("200")


def test_all_cases_of_a_room_reach_a_socket_through_one_door(
    sandbox: Sandbox, upstream: Path, tmp_path: Path
):
    look = Program(
        "look", "import os\ndef main(_):\n    return os.stat(os.environ['REACH'] + '/0.sock').st_ino\n"
    )
    silent = tmp_path / "silent.sock"
    with socket.socket(socket.AF_UNIX) as nobody, sandbox.room(SourceTree()) as room:
        nobody.bind(str(silent))  # and never listens
        door = room.run(look, None, seconds=3, reach=[upstream])
        assert isinstance(door, Value)
        assert [room.run(look, None, seconds=3, reach=[upstream]) for _ in range(3)] == [door] * 3
        assert room.run(look, None, seconds=3, reach=[silent]) != door
        # It leads nowhere else, and to nobody who was not told of it.
        assert isinstance(room.run(TALK, 0, seconds=3, reach=[silent]), Failure)
        assert room.run(TALK, 1, seconds=3, reach=[silent, upstream]) == Value("200")
        assert isinstance(room.run(TALK, 0, seconds=3), Failure)


def test_a_loopback_port_leads_to_a_socket_of_this_machine(sandbox: Sandbox, upstream: Path):
    program = Program(
        "fetch",
        "def main(path):\n"
        "    import os, requests\n"
        "    return requests.get(os.environ['PAYMENTS_URL'] + path, timeout=2).text\n",
    )
    environment = {"PAYMENTS_URL": "http://127.0.0.1:9000/tenant"}
    with sandbox.room(SourceTree(), env=environment, forward={9000: upstream}) as room:
        assert room.run(program, "/charges", seconds=3) == Value("upstream /tenant/charges")
        assert room.run(program, "/refunds", seconds=3) == Value("upstream /tenant/refunds")


def test_the_socket_of_an_app_is_gone_afterwards(sandbox: Sandbox):
    with sandbox.room(APP) as room:
        with room.serve(SERVE, None, seconds=3) as served:
            assert served.socket.exists()
            kept: Served = served
        assert not kept.socket.exists()
        with pytest.raises(SandboxError, match="not served any more"):
            kept.request("GET", "/plain")
