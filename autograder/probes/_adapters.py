"""Ask a learner's adapters to do their work, and watch the services behind them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.probes._composed import ComposedApps, paths_of
from autograder.probes._inside import program
from autograder.sandbox import JSON, Failure, FailureKind
from autograder.upstreams import Call, Fault, Upstreams

SECONDS = 5.0


@dataclass(frozen=True)
class Message:
    """An object of the learner's `boxoffice.ports`, as an argument: its class and its fields, plain."""

    kind: str
    fields: Mapping[str, JSON]


@dataclass(frozen=True)
class Trouble:
    """What a service is put through first.

    Arguments:
        fault: of which kind.
        times: for how many requests; None: for all.
        status: of a faulty answer; None: the usual one.
        after_work: whether the trouble comes when the work is done; None: as is usual.
        body: of a faulty answer; None: bytes that nobody can read.
        latency: seconds that pass first.
    """

    fault: Fault
    times: int | None = None
    status: int | None = None
    after_work: bool | None = None
    body: bytes | None = None
    latency: float = 0.0


@dataclass(frozen=True)
class AdapterCall:
    """One call of a method of a port, on adapters that were just connected.

    Arguments:
        port, method: `payments` and `charge`, for instance, or `clock` and `__call__`; `IS_THERE` calls
            nothing, and its value is `there` or `missing`.
        arguments: plain values and messages, by position.
        trouble: of the service behind the port.
        charged: cents of each charge that the service has made before, the oldest first.
        earlier: what else the service was asked before: operations and calls.
        from_environment: whether the settings are read from an environment.
        unreachable: whether nobody listens where the settings say the service is.
        told: whether the settings say where the second payment service is.
    """

    port: str
    method: str
    arguments: tuple[Any, ...]
    trouble: Trouble | None = None
    charged: tuple[int, ...] = ()
    earlier: tuple[tuple[str, Call], ...] = ()
    from_environment: bool = False
    unreachable: bool = False
    told: bool = False


@dataclass(frozen=True)
class AdapterOutcome:
    """What a call gave, as the learner's process says, and what arrived, as was seen outside.

    Arguments:
        value: the answer.
        raised: the names of the class of what was raised instead, and of its bases.
        message, path, line: what was raised says, and where in the tree.
        upstreams: the services that the settings led to, after the call.
    """

    upstreams: Upstreams = field(repr=False)
    value: str | int | None = None
    raised: tuple[str, ...] = ()
    message: str = ""
    path: str | None = None
    line: int | None = None


@dataclass(frozen=True)
class AskedAdapters:
    """How the adapters did.

    Arguments:
        outcomes: one for each call.
        environment: the services that the environment led to, and nobody should have reached.
        failure: why there are no outcomes.
    """

    outcomes: tuple[AdapterOutcome, ...]
    environment: Upstreams
    failure: Failure | None = None


@contextmanager
def asked_adapters(
    composed: ComposedApps, calls: Sequence[AdapterCall], *, seconds: float = SECONDS
) -> Iterator[AskedAdapters]:
    """Connect for each call, each time to services of its own, and call. Records last as the context does.

    Arguments:
        composed: whose room it is.
        calls: in this order.
        seconds: time limit for all of them.
    """
    with ExitStack() as stack:
        environment, *tenants = [stack.enter_context(composed.tenant()) for _ in range(1 + len(calls))]
        for call, upstreams in zip(calls, tenants, strict=True):
            _prepare(call, upstreams)
        argument: JSON = {
            "environment": paths_of(environment),
            "calls": [_described(*pair) for pair in zip(calls, tenants, strict=True)],
        }
        outcome = composed.room.run(program("adapters"), argument, seconds=seconds)
        if isinstance(outcome, Failure):
            yield AskedAdapters((), environment, outcome)
            return
        said = outcome.json
        if not isinstance(said, list) or len(said) != len(calls):
            broken = Failure(FailureKind.BROKEN_ANSWER, "the answer cannot be read")
            yield AskedAdapters((), environment, broken)
            return
        yield AskedAdapters(tuple(map(_outcome, said, tenants)), environment)


def _prepare(call: AdapterCall, upstreams: Upstreams) -> None:
    services: dict[str, Any] = {
        "payments": upstreams.payments,
        "mail": upstreams.mail,
        "backup": upstreams.paylane,
        "partners": upstreams.partners,
    }
    for cents in call.charged:
        body = json.dumps({"amount_cents": cents, "currency": "EUR", "card": "tok_before"}).encode()
        upstreams.payments.work("charge", Call("POST", ("charges",), body=body))
    for operation, earlier in call.earlier:
        services[call.port].work(operation, earlier)
    if call.trouble:
        trouble = call.trouble
        services[call.port].dial(
            trouble.fault,
            latency=trouble.latency,
            status=trouble.status,
            after_work=trouble.after_work,
            body=trouble.body,
            times=trouble.times,
        )


def _described(call: AdapterCall, upstreams: Upstreams) -> JSON:
    arguments: list[JSON] = [
        {"make": each.kind, "fields": {**each.fields}} if isinstance(each, Message) else each
        for each in call.arguments
    ]
    return {
        "settings": {**upstreams.env("/", backup=call.told)},
        "from_environment": call.from_environment,
        "unreachable": call.unreachable,
        "port": call.port,
        "method": call.method,
        "arguments": arguments,
    }


def _outcome(said: Any, upstreams: Upstreams) -> AdapterOutcome:
    if not isinstance(said, dict):
        return AdapterOutcome(upstreams, raised=("",), message="nothing readable")
    value, raised, path, line = (said.get(name) for name in ("value", "raised", "path", "line"))
    return AdapterOutcome(
        upstreams,
        value=value if isinstance(value, str | int) else None,
        raised=tuple(str(name) for name in raised) if isinstance(raised, list) else (),
        message=str(said.get("message", "")),
        path=path if isinstance(path, str) else None,
        line=line if type(line) is int else None,
    )
