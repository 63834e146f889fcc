"""What the warm parent does once, so that its forks need not: import the packages and walk their usual paths."""

# No "from __future__ import annotations": FastAPI and SQLAlchemy read the annotations of the classes below.
import asyncio
import contextlib
import gc
import importlib
import io
import os
from collections.abc import Sequence
from typing import Any


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
    """One request through FastAPI and pydantic; async, because a thread would be dead in every fork."""
    from fastapi import FastAPI  # noqa: PLC0415 - the list of modules is the caller's
    from pydantic import BaseModel  # noqa: PLC0415

    class Item(BaseModel):
        name: str
        price: int = 0

    app = FastAPI()

    @app.post("/items/{number}")
    async def create(number: int, item: Item) -> Item:
        return Item(name=item.name, price=number)

    asyncio.run(_ask(app))


async def _ask(app: Any) -> None:
    body = [{"type": "http.request", "body": b'{"name": "seat"}', "more_body": False}]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/items/7", "raw_path": b"/items/7", "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json")], "client": None, "server": None, "state": {},
    }  # fmt: skip

    async def receive() -> Any:
        return body.pop()

    async def send(message: Any) -> None:
        if message.get("status", 200) != 200:  # noqa: PLR2004 - HTTP's own number
            raise RuntimeError(f"the warming request got {message}")

    await app(scope, receive, send)


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


def _use_pytest() -> None:
    """An empty collection, which imports what a run needs."""
    import pytest  # noqa: PLC0415

    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir=/dev", "-c", "/dev/null", "/dev/null"])


_EXERCISES = {"fastapi": _use_fastapi, "sqlalchemy": _use_sqlalchemy, "pytest": _use_pytest}
