"""What the warm parent does once, so that its forks need not: import packages and walk their usual paths."""

# No "from __future__ import annotations": FastAPI and SQLAlchemy read the annotations of the classes below.
import asyncio
import contextlib
import gc
import importlib
import io
import os
import socket
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_REQUEST = (
    b"POST /items/7 HTTP/1.1\r\nHost: warm\r\nConnection: close\r\nContent-Type: application/json\r\n"
    b'Content-Length: 16\r\n\r\n{"name": "seat"}'
)


def warm_up(modules: Sequence[str]) -> None:
    """Import the modules, exercise the well-known ones, and keep the collector off what forks will share.

    Raises:
        ImportError: a module cannot be imported.
    """
    for name in modules:
        importlib.import_module(name)
    for name, exercise in _EXERCISES.items():
        if name in modules:
            exercise()
    gc.collect()
    gc.freeze()


def _use_fastapi() -> None:
    """One request through uvicorn, FastAPI and pydantic; async, as a thread would be dead in every fork."""
    from anyio._backends import _asyncio  # noqa: F401, PLC0415 - what a plain ``def`` endpoint will need
    from fastapi import FastAPI  # noqa: PLC0415 - the list of modules is the caller's
    from pydantic import BaseModel  # noqa: PLC0415

    class Item(BaseModel):
        name: str
        price: int = 0

    app = FastAPI()

    @app.post("/items/{number}")
    async def create(number: int, item: Item) -> Item:
        return Item(name=item.name, price=number)

    with tempfile.TemporaryDirectory() as folder:
        answer = asyncio.run(_ask(app, f"{folder}/warm.sock"))
    if not answer.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"the warming request got {answer[:200]!r}")


async def _ask(app: Any, path: str) -> bytes:
    from .serving import make_server  # noqa: PLC0415 - it needs uvicorn

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen()
        server = make_server(app, lambda: None)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(_REQUEST)
        answer = await reader.read()
        writer.close()
        server.should_exit = True
        await serving
    return answer


def _use_sqlalchemy() -> None:
    """A table made, written and read, in memory."""
    from sqlalchemy import create_engine, select  # noqa: PLC0415
    from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column  # noqa: PLC0415

    class Base(DeclarativeBase):
        pass

    class Seat(Base):
        __tablename__ = "seat"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Seat(name="A1"))
        session.commit()
        session.scalars(select(Seat).where(Seat.name == "A1")).one()
    engine.dispose()


_TESTS = """
import pytest

@pytest.fixture
def seats():
    return 3

def test_passes(seats):
    assert seats == 3

def test_fails(seats):
    assert seats == 4
"""


def _use_pytest() -> None:
    """A test that passes and one that fails, which import what a run needs."""
    import pytest  # noqa: PLC0415

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with contextlib.redirect_stdout(io.StringIO()), tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "test_warm.py")
        path.write_text(_TESTS, "utf-8")
        options = ["-q", "-pno:cacheprovider", "--import-mode=importlib", "-c", os.devnull]
        pytest.main([*options, f"--rootdir={folder}", str(path)])


def _use_httpx2() -> None:
    """A client over a unix socket where nobody listens: its transport is imported late."""
    import httpx2  # noqa: PLC0415

    transport = httpx2.HTTPTransport(uds="/nowhere.sock", verify=False)
    client = httpx2.Client(transport=transport, base_url="http://warm")
    with client, contextlib.suppress(httpx2.HTTPError):
        client.post("/", json={})


_EXERCISES: Mapping[str, Callable[[], None]] = {
    "fastapi": _use_fastapi,
    "sqlalchemy": _use_sqlalchemy,
    "pytest": _use_pytest,
    "httpx2": _use_httpx2,
}
