"""What the adapters of payments and mail are asked, and what has to arrive and to come back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from autograder.probes import AdapterCall, AdapterOutcome, Message, Trouble
from autograder.upstreams import Fault

HERE = timezone(timedelta(hours=5, minutes=45))
"""The time zone of the machine that the app stands on, see `TIME_ZONE` of `autograder.sandbox.sandbox`."""

TRIES = 2

CREATED = 201

WITHOUT_ID: Mapping[str, bytes | None] = {
    "nonsense": None,
    "{} for a body": b"{}",
    "[] for a body": b"[]",
    "null for a body": b"null",
}
"""Bodies of a charge's answer in which there is no id; None: bytes that nobody can read."""

MAIL_TROUBLES: Mapping[str, Trouble | None] = {
    "": None,
    ", mail in trouble": Trouble(Fault.ERROR),
    ", no answer": Trouble(Fault.DROP),
    ", nonsense for an answer": Trouble(Fault.GARBAGE),
}
"""What a mail service goes through, in a few words."""

CONFIRMATION = """Thank you for your order {order_id} at Encore Tickets!

{title}
{venue}, {when}

Your tickets:
{codes}

You paid {total}.
"""


@dataclass(frozen=True)
class Arrival:
    """A request that the service should get."""

    path: str
    json: dict[str, Any]
    method: str = "POST"


@dataclass(frozen=True)
class AdapterCase:
    """One call of a port.

    Arguments:
        why: what the case is about, in a few words.
        asked: the call, for a card.
        call: the call.
        arrives: what the service should get, in order.
        promise: what should come back, for a card.
        is_kept: whether it did.
    """

    why: str
    asked: str
    call: AdapterCall
    arrives: tuple[Arrival, ...]
    promise: str
    is_kept: Callable[[AdapterOutcome], bool] = field(repr=False)


def adapter_cases(randomness: random.Random) -> Iterator[AdapterCase]:
    """Charges, refunds and mails, in good times and bad."""
    yield from _charges(randomness)
    yield from _refunds(randomness)
    yield from _mails(randomness)


@dataclass(frozen=True)
class Situation:
    """How things stand when a port is called: what for, the service's trouble, what to expect."""

    why: str
    trouble: Trouble | None
    tries: int
    promise: str
    is_kept: Callable[[AdapterOutcome], bool]


def _charges(randomness: random.Random) -> Iterator[AdapterCase]:
    before = tuple(randomness.randint(100, 900) for _ in range(randomness.randint(1, 5)))
    charged = ("the charge's id", _gives_last_charge)
    failed = ("PaymentFailed is raised", _raises("PaymentFailed"))
    card = f"tok_{_word(randomness)}"
    for situation in (
        Situation("A charge", None, 1, *charged),
        Situation("A charge that works at the second try", Trouble(Fault.ERROR, times=1), 2, *charged),
        Situation("A charge, the service in trouble", Trouble(Fault.ERROR), TRIES, *failed),
        Situation("A charge, no answer", Trouble(Fault.DROP), TRIES, *failed),
        Situation("A charge, nonsense for an answer", Trouble(Fault.GARBAGE), TRIES, *failed),
    ):
        yield _charge(randomness, situation, card, before)
    no_id = ("None: charged, without an id", _gives_none)
    for told, body in WITHOUT_ID.items():
        unreadable = Trouble(Fault.GARBAGE, status=CREATED, after_work=True, body=body)
        why = f"A charge whose id cannot be read: a 201 with {told}"
        yield _charge(randomness, Situation(why, unreadable, 1, *no_id), card, before)
    declined = ("Declined is raised", _raises("Declined"))
    for situation in (
        Situation("A declined card", None, 1, *declined),
        Situation("A card declined at the second try", Trouble(Fault.ERROR, times=1), 2, *declined),
    ):
        yield _charge(randomness, situation, "tok_declined", before)


def _charge(
    randomness: random.Random, situation: Situation, card: str, before: tuple[int, ...]
) -> AdapterCase:
    amount, reference = randomness.randint(100, 90_000), f"order {randomness.randint(1, 9_999)}"
    body = {"amount_cents": amount, "currency": "EUR", "card": card, "reference": reference}
    return AdapterCase(
        situation.why,
        f"payments.charge({amount}, {card!r}, {reference!r})",
        AdapterCall("payments", "charge", (amount, card, reference), situation.trouble, before),
        (Arrival("/charges", body),) * situation.tries,
        situation.promise,
        situation.is_kept,
    )


def _refunds(randomness: random.Random) -> Iterator[AdapterCase]:
    before = tuple(randomness.randint(9_000, 90_000) for _ in range(randomness.randint(2, 6)))
    charge, amount = f"ch_{randomness.randint(1, len(before))}", randomness.randint(100, 8_000)
    done = ("None", _gives_nothing)
    failed = ("PaymentFailed is raised", _raises("PaymentFailed"))
    for situation in (
        Situation("A refund", None, 1, *done),
        Situation("A refund that works at the second try", Trouble(Fault.ERROR, times=1), 2, *done),
        Situation("A refund, the service in trouble", Trouble(Fault.ERROR), TRIES, *failed),
        Situation("A refund, no answer", Trouble(Fault.DROP), TRIES, *failed),
        Situation("A refund, a 200 with nonsense for an answer", Trouble(Fault.GARBAGE), TRIES, *failed),
    ):
        yield AdapterCase(
            situation.why,
            f"payments.refund({charge!r}, {amount})",
            AdapterCall("payments", "refund", (charge, amount), situation.trouble, before),
            (Arrival("/refunds", {"charge": charge, "amount_cents": amount}),) * situation.tries,
            situation.promise,
            situation.is_kept,
        )


def _mails(randomness: random.Random) -> Iterator[AdapterCase]:
    title, email = _word(randomness).title(), f"{_word(randomness)}@example.org"
    number, cents = (
        randomness.randint(1, 9_999),
        randomness.choice((0, 5, 123_456, randomness.randint(1, 9_999_999))),
    )
    starts_at = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(minutes=randomness.randrange(500_000))
    codes = tuple(_word(randomness).upper() for _ in range(randomness.randint(1, 4)))
    venue = f"Hall {_word(randomness)}"
    common: dict[str, Any] = {"email": email, "order_id": number, "title": title}
    text = CONFIRMATION.format(
        order_id=number,
        title=title,
        venue=venue,
        when=f"{starts_at.astimezone(HERE):%d.%m.%Y %H:%M}",
        codes="\n".join(codes),
        total=in_euros(cents),
    )
    more: dict[str, Any] = {
        "venue": venue,
        "starts_at": starts_at.isoformat(),
        "codes": [*codes],
        "total": cents,
    }
    confirmation = Message("Confirmation", {**common, **more})
    mail = Arrival("/messages", {"to": email, "subject": f"Your tickets for {title}", "text": text})
    for why, trouble in MAIL_TROUBLES.items():
        yield _mail(f"A confirmation{why}", "send_confirmation", confirmation, mail, trouble)
    notice = Message("RefundNotice", {**common, "amount": cents})
    words = f"We have sent you {in_euros(cents)} for {title}."
    mail = Arrival("/messages", {"to": email, "subject": f"Refund for order {number}", "text": words})
    for why, trouble in MAIL_TROUBLES.items():
        yield _mail(f"A notice of a refund{why}", "send_refund", notice, mail, trouble)


def _mail(why: str, method: str, message: Message, mail: Arrival, trouble: Trouble | None) -> AdapterCase:
    fields = ", ".join(f"{name}={value!r}" for name, value in message.fields.items())
    asked = f"mail.{method}({message.kind}({fields}))"
    call = AdapterCall("mail", method, (message,), trouble)
    return AdapterCase(why, asked, call, (mail,), "None: the sale goes on", _gives_nothing)


def in_euros(cents: int) -> str:
    """1234_50 is EUR 1.234,50."""
    euros = f"{cents // 100:,}".replace(",", ".")
    return f"EUR {euros},{cents % 100:02d}"


def _gives_last_charge(outcome: AdapterOutcome) -> bool:
    return not outcome.raised and outcome.value == outcome.upstreams.payments.charges[-1].id


def _gives_none(outcome: AdapterOutcome) -> bool:
    return not outcome.raised and outcome.value is None


def _gives_nothing(outcome: AdapterOutcome) -> bool:
    return not outcome.raised


def _raises(name: str) -> Callable[[AdapterOutcome], bool]:
    return lambda outcome: name in outcome.raised


def _word(randomness: random.Random) -> str:
    return "".join(randomness.choices("abcdefghijklmnopqrstuvwxyz", k=7))
