"""What the adapter of the second provider is asked, and what has to arrive and to come back."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from autograder.probes import IS_THERE, AdapterCall, AdapterOutcome, Trouble
from autograder.sandbox import JSON
from autograder.upstreams import Call, Charge, Fault

PORT = "backup"
DECLINED, UNCLEAR, NOT_REACHED = "Declined", "PaymentFailed", "NotReached"

Kept = Callable[[AdapterOutcome], bool]

SLOW_SECONDS = 8.0
"""Longer than the adapter waits for an answer, by so much that a busy machine cannot make up for it."""

ODD: Mapping[str, tuple[JSON, ...]] = {
    "charge": (
        {"state": "settled"},
        {"state": "settled", "payment": None},
        {"state": "pending", "payment": "pl_1"},
        ["settled"],
    ),
    "find": (
        {},
        {"payments": [{"state": "pending", "payment": "pl_1"}]},
        {"payments": [{"state": "settled"}]},
        [],
    ),
    "void": ({"state": "settled"}, {"state": "pending"}, [], {}),
    "refund": ({"state": "settled"}, {"state": "pending"}, [], {}),
}
"""Answers with status 200 that stand in no table, by the call."""


@dataclass(frozen=True)
class PaylaneCase:
    """One call of the second provider's port.

    Arguments:
        why: what it is about.
        asked: the call, for a card.
        call: the call.
        promise: what should come of it, for a card.
        is_kept: whether it did.
        reason: a stable word for where it did not.
        is_basic: whether nothing else makes sense without it.
        may_raise: the exceptions of the port that it may end with.
    """

    why: str
    asked: str
    call: AdapterCall
    promise: str
    is_kept: Kept = field(repr=False)
    reason: str = "promise-broken"
    is_basic: bool = False
    may_raise: tuple[str, ...] = (DECLINED, UNCLEAR, NOT_REACHED)


def paylane_cases(chance: random.Random) -> Iterator[PaylaneCase]:
    """Whether it is there; then charges, look-ups, voids and refunds, in good times and bad."""
    yield from _is_there()
    yield from _charges(chance)
    yield from _finds(chance)
    yield from _voids(chance)
    yield from _refunds(chance)
    for method, arguments in _each_method(chance):
        yield from _troubled(method, arguments)


def _is_there() -> Iterator[PaylaneCase]:
    for told in (True, False):
        for where in ("environment", "settings"):
            call = AdapterCall(PORT, IS_THERE, (), told=told, from_environment=where == "environment")
            why = f"There is {'a' if told else 'no'} URL of a second provider in the {where}."
            promise, is_kept = ("an adapter", _gives("there")) if told else ("None", _gives("missing"))
            yield PaylaneCase(why, "connect(settings).backup", call, promise, is_kept, is_basic=True)


def _charges(chance: random.Random) -> Iterator[PaylaneCase]:
    for cents in (1, 9, 10, 100, 105, 1_000_000, *(chance.randint(11, 99_999) for _ in range(3))):
        key, card = _word(chance), _word(chance)
        yield _case(
            "A charge.",
            "charge",
            (cents, card, key),
            f"the payment's id; {cents} cents charged once",
            _is_charged(cents, card, key),
            "wrong-amount",
        )
    key = _word(chance)
    again = (("charge", _charge_call("3.50", key)),)
    yield _case(
        "The key has been charged before.",
        "charge",
        (350, "tok_before", key),
        "the id of the charge that stands",
        lambda outcome: outcome.value == "pl_1" and len(outcome.upstreams.paylane.charges) == 1,
        earlier=again,
    )
    yield _case(
        "The card is declined.",
        "charge",
        (350, "tok_declined", _word(chance)),
        DECLINED,
        _raises(DECLINED),
        "declined",
    )
    barred = _word(chance)
    yield _case(
        "The key is barred.",
        "charge",
        (350, "tok_visa", barred),
        UNCLEAR,
        lambda outcome: _raises(UNCLEAR)(outcome) and not outcome.upstreams.paylane.charges,
        earlier=(("void", Call("POST", ("payments", barred, "cancel"))),),
    )


def _finds(chance: random.Random) -> Iterator[PaylaneCase]:
    key = _odd_word(chance)
    charged = (("charge", _charge_call("3.50", key)),)
    voided = (*charged, ("void", Call("POST", ("payments", key, "cancel"))))
    barred = voided[1:]
    yield _case("The key was charged.", "find", (key,), "'pl_1'", _gives("pl_1"), earlier=charged)
    yield _case("Nobody knows the key.", "find", (key,), "None", _gives(None))
    yield _case("The charge was voided.", "find", (key,), "None", _gives(None), earlier=voided)
    yield _case("The key is barred.", "find", (key,), "None", _gives(None), earlier=barred)


def _voids(chance: random.Random) -> Iterator[PaylaneCase]:
    key = _odd_word(chance)
    charged = (("charge", _charge_call("3.50", key)),)
    yield _case(
        "The key was charged.",
        "void",
        (key,),
        "None; the charge is voided",
        lambda outcome: _gives(None)(outcome) and [each.voided for each in _charges_in(outcome)] == [True],
        earlier=charged,
    )
    yield _case("Nobody knows the key yet.", "void", (key,), "None; the key is barred", _gives(None))


def _refunds(chance: random.Random) -> Iterator[PaylaneCase]:
    for cents in (5, chance.randint(6, 349), 350):
        yield _case(
            "A refund.",
            "refund",
            ("pl_1", cents, _word(chance)),
            f"None; {cents} of 350 cents paid back",
            _is_refunded(cents),
            "wrong-amount",
            earlier=(("charge", _charge_call("3.50", _word(chance))),),
        )
    yield _case(
        "More than was charged.",
        "refund",
        ("pl_1", 351, _word(chance)),
        UNCLEAR,
        _raises(UNCLEAR),
        earlier=(("charge", _charge_call("3.50", _word(chance))),),
    )

    charge_id = _odd_word(chance)
    yield _case(
        "Nobody knows a payment with this id.",
        "refund",
        (charge_id, 100, _word(chance)),
        f"a request about this payment, and {UNCLEAR}",
        lambda outcome: _raises(UNCLEAR)(outcome) and _asked_about(outcome) == {charge_id},
        "wrong-id",
    )


def _each_method(chance: random.Random) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    yield "charge", (350, "tok_visa", _word(chance))
    yield "find", (_word(chance),)
    yield "void", (_word(chance),)
    yield "refund", ("pl_1", 100, _word(chance))


def _troubled(method: str, arguments: tuple[str | int, ...]) -> Iterator[PaylaneCase]:
    troubles = {
        "It answers 500.": Trouble(Fault.ERROR, status=500),
        "It answers 503.": Trouble(Fault.ERROR, status=503),
        "It answers nonsense.": Trouble(Fault.GARBAGE, after_work=True),
        "It does it, and the connection breaks.": Trouble(Fault.DROP, after_work=True),
        "The connection breaks before anything is done.": Trouble(Fault.DROP, after_work=False),
    }
    # One call of four tells who asks only whether a status is an error: a redirection is not.
    for status in (302, 404, 500) if method == "charge" else (404, 500):
        troubles[f"It does it, and answers with status {status}."] = Trouble(Fault.NONE, status=status)
    for body in ODD[method]:
        text = json.dumps(body)
        troubles[f"It answers 200 with {text}."] = Trouble(Fault.GARBAGE, body=text.encode(), after_work=True)
    if method == "charge":
        troubles["It answers after eight seconds."] = Trouble(Fault.NONE, latency=SLOW_SECONDS)
    promise = f"{UNCLEAR}, and no {NOT_REACHED}, after one request"
    earlier = (("charge", _charge_call("3.50", "earlier")),) if method == "refund" else ()
    for why, trouble in troubles.items():
        yield _case(why, method, arguments, promise, _is_unclear, "unclear", trouble=trouble, earlier=earlier)
    yield _case(
        "All is well.",
        method,
        arguments,
        "one request",
        lambda outcome: len(outcome.upstreams.record) == 1,
        "many-requests",
        earlier=earlier,
    )
    yield _case(
        "Nobody listens at its address.",
        method,
        arguments,
        NOT_REACHED,
        _raises(NOT_REACHED),
        "not-reached",
        unreachable=True,
    )


def _case(  # noqa: PLR0917 - a table, read line by line
    why: str,
    method: str,
    arguments: tuple[str | int, ...],
    promise: str,
    is_kept: Kept,
    reason: str = "promise-broken",
    *,
    earlier: tuple[tuple[str, Call], ...] = (),
    trouble: Trouble | None = None,
    unreachable: bool = False,
) -> PaylaneCase:
    call = AdapterCall(PORT, method, arguments, trouble, earlier=earlier, unreachable=unreachable, told=True)
    return PaylaneCase(why, f"backup.{method}{arguments!r}", call, promise, is_kept, reason)


def _charge_call(amount: str, key: str) -> Call:
    body = {"ref": key, "amount": amount, "currency": "EUR", "token": "tok_before"}
    return Call("POST", ("payments",), body=json.dumps(body).encode())


def _charges_in(outcome: AdapterOutcome) -> tuple[Charge, ...]:
    return outcome.upstreams.paylane.charges


def _is_charged(cents: int, card: str, key: str) -> Kept:
    def kept(outcome: AdapterOutcome) -> bool:
        made = [(each.amount_cents, each.card, each.key) for each in _charges_in(outcome)]
        return outcome.value == "pl_1" and made == [(cents, card, key)]

    return kept


def _is_refunded(cents: int) -> Kept:
    def kept(outcome: AdapterOutcome) -> bool:
        back = [each.refunded_cents for each in _charges_in(outcome)]
        return _gives(None)(outcome) and back == [cents]

    return kept


def _asked_about(outcome: AdapterOutcome) -> set[str]:
    """The payments that refunds were asked for, whatever else was asked."""
    paths = (each.path for each in outcome.upstreams.record if each.operation == "refund")
    return {path.removeprefix("/payments/").removesuffix("/paybacks") for path in paths}


def _gives(value: str | None) -> Kept:
    return lambda outcome: not outcome.raised and outcome.value == value


def _raises(name: str) -> Kept:
    return lambda outcome: name in outcome.raised


def _is_unclear(outcome: AdapterOutcome) -> bool:
    clear = UNCLEAR not in outcome.raised or not {NOT_REACHED, DECLINED}.isdisjoint(outcome.raised)
    return not clear and len(outcome.upstreams.record) == 1


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=8))


def _odd_word(chance: random.Random) -> str:
    """One that has to be encoded in a URL."""
    return f"{_word(chance)} &?/{_word(chance)}"
