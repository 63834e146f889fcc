"""The messy app as it stands, fresh for each test, with real upstreams behind it."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
import sqlalchemy
from starlette.testclient import TestClient

from autograder.upstreams import Upstreams, UpstreamServer

ROOT = Path(__file__).parents[2]
STAGE_0 = ROOT / "solutions" / "00-meet-the-app"
WOUNDS = ROOT / "docs" / "wounds.md"

JSON = dict[str, Any]


@dataclass(frozen=True)
class Shop:
    """The app, whoever runs it: a client to ask it, and its upstreams to look behind it.

    Attributes:
        client: asks the app; its answers are httpx2's.
        upstreams: the tenant that the app calls.
        modules: boxoffice's modules by name; empty where the app runs in a process of its own.
    """

    client: httpx2.Client
    upstreams: Upstreams
    modules: dict[str, Any]

    def event(
        self, *, starts_in: timedelta = timedelta(days=90), price_cents: int = 3500, **fields: Any
    ) -> JSON:
        """Put an event on sale.

        Arguments:
            starts_in: from now.
            price_cents: of its one tier.
            fields: what replaces or joins the fields of the request's body.
        """
        now = datetime.now(UTC)
        body = {
            "title": "The Long Players",
            "venue": {"name": "Old Gasworks", "city": "Ghent"},
            "starts_at": (now + starts_in).isoformat(),
            "on_sale_at": (now - timedelta(days=1)).isoformat(),
            "tiers": [{"name": "Standing", "price_cents": price_cents, "seats": 20}],
            **fields,
        }
        answer = self.client.post("/events", json=body)
        assert answer.status_code == 201, answer.text
        event: JSON = answer.json()
        return event

    @staticmethod
    def cart(event: JSON, quantity: int = 1, **fields: Any) -> JSON:
        """The body of an order for the event's first tier."""
        lines = [{"tier_id": event["tiers"][0]["id"], "quantity": quantity}]
        return {
            "event_id": event["id"],
            "email": "ada@example.org",
            "lines": lines,
            "card": "tok_visa",
            **fields,
        }

    def buy(
        self, event: JSON, quantity: int = 1, *, headers: dict[str, str] | None = None, **fields: Any
    ) -> httpx2.Response:
        """Order tickets of the event's first tier. Returns the answer, whatever it is."""
        return self.client.post("/orders", json=self.cart(event, quantity, **fields), headers=headers)

    def quote(self, event: JSON, quantity: int, promo: str | None = None) -> httpx2.Response:
        """Ask for the price of tickets of the event's first tier."""
        wanted = {"event_id": event["id"], "lines": f"{event['tiers'][0]['id']}:{quantity}"}
        return self.client.get("/quote", params=wanted | ({"promo": promo} if promo else {}))

    def refund(self, order: JSON) -> httpx2.Response:
        """Ask for the money back."""
        return self.client.post(f"/orders/{order['id']}/refund")

    def charged_cents(self) -> list[int]:
        """The amounts that payments took, in order."""
        return [charge.amount_cents for charge in self.upstreams.payments.charges]


@pytest.fixture(scope="session")
def upstream_server() -> Iterator[UpstreamServer]:
    with UpstreamServer() as server:
        yield server


@pytest.fixture
def upstreams(upstream_server: UpstreamServer) -> Iterator[Upstreams]:
    with upstream_server.tenant() as tenant:
        yield tenant


@pytest.fixture
def time_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The machine stands in Brussels: summer time ends on 31 October 2027, 03:00 becomes 02:00."""
    monkeypatch.setenv("TZ", "Europe/Brussels")
    time.tzset()
    yield "Europe/Brussels"
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def tree() -> Path:
    """The folder that the app is imported from; a test may put a changed copy in its place."""
    return STAGE_0


@pytest.fixture
def changed_tree(tmp_path: Path) -> Callable[[str], Path]:
    """Stage 0 with a shipped change of docs/wounds.md: takes the heading above the diff."""

    def change(heading: str) -> Path:
        target = tmp_path / "changed"
        shutil.copytree(
            STAGE_0 / "boxoffice", target / "boxoffice", ignore=shutil.ignore_patterns("__pycache__")
        )
        diff = target / "shipped.diff"
        diff.write_text(shipped_diff(heading))
        subprocess.run(["git", "apply", "--whitespace=nowarn", diff.name], cwd=target, check=True)
        return target

    return change


def shipped_diff(heading: str) -> str:
    """The diff that stands under this heading of docs/wounds.md."""
    section = WOUNDS.read_text().split(f"### {heading}\n")[1]
    return section.split("```diff\n")[1].split("```")[0]


@pytest.fixture
def modules(
    tree: Path, upstreams: Upstreams, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """boxoffice, imported anew: it keeps its session and settings in its modules."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "path", [str(tree), *sys.path])
    for name, value in app_environment(upstreams, tmp_path / "boxoffice.db").items():
        monkeypatch.setenv(name, value)
    _forget_boxoffice()
    names = ("main", "helpers", "utils", "db")
    yield {name: importlib.import_module(f"boxoffice.{name}") for name in names}
    _forget_boxoffice()


@pytest.fixture
def shop(modules: dict[str, Any], upstreams: Upstreams) -> Iterator[Shop]:
    """The app in this process. Its crashes are answered with 500, as a server does."""
    with TestClient(modules["main"].app, raise_server_exceptions=False) as client:
        yield Shop(client, upstreams, modules)


@pytest.fixture
def queries(modules: dict[str, Any]) -> list[str]:
    """Every statement that the app sends to its database from now on."""
    sent: list[str] = []
    sqlalchemy.event.listen(
        modules["db"].engine, "before_cursor_execute", lambda *arguments: sent.append(arguments[2])
    )
    return sent


@pytest.fixture
def brussels_shop(time_zone: str, shop: Shop) -> Shop:
    """The app on a machine whose clock is not UTC."""
    return shop


@dataclass
class Server:
    """The app under uvicorn in a process of its own; may be killed and started again over its database."""

    start: Callable[[], Shop]
    kill: Callable[[], None]


@pytest.fixture
def server(upstreams: Upstreams, tmp_path: Path) -> Iterator[Server]:
    running: list[subprocess.Popen[bytes]] = []
    clients: list[httpx2.Client] = []
    environment = {**os.environ, **app_environment(upstreams, tmp_path / "boxoffice.db")}

    # A folder with a short name: the path of a socket may have 107 characters.
    with tempfile.TemporaryDirectory(prefix="bo-") as folder:

        def start() -> Shop:
            socket = Path(folder) / f"{len(running)}.sock"
            command = [sys.executable, "-m", "uvicorn", "boxoffice.main:app", "--uds", str(socket)]
            with (tmp_path / "app.log").open("ab") as log:
                process = subprocess.Popen(
                    command, cwd=tmp_path, env=environment, stdout=log, stderr=subprocess.STDOUT
                )
            running.append(process)
            client = httpx2.Client(
                transport=httpx2.HTTPTransport(uds=str(socket)), base_url="http://boxoffice", timeout=30
            )
            clients.append(client)
            _wait_until_it_answers(client, process)
            return Shop(client, upstreams, {})

        def kill() -> None:
            running[-1].kill()
            running[-1].wait()

        yield Server(start, kill)
        for client in clients:
            client.close()
        kill()


def app_environment(upstreams: Upstreams, database: Path) -> dict[str, str]:
    """The variables that lead the app to its upstreams and to an SQLite file of the test's own."""
    return {
        **upstreams.env(),
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(STAGE_0),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _wait_until_it_answers(client: httpx2.Client, process: subprocess.Popen[bytes]) -> None:
    for _ in range(400):
        assert process.poll() is None, "the app did not start"
        try:
            client.get("/openapi.json")
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the app did not answer within 20 s")


def _forget_boxoffice() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "boxoffice"]:
        del sys.modules[name]
