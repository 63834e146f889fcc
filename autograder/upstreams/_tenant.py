"""One tenant: its own services, dials and record, reached only by those who know its token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from autograder.upstreams._calls import Call, Reply
from autograder.upstreams._dials import Dial, Fault
from autograder.upstreams._gate import Gate
from autograder.upstreams._mail import Mail
from autograder.upstreams._partners import Partners
from autograder.upstreams._paylane import Paylane
from autograder.upstreams._payments import DECLINED, Payments
from autograder.upstreams._record import Record, RecordFullError, Request

MOST_IN_FLIGHT = 128
"""Requests of one tenant that may wait for their answers at a time."""

GARBAGE = b'{"status": "char\xff\xfe\x00'
"""Neither UTF-8 nor JSON, and it stops in the middle."""

_WELL = Dial()

Service = Payments | Mail | Partners

WITHOUT_BEING_ASKED = ("payments", "mail", "partners")
"""The services that every app has."""


class Upstreams:
    """Payments, mail and partners for one app under test. Made by `UpstreamServer.tenant`.

    Attributes:
        payments, mail, partners: the services; `payments.dial(Fault.HANG, times=1)` turns a dial,
            `payments.charges` and `mail.messages` say what came of it all.
        paylane: a second payment service, for an app that is told of it.
        gate: holds answers back until they are let through.
    """

    def __init__(
        self,
        token: str,
        base: str,
        record: Record,
        closing: asyncio.Future[None],
        discard: Callable[[Upstreams], None],
    ) -> None:
        self.token = token
        self.payments, self.mail, self.partners = Payments(), Mail(), Partners()
        self.paylane = Paylane()
        self.gate = Gate()
        self._base, self._record, self._closing, self._discard = base, record, closing, discard
        self._services: dict[str, Service] = {
            service.name: service for service in (self.payments, self.mail, self.partners, self.paylane)
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    @property
    def services(self) -> tuple[Service, ...]:
        """All services."""
        return tuple(self._services.values())

    @property
    def record(self) -> tuple[Request, ...]:
        """Every request so far, in order of arrival; a snapshot that does not change any more."""
        return self._record.snapshot()

    def clear_record(self) -> None:
        """Forget the requests so far. Charges and mails stay."""
        self._record.clear()

    def env(self, base: str | None = None, *, backup: bool = False) -> dict[str, str]:
        """The environment variables that lead an app here.

        Arguments:
            base: URL at which the app reaches the server, where that is not the server's own
                (`"http://127.0.0.1:9000"`, forwarded into a sandbox).
            backup: whether the app is told of the second payment service.
        """
        root = f"{(base or self._base).rstrip('/')}/{self.token}"
        more = {"BACKUP_PAYMENTS_URL": f"{root}/{self.paylane.name}"} if backup else {}
        return {**{f"{name.upper()}_URL": f"{root}/{name}" for name in WITHOUT_BEING_ASKED}, **more}

    def reset(self) -> None:
        """Forget every dial of every service."""
        for service in self.services:
            service.reset()

    def discard(self) -> None:
        """Cut off what still waits and forget this tenant: its URLs answer 404 from now on."""
        self._discard(self)

    def release(self) -> None:
        """Cut off what still waits. Called in the server's loop."""
        if not self._closing.done():
            self._closing.set_result(None)

    async def answer(
        self, name: str, call: Call, gone: asyncio.Future[None], drip: Callable[[], None]
    ) -> Reply | None:
        """Answer one request as the dials say. Runs in the server's loop.

        Arguments:
            name: the service.
            call: what is asked of it.
            gone: done when the client has hung up.
            drip: sends the client a few bytes that are no answer yet.

        Returns:
            The answer, or None where the connection is to be cut.
        """
        service = self._services.get(name)
        if service is None:
            return Reply(404, {"error": f"no service here; there are {', '.join(self._services)}"})
        if self._record.in_flight() >= MOST_IN_FLIGHT:
            return Reply(429, {"error": f"more than {MOST_IN_FLIGHT} requests at a time"})
        operation = service.operation(call)
        try:
            request = self._record.arrive(name, operation, call)
        except RecordFullError:
            return Reply(429, {"error": "more requests than the record holds"})
        leave = _Once(lambda: self._record.leave(request))
        gone.add_done_callback(leave)
        try:
            await self.gate.passage(request, gone, self._closing, drip=drip)
            reply, worked = await self._treated(service, operation, call, gone)
            self._record.finish(request, reply.status if reply else None, worked)
        finally:
            gone.remove_done_callback(leave)
            leave()
        return reply

    async def _treated(
        self, service: Service, operation: str | None, call: Call, gone: asyncio.Future[None]
    ) -> tuple[Reply | None, bool]:
        if operation is None:
            return Reply(
                404, {"error": f"{service.name} does not know {call.method} /{'/'.join(call.path)}"}
            ), False
        dial = _dial_for(service, operation, call)
        if dial.latency and await self._closed_within(dial.latency):
            return None, False
        reply, worked = None, False
        if dial.works_first:
            reply = service.work(operation, call)
            worked = reply.status < 400  # noqa: PLR2004 - where HTTP's refusals begin
        if dial.fault is Fault.HANG:
            await asyncio.wait({self._closing, gone}, return_when=asyncio.FIRST_COMPLETED)
        return _heard(service, dial, reply), worked

    async def _closed_within(self, seconds: float) -> bool:
        done, _ = await asyncio.wait({self._closing}, timeout=seconds)
        return bool(done)


def _heard(service: Service, dial: Dial, reply: Reply | None) -> Reply | None:
    match dial.fault:
        case Fault.NONE:
            return replace(reply, status=dial.status) if reply and dial.status else reply
        case Fault.DECLINE:
            return service.declined if isinstance(service, Payments) else DECLINED
        case Fault.ERROR:
            return Reply(dial.status or 503, {"error": "the service is in trouble"})
        case Fault.GARBAGE:
            return Reply(dial.status or 200, raw=GARBAGE if dial.body is None else dial.body)
    return None


class _Once:
    """Calls the first time only: a request leaves when its client hangs up or when it is over."""

    def __init__(self, call: Callable[[], None]) -> None:
        self._call: Callable[[], None] | None = call

    def __call__(self, _: asyncio.Future[None] | None = None) -> None:
        call, self._call = self._call, None
        if call is not None:
            call()


def _dial_for(service: Service, operation: str, call: Call) -> Dial:
    if isinstance(service, Partners):
        return service.dial_for(call, operation) or _WELL
    return service.take(operation) or _WELL
