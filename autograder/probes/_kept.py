"""What is kept of an answer to compare it: ids become names, codes and times of now go, wording goes."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from autograder.sandbox import JSON

OF_NOW = frozenset({"created_at", "paid_at", "refunded_at", "used_at"})
WORDING = frozenset({"error", "msg", "detail"})
IDS = {"event_id": "event", "tier_id": "tier", "order_id": "order"}
UNORDERED = frozenset({"offers", "missing"})

TICKET_CODE = re.compile(r"[A-HJ-NP-Z2-9]{10}")
"""Ten letters and digits that nobody takes for one another."""

ISO_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
ORDER_NUMBER = re.compile(r"\border \d+")
LONGEST = 160  # characters of a value that is shown


class Kept:
    """Keeps the answers of one walk; ids have the names of their first appearance."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, object], str] = {}
        self._codes: set[str] = set()

    def of_stranger(self, value: JSON) -> JSON:
        """What is kept of a value that may be nested beyond all measure."""
        try:
            return self.of(value)
        except RecursionError:
            return "nested too deeply"

    def of(self, value: JSON, key: str = "") -> JSON:
        """What is kept of a value that stands under a key."""
        if isinstance(value, dict):
            return {name: self._field(value, name) for name in sorted(value)}
        if isinstance(value, list):
            kept = [self.of(each, key) for each in value]
            return sorted(kept, key=str) if key in UNORDERED else kept
        return self._text(value) if isinstance(value, str) else value

    def _field(self, holder: dict[str, JSON], name: str) -> JSON:
        value = holder[name]
        if name in WORDING:
            return "..."
        if name in OF_NOW and isinstance(value, str):
            return "a time" if _moment(value) else value
        if name == "day":
            return "a day"
        if name == "code" and isinstance(value, str):
            self._codes.add(value)
            return "a code" if TICKET_CODE.fullmatch(value) else "a code of another form"
        kind = IDS.get(name) or (_kind(holder) if name == "id" else None)
        return self._named(kind, value) if kind else self.of(value, name)

    def _named(self, kind: str, value: JSON) -> str:
        known = (kind, str(value))
        return self._names.setdefault(known, f"{kind} {sum(each == kind for each, _ in self._names) + 1}")

    def _text(self, text: str) -> str:
        """A text without codes and numbers of orders; a time as the same moment in UTC."""
        moment = _moment(text) if ISO_TIME.match(text) else None
        if moment:
            return moment.astimezone(UTC).isoformat()
        for code in self._codes:
            text = text.replace(code, "a code")
        return ORDER_NUMBER.sub("order ...", text).strip()


def first_difference(expected: JSON, got: JSON, where: str = "") -> tuple[str, str]:
    """The first place where two values differ, and both of them there."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for name in [*expected, *(name for name in got if name not in expected)]:
            if name not in expected or name not in got or expected[name] != got[name]:
                inner = f"{where}.{name}".lstrip(".")
                return first_difference(expected.get(name, "nothing"), got.get(name, "nothing"), inner)
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for place, (one, other) in enumerate(zip(expected, got, strict=True)):
            if one != other:
                return first_difference(one, other, f"{where}[{place}]")
    return _shown(where, expected), _shown(where, got)


def _shown(where: str, value: JSON) -> str:
    text = repr(value)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
    return f"{where}: {text}" if where else text


def _kind(holder: dict[str, JSON]) -> str:
    if "seats" in holder:
        return "tier"
    return "event" if {"tiers", "released", "venue"} & set(holder) else "order"


def _moment(text: str) -> datetime | None:
    """The moment that a text tells, if it tells one with an offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
