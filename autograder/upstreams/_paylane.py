"""Paylane: a second payment service, with words of its own for the same work.

`POST /payments` takes `ref`, `amount` (`"12.50"`), `currency` and `token`; `GET /payments?ref=...` looks one
up; `POST /payments/<ref>/cancel` voids it and bars its ref; `POST /payments/<id>/paybacks` takes `ref` and
`amount`. A yes and a no both have status 200 and say so in `state`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from autograder.upstreams._calls import JSON, Call, Reply, refused
from autograder.upstreams._payments import Payments

_AMOUNT = re.compile(r"(\d{1,10})\.(\d{2})")
_STATES: Mapping[str, str] = {"charged": "settled", "voided": "cancelled", "declined": "refused"}
_CREATED, _NOT_FOUND = 201, 404


class Paylane(Payments):
    """The ledger of one tenant at its second payment service."""

    name = "paylane"
    prefix = "pl"
    declined = Reply(200, {"state": "refused"})

    def operation(self, call: Call) -> str | None:
        """The name of what is asked, as with `Payments`."""
        match call.method, call.path:
            case "POST", ("payments",):
                return "charge"
            case "GET", ("payments",):
                return "look_up"
            case "POST", ("payments", _, "cancel"):
                return "void"
            case "POST", ("payments", _, "paybacks"):
                return "refund"
        return None

    def work(self, operation: str, call: Call) -> Reply:
        """Do what is asked, and say it in this service's words."""
        match operation:
            case "charge":
                return self._settle(call)
            case "look_up":
                found = super().work("look_up", Call("GET", ("charges", call.query.get("ref", ""))))
                return Reply(200, {"payments": [] if found.status == _NOT_FOUND else [_said(found)]})
            case "void":
                return self._told(super().work("void", Call("POST", ("charges", call.path[1], "void"))))
        return self._pay_back(call)

    def _settle(self, call: Call) -> Reply:
        ref, amount = call.fields.get("ref"), _cents(call.fields.get("amount"))
        if not isinstance(ref, str) or amount is None:
            return refused('ref is a text, amount is a text such as "12.50"')
        asked: JSON = {
            "amount_cents": amount,
            "currency": call.fields.get("currency"),
            "card": call.fields.get("token"),
            "reference": ref,
        }
        return self._told(super().work("charge", _call(("charges",), asked, ref)))

    def _pay_back(self, call: Call) -> Reply:
        ref, amount = call.fields.get("ref"), _cents(call.fields.get("amount"))
        if not isinstance(ref, str) or amount is None:
            return refused('ref is a text, amount is a text such as "12.50"')
        asked: JSON = {"charge": call.path[1], "amount_cents": amount}
        done = super().work("refund", _call(("refunds",), asked, ref))
        return Reply(200, {"state": "paid_back"}) if done.status == _CREATED else done

    def _told(self, reply: Reply) -> Reply:
        """A yes, a no, or what this service cannot do, in its own words."""
        said = _said(reply)
        return Reply(200, said) if said else reply


def _said(reply: Reply) -> dict[str, JSON]:
    """What the ledger says of a payment; nothing where it says something else."""
    fields = reply.json if isinstance(reply.json, dict) else {}
    state = _STATES.get(str(fields.get("status")))
    if state is None:
        return {}
    return {"payment": fields.get("id"), "state": state} if state == "settled" else {"state": state}


def _cents(amount: JSON) -> int | None:
    parts = _AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
    return int(parts[1] + parts[2]) if parts else None


def _call(path: tuple[str, ...], asked: JSON, key: str) -> Call:
    return Call("POST", path, headers={"idempotency-key": key}, body=json.dumps(asked).encode())
