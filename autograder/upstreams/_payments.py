"""The payment service: charges with idempotency keys, voids that bar a key, refunds of what is left."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TypeGuard

from autograder.upstreams._calls import JSON, Call, Reply, refused
from autograder.upstreams._dials import Dialled

DECLINED_CARD = "tok_declined"
MOST_CENTS = 10**12
DECLINED = Reply(402, {"status": "declined"})


@dataclass(frozen=True)
class Charge:
    """Money taken from a card.

    Arguments:
        id: the service's own id (`ch_1`).
        key: the client's idempotency key, or None.
        amount_cents: what was taken.
        card, reference: as the client sent them.
        voided: taken back as a whole, as if never charged.
        refunded_cents: given back later, in one or more refunds.
    """

    id: str
    key: str | None
    amount_cents: int
    card: str
    reference: str
    voided: bool = False
    refunded_cents: int = 0

    @property
    def kept_cents(self) -> int:
        """What the seller still has of it."""
        return 0 if self.voided else self.amount_cents - self.refunded_cents


class Payments(Dialled):
    """The ledger of one tenant."""

    name = "payments"
    prefix = "ch"
    """What the ids of its charges begin with."""

    declined = DECLINED

    def __init__(self) -> None:
        super().__init__("charge", "look_up", "void", "refund")
        self._lock = threading.Lock()
        self._charges: dict[str, Charge] = {}
        self._by_key: dict[str, str] = {}
        self._barred: set[str] = set()
        self._refunds: dict[str, Reply] = {}
        self._refund_count = 0

    @property
    def charges(self) -> tuple[Charge, ...]:
        """Every charge that was made, in order, as it stands now."""
        with self._lock:
            return tuple(self._charges.values())

    @property
    def kept_cents(self) -> int:
        """All the money that the seller has: charged, not voided, not refunded."""
        return sum(charge.kept_cents for charge in self.charges)

    def start_over(self) -> None:
        """Forget every charge, key and refund: what follows is the first that is asked."""
        with self._lock:
            self._charges, self._by_key, self._barred, self._refunds = {}, {}, set(), {}
            self._refund_count = 0

    def operation(self, call: Call) -> str | None:
        """The name of what is asked, None for a path or method that this service does not know."""
        match call.method, call.path:
            case "POST", ("charges",):
                return "charge"
            case "GET", ("charges", _):
                return "look_up"
            case "POST", ("charges", _, "void"):
                return "void"
            case "POST", ("refunds",):
                return "refund"
        return None

    def work(self, operation: str, call: Call) -> Reply:
        """Do what is asked."""
        with self._lock:
            match operation:
                case "charge":
                    return self._charge(call)
                case "look_up":
                    return self._look_up(call.path[1])
                case "void":
                    return self._void(call.path[1])
            return self._refund(call)

    def _charge(self, call: Call) -> Reply:
        key = call.headers.get("idempotency-key")
        amount, card = call.fields.get("amount_cents"), call.fields.get("card")
        if not _is_amount(amount):
            return refused("amount_cents is an integer of 1 or more")
        if call.fields.get("currency") != "EUR" or not isinstance(card, str):
            return refused("currency is EUR and card is a token")
        if key in self._barred:
            return Reply(409, {"status": "voided", "key": key})
        if key is not None and key in self._by_key:
            return Reply(201, _shown(self._charges[self._by_key[key]]))
        if card == DECLINED_CARD:
            return DECLINED
        reference = call.fields.get("reference")
        told = reference if isinstance(reference, str) else ""
        charge = Charge(f"{self.prefix}_{len(self._charges) + 1}", key, amount, card, told)
        self._charges[charge.id] = charge
        if key is not None:
            self._by_key[key] = charge.id
        return Reply(201, _shown(charge))

    def _find(self, name: str) -> Charge | None:
        return self._charges.get(self._by_key.get(name, name))

    def _look_up(self, name: str) -> Reply:
        charge = self._find(name)
        if charge is not None:
            return Reply(200, _shown(charge))
        return Reply(200, _barred(name)) if name in self._barred else Reply(404, {"error": "no such charge"})

    def _void(self, name: str) -> Reply:
        charge = self._find(name)
        if charge is None:
            self._barred.add(name)
            return Reply(200, _barred(name))
        if charge.refunded_cents:
            return Reply(409, {"error": "refunded, so it cannot be voided"})
        voided = replace(charge, voided=True)
        self._charges[charge.id] = voided
        if charge.key is not None:
            self._barred.add(charge.key)
        return Reply(200, _shown(voided))

    def _refund(self, call: Call) -> Reply:
        key, name, amount = (
            call.headers.get("idempotency-key"),
            call.fields.get("charge"),
            call.fields.get("amount_cents"),
        )
        if not isinstance(name, str) or not _is_amount(amount):
            return refused("charge is an id or a key, amount_cents is an integer of 1 or more")
        if key is not None and key in self._refunds:
            return self._refunds[key]
        charge = self._find(name)
        if charge is None:
            return Reply(404, {"error": "no such charge"})
        if amount > charge.kept_cents:
            return Reply(409, {"error": "more than was charged"})
        self._charges[charge.id] = replace(charge, refunded_cents=charge.refunded_cents + amount)
        self._refund_count += 1
        reply = Reply(201, {"id": f"re_{self._refund_count}", "status": "refunded", "amount_cents": amount})
        if key is not None:
            self._refunds[key] = reply
        return reply


def _is_amount(value: JSON) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MOST_CENTS


def _shown(charge: Charge) -> JSON:
    status = "voided" if charge.voided else "charged"
    return {"id": charge.id, "key": charge.key, "status": status, "amount_cents": charge.amount_cents}


def _barred(key: str) -> JSON:
    return {"id": None, "key": key, "status": "voided", "amount_cents": 0}
