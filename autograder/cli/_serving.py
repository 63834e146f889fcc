"""What the commands that serve something have in common: their port, and how they end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import click

PORT = click.IntRange(0, 65535)


class PortTakenError(click.ClickException):
    """Another program listens there. One line that says what to do, and exit code 2."""

    exit_code = 2

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} is in use; choose another with --port, or 0 for any that is free")


@contextmanager
def until_interrupted() -> Iterator[None]:
    """Run a block until Ctrl-C or a polite kill, which end it without a word."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        click.echo()
    finally:
        signal.signal(signal.SIGTERM, before)
