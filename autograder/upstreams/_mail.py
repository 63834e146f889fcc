"""The mail service: takes a message and keeps it, so that one can see who was told what."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from autograder.upstreams._calls import Call, Reply, refused
from autograder.upstreams._dials import Dialled


@dataclass(frozen=True)
class Message:
    """A mail that the service took."""

    id: str
    to: str
    subject: str
    text: str


class Mail(Dialled):
    """The outgoing mail of one tenant."""

    name = "mail"

    def __init__(self) -> None:
        super().__init__("send")
        self._lock = threading.Lock()
        self._messages: list[Message] = []

    @property
    def messages(self) -> tuple[Message, ...]:
        """Every mail taken, in order."""
        with self._lock:
            return tuple(self._messages)

    def operation(self, call: Call) -> str | None:
        """The name of what is asked, None for a path or method that this service does not know."""
        return "send" if (call.method, call.path) == ("POST", ("messages",)) else None

    def work(self, operation: str, call: Call) -> Reply:  # noqa: ARG002 - there is one operation only
        """Take the message."""
        to, subject, text = (call.fields.get(name) for name in ("to", "subject", "text"))
        if not (isinstance(to, str) and isinstance(subject, str) and isinstance(text, str)):
            return refused("to, subject and text are strings")
        with self._lock:
            message = Message(f"msg_{len(self._messages) + 1}", to, subject, text)
            self._messages.append(message)
        return Reply(202, {"id": message.id})
