"""Turning the dials over HTTP: for a person with curl, never for an app under test."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.upstreams._calls import JSON, Call, Reply
from autograder.upstreams._dials import Dialled, Fault
from autograder.upstreams._record import Request
from autograder.upstreams._tenant import Upstreams

_KNOWN = frozenset({"fault", "latency", "status", "after_work", "times", "on"})
_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def controlled(tenant: Upstreams, call: Call) -> Reply:
    """Answer a request to `/control/<tenant>/...`.

    `GET /` shows the dials, `PUT /<service>?fault=hang&times=1` turns one (partners also by name:
    `/partners/trains-ic`), `DELETE /<service>` or `DELETE /` resets them, `GET /record` reads the record and
    `DELETE /record` forgets it. `DELETE /books` lets payments start over.
    """
    reply = _of_all(tenant, call)
    if reply is not None:
        return reply
    target = _target(tenant, call.path)
    if target is None or call.method not in ("GET", "PUT", "DELETE"):
        known = "payments, mail, partners, partners/<name> and paylane"
        return Reply(404, {"error": f"no such dial; there are {known}"})
    return _turned(target, call)


def _of_all(tenant: Upstreams, call: Call) -> Reply | None:
    """What is asked of the whole tenant; None where it is asked of one of its services."""
    match call.method, call.path:
        case "GET", ():
            return Reply(200, {service.name: _settings(service) for service in tenant.services})
        case "DELETE", ():
            tenant.reset()
            return Reply(200, {"dials": "reset"})
        case "GET", ("record",):
            return Reply(200, [_shown(request) for request in tenant.record])
        case "DELETE", ("books",):
            tenant.payments.start_over()
            return Reply(200, {"books": "empty"})
        case "DELETE", ("record",):
            tenant.clear_record()
            return Reply(200, {"record": "forgotten"})
    return None


def _turned(target: Dialled, call: Call) -> Reply:
    if call.method == "DELETE":
        target.reset()
    if call.method == "PUT":
        try:
            _dial(target, call.query)
        except ValueError as error:
            return Reply(422, {"error": str(error)})
    return Reply(200, _settings(target))


def _target(tenant: Upstreams, path: tuple[str, ...]) -> Dialled | None:
    match path:
        case (name,):
            return next((service for service in tenant.services if service.name == name), None)
        case ("partners", partner):
            try:
                return tenant.partners[partner]
            except KeyError:
                return None
    return None


def _dial(target: Dialled, query: Mapping[str, str]) -> None:
    unknown = sorted(set(query) - _KNOWN)
    if unknown:
        raise ValueError(f"no such setting: {', '.join(unknown)}; there are {', '.join(sorted(_KNOWN))}")
    fault = query.get("fault", "none")
    if fault not in set(Fault):
        raise ValueError(f"no such fault: {fault}; there are {', '.join(Fault)}")
    after = query.get("after_work")
    if after is not None and after not in _FLAGS:
        raise ValueError("after_work is yes or no")
    target.dial(
        Fault(fault),
        latency=float(query.get("latency", "0")),
        status=int(query["status"]) if "status" in query else None,
        after_work=None if after is None else _FLAGS[after],
        times=int(query["times"]) if "times" in query else None,
        on=query.get("on"),
    )


def _settings(target: Dialled) -> JSON:
    return dict(target.settings())


def _shown(request: Request) -> JSON:
    return {
        "number": request.number,
        "service": request.service,
        "operation": request.operation,
        "method": request.method,
        "path": request.path,
        "query": dict(request.query),
        "headers": dict(request.headers),
        "json": request.json,
        "status": request.status,
        "worked": request.worked,
        "in_flight": request.in_flight,
        "finished": request.finished,
    }
