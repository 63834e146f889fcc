"""Listens to what an app writes to its log. Sent into the sandbox as a part."""

import logging
from typing import Any

ALWAYS = frozenset(vars(logging.makeLogRecord({})))
"""Fields that every record has; others were put there by whoever wrote it."""


def listen(lines: list[str]) -> None:
    """Put every line that is logged from now on into a list: its text, and its own fields."""
    handle = logging.Logger.handle

    def noting(self: logging.Logger, record: logging.LogRecord) -> None:
        lines.append(_text(record))
        handle(self, record)

    logging.Logger.handle = noting  # type: ignore[method-assign]
    for name in (None, "boxoffice"):
        logging.getLogger(name).setLevel(logging.INFO)


def _text(record: Any) -> str:
    more = [str(value) for name, value in vars(record).items() if name not in ALWAYS]
    return " ".join([record.getMessage(), *more])
