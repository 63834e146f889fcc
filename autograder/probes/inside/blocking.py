"""What waits in place: which calls hold up the thread that makes them. Sent into the sandbox as text."""

import _queue
import _socket
import functools
import io
import posix
import select
import sqlite3
import ssl
import threading
import time
import types
from typing import Any

import httpcore2

SOCKET_CALLS = frozenset({"accept", "connect", "recv", "recv_into", "recvfrom", "send", "sendall", "sendto"})
DATABASE_CALLS = frozenset({"commit", "execute", "executemany", "executescript"})
SYSTEM_CALLS = frozenset({"system", "wait4", "waitpid"})
NAME_CALLS = frozenset({"getaddrinfo", "gethostbyname"})
CERTIFICATE_CALLS = frozenset({"load_cert_chain", "load_verify_locations", "set_default_verify_paths"})
NAMES = (SOCKET_CALLS | DATABASE_CALLS | SYSTEM_CALLS | NAME_CALLS | CERTIFICATE_CALLS) | {
    "acquire",
    "get",
    "open",
    "select",
    "sleep",
}
FILE_MODULES = frozenset(
    {"codecs", "csv", "io", "os", "pathlib", "pathlib._abc", "pathlib._local", "shutil", "tempfile"}
)


CERTIFICATES = "open certificates"
"""A client that is made without a context of its own reads them from the disk."""

real_sleep, real_select = time.sleep, select.select


def sleeping(seconds: float, /) -> None:
    """Stands in for `time.sleep`, so that nobody can call it out of sight."""
    real_sleep(seconds)


WAITING = {  # Python's own functions that wait
    threading.Condition.wait.__code__: "waiting for a thread",
    threading.Thread.join.__code__: "waiting for a thread",
    httpcore2.default_ssl_context.__code__: CERTIFICATES,  # also where the sandbox has none to read
}
WAITING_NAMES = frozenset(code.co_name for code in WAITING)
_STARTING = threading.Thread.start.__code__


def is_short(frame: types.FrameType) -> bool:
    """Whether a wait is none: with no time to wait, or for a thread's first word, which comes at once."""
    if frame.f_locals.get("timeout") == 0:
        return True
    outer: types.FrameType | None = frame
    for _ in range(4):
        outer = outer.f_back if outer else None
        if outer and outer.f_code is _STARTING:
            return True
    return False


def blocking_call(called: Any) -> str | None:  # noqa: PLR0911 - one answer for each kind
    """What a builtin waits for in place, in a word; nothing where it does not wait."""
    while isinstance(called, functools.partial):
        called = called.func
    name: str = getattr(called, "__name__", "")
    owner: Any = getattr(called, "__self__", None)
    if called is sleeping or called is real_sleep:
        return "time.sleep"
    if name in SOCKET_CALLS and isinstance(owner, _socket.socket):
        return None if owner.gettimeout() == 0 else f"socket.{name}"
    if name in DATABASE_CALLS and isinstance(owner, sqlite3.Connection | sqlite3.Cursor):
        return f"sqlite3 {name}"
    if called is sqlite3.connect:
        return "sqlite3.connect"
    if called is io.open:
        return "open"
    if name in CERTIFICATE_CALLS and isinstance(owner, ssl.SSLContext):
        return CERTIFICATES
    if called is real_select:
        return "select.select"
    if (name in SYSTEM_CALLS and owner is posix) or (name in NAME_CALLS and owner is _socket):
        return f"{getattr(owner, '__name__', '')}.{name}"
    if name == "get" and isinstance(owner, _queue.SimpleQueue):
        return "queue.get" if owner.empty() else None
    if name == "acquire" and hasattr(owner, "locked"):
        return "lock.acquire" if owner.locked() else None
    return None


def is_harmless(what: str, frame: types.FrameType, root: str) -> bool:
    """A file that a library opens for itself (a log's, a traceback's), a lock or `select` of its own."""
    if what in {"lock.acquire", "select.select"}:
        return not frame.f_code.co_filename.startswith(root)
    outer: types.FrameType | None = frame
    while what == "open" and outer and outer.f_globals.get("__name__") in FILE_MODULES:
        outer = outer.f_back
    return what == "open" and not (outer and outer.f_code.co_filename.startswith(root))
