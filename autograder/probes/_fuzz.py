"""Requests that make no sense, for every route: schemathesis' engine made them, and none comes twice.

`setup/fuzz.py` records what the engine asks. What is drawn of it is changed a little: its words and numbers
become others of their kind, so that an app that knows the record by heart knows nothing.
"""

from __future__ import annotations

import json
import random
import re
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

_RECORD = Path(__file__).with_name("fuzz.json")

NASTY = ("'", '"; --', "%", "\\", "\u202e", "ß" * 30, "0" * 40, "' or 1=1", "{}", "\t")
"""Texts that have broken an app before."""

MOST_OF_A_KIND = 14
"""Requests of one method and route."""

ODDS = 0.4
"""How often a value is changed."""

MOST_DEPTH = 12

_WORD = re.compile(r"[A-Za-z]{1,3}|0{1,9}")
_NUMBER = re.compile(r"-?\d{3,}")


@dataclass(frozen=True)
class FuzzedRequest:
    """A request, ready to be sent.

    Arguments:
        method: of HTTP.
        path: with its query, percent-encoded.
        body: bytes; None for none.
        headers: the type of the body.
    """

    method: str
    path: str
    body: bytes | None
    headers: Mapping[str, str]

    @property
    def asked(self) -> str:
        """It in a line."""
        body = f" {self.body.decode('utf-8', 'replace')}" if self.body else ""
        return f"{self.method} {self.path}{body}"[:300]


def fuzzed(chance: random.Random) -> tuple[FuzzedRequest, ...]:
    """Some requests for every method of every route.

    Arguments:
        chance: which are drawn, and how they are changed.
    """
    kinds: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for request in _recorded():
        kinds.setdefault((request[0], _route(request[1])), []).append(request)
    drawn: list[FuzzedRequest] = []
    for kind in sorted(kinds):
        some = kinds[kind]
        count = min(MOST_OF_A_KIND, len(some))
        drawn += [_changed(request, chance) for request in chance.sample(some, count)]
    return tuple(drawn)


@cache
def _recorded() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(each) for each in json.loads(_RECORD.read_text("utf-8")))


def _route(path: str) -> str:
    """What a path and others of its route have in common."""
    parts = path.strip("/").split("/")
    return "/".join([parts[0], "" if len(parts) > 1 else "-", *parts[2:3]])


def _changed(request: tuple[str, ...], chance: random.Random) -> FuzzedRequest:
    method, path, query, body, kind = request
    pairs = [(name, _text(value, chance)) for name, value in parse_qsl(query, keep_blank_values=True)]
    target = _NUMBER.sub(lambda found: _number(found[0], chance), path)
    if pairs:
        target += f"?{urlencode(pairs, quote_via=quote)}"
    headers = {"Content-Type": kind} if kind else {}
    return FuzzedRequest(method, target, _body(body, chance) if body else None, headers)


def _body(body: str, chance: random.Random) -> bytes:
    try:
        value = json.loads(body)
    except ValueError:
        return body.encode("utf-8", "surrogatepass")
    return json.dumps(_value(value, chance, MOST_DEPTH)).encode()


def _value(value: Any, chance: random.Random, depth: int) -> Any:
    if depth == 0:
        return value
    if isinstance(value, dict):
        return {name: _value(each, chance, depth - 1) for name, each in value.items()}
    if isinstance(value, list):
        return [_value(each, chance, depth - 1) for each in value]
    if isinstance(value, str):
        return _text(value, chance)
    return value


def _text(text: str, chance: random.Random) -> str:
    if not _WORD.fullmatch(text) or chance.random() > ODDS:
        return text
    others: Iterator[str] = iter(("".join(chance.choices(string.ascii_letters, k=3)), chance.choice(NASTY)))
    word = next(others)
    return word if chance.random() < ODDS else next(others)


def _number(digits: str, chance: random.Random) -> str:
    sign = "-" if digits.startswith("-") else ""
    length = len(digits) - len(sign)
    return sign + chance.choice("123456789") + "".join(chance.choices(string.digits, k=length - 1))
