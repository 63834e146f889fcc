"""The record of what was asked: complete, in order of arrival, and bounded, for the client may be hostile."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from autograder.upstreams._calls import JSON, Call, parse_json

MOST_BYTES = 8 * 1024 * 1024
"""Bytes of headers and bodies that one tenant's record holds."""


@dataclass(frozen=True)
class Request:
    """One request that a service got.

    Arguments:
        number: counts arrivals at this tenant, from 1.
        service: "payments", "mail" or "partners".
        operation: what was asked ("charge", "send", ...), None where the service knows no such request.
        method: the HTTP method.
        path: the path below the service ("/charges/key-1/void"), without the query.
        query: its parameters.
        headers: values by name in lower case.
        body: the bytes as they came.
        status: the HTTP status that was answered; None: no answer (hanging, dropped, or not yet).
        worked: whether the service did its work (charged, refunded, took the mail), heard or not.
        in_flight: how many requests this service had at the moment of arrival, this one included.
        finished: whether it is over; False while it still waits.
    """

    number: int
    service: str
    operation: str | None
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    in_flight: int
    status: int | None = None
    worked: bool = False
    finished: bool = False

    @property
    def json(self) -> JSON:
        """The body read as JSON, None where it is not JSON."""
        return parse_json(self.body)

    @property
    def partner(self) -> str | None:
        """The partner that was asked, where the service is "partners"."""
        return self.path.split("/")[1] if self.service == "partners" else None


class RecordFullError(Exception):
    """A tenant sent more than its record may hold."""


class Record:
    """The requests of one tenant.

    Arguments:
        most: how many requests are kept.
        rolling: when full, forget the oldest; otherwise refuse what comes after.
        on_finish: called with each request once it is over.
    """

    def __init__(self, most: int, rolling: bool, on_finish: Callable[[Request], None] | None = None) -> None:
        self._most, self._rolling, self._on_finish = most, rolling, on_finish
        self._requests: OrderedDict[int, Request] = OrderedDict()
        self._flying: Counter[str] = Counter()
        self._count = self._bytes = 0
        self._lock = threading.Lock()

    def snapshot(self) -> tuple[Request, ...]:
        """Every request so far, by arrival."""
        with self._lock:
            return tuple(self._requests.values())

    def clear(self) -> None:
        """Forget what was recorded; what is in flight goes on."""
        with self._lock:
            self._requests.clear()
            self._bytes = 0

    def arrive(self, service: str, operation: str | None, call: Call) -> Request:
        """Write down a request.

        Raises:
            RecordFullError: the record is full and not rolling.
        """
        with self._lock:
            self._make_room(_size(call))
            self._count += 1
            self._flying[service] += 1
            path = "/" + "/".join(call.path)
            query, headers = MappingProxyType(dict(call.query)), MappingProxyType(dict(call.headers))
            request = Request(
                number=self._count,
                service=service,
                operation=operation,
                method=call.method,
                path=path,
                query=query,
                headers=headers,
                body=call.body,
                in_flight=self._flying[service],
            )
            self._requests[request.number] = request
            return request

    def leave(self, request: Request) -> None:
        """The request is no longer in flight."""
        with self._lock:
            self._flying[request.service] -= 1

    def finish(self, request: Request, status: int | None, worked: bool) -> None:
        """Write down how it ended."""
        ended = replace(request, status=status, worked=worked, finished=True)
        with self._lock:
            if request.number in self._requests:
                self._requests[request.number] = ended
        if self._on_finish is not None:
            self._on_finish(ended)

    def in_flight(self) -> int:
        """How many requests wait for their answer now, over all services."""
        with self._lock:
            return self._flying.total()

    def _make_room(self, size: int) -> None:
        self._bytes += size
        while self._requests and (len(self._requests) >= self._most or self._bytes > MOST_BYTES):
            if not self._rolling:
                self._bytes -= size
                raise RecordFullError
            _, oldest = self._requests.popitem(last=False)
            self._bytes -= _size(oldest)


def _size(call: Call | Request) -> int:
    pairs = [*call.headers.items(), *call.query.items()]
    return 512 + len(call.body) + sum(len(name) + len(value) for name, value in pairs)
