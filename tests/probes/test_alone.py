"""Functions asked with plain values, where nothing else of the world can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from autograder.probes import Alone, Call, Make, ask_alone
from autograder.sandbox import FailureKind, Sandbox, default_isolation
from autograder.tree import SourceTree

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(default_isolation()) as sandbox:
        yield sandbox


def ask(sandbox: Sandbox, text: str, *calls: Call) -> Alone:
    with sandbox.room(SourceTree({"app/__init__.py": "", "app/rules.py": text})) as room:
        return ask_alone(room, "app.rules", calls, seconds=2)


def test_values_times_and_objects_arrive_as_they_are(sandbox: Sandbox) -> None:
    text = """
from dataclasses import dataclass
from datetime import timedelta

@dataclass
class Promo:
    percent: int
    until: object

@dataclass
class Price:
    total: int
    late: bool

class Refused(Exception):
    def __init__(self, reason):
        self.reason = reason

def price(lines, now, promo):
    if not isinstance(lines[0], tuple):
        raise Refused("no-lines")
    return Price(sum(a * b for a, b in lines) - promo.percent, now + timedelta(1) > promo.until)
"""
    promo = Make("Promo", {"percent": 10, "until": NOW})
    alone = ask(
        sandbox,
        text,
        Call("price", ([(100, 2), (50, 1)], NOW, promo), read=("total", "late")),
        Call("price", ([1], NOW), {"promo": promo}),
    )

    assert alone.failure is None
    price, refused = alone.first
    assert price.value == {"total": 240, "late": True}
    assert (refused.raised, refused.reason, refused.path) == ("Refused", "no-lines", "app/rules.py")
    assert alone.again == alone.first


@pytest.mark.parametrize(
    "module",
    ["fastapi", "sqlalchemy", "requests", "pydantic", "os", "socket", "sqlite3", "random", "subprocess"],
)
def test_frameworks_and_doors_cannot_be_imported_early_or_late(sandbox: Sandbox, module: str) -> None:
    early = ask(sandbox, f"import {module}\ndef f(): return 1\n", Call("f"))
    assert early.failure is not None
    assert early.failure.kind is FailureKind.IMPORT_ERROR
    assert (early.failure.path, early.failure.line) == ("app/rules.py", 1)
    late = ask(sandbox, f"def f():\n    import {module}\n    return 1\n", Call("f"))
    assert late.first[0].raised in ("ImportError", "ModuleNotFoundError")
    assert late.first[0].line == 2


@pytest.mark.parametrize(
    "way",
    [
        "import importlib\n    return importlib.import_module('fastapi').__name__",
        "import sys\n    return sys.modules['fastapi'].__name__",
        "import sys\n    return sys.modules['socket'].__name__",
        "import importlib.util\n    return importlib.util.find_spec('sqlalchemy').name",
        "return __import__('subprocess').__name__",
        "return open('/etc/hostname').read()",
    ],
)
def test_no_other_way_leads_there(sandbox: Sandbox, way: str) -> None:
    assert ask(sandbox, f"def f():\n    {way}\n", Call("f")).first[0].raised is not None


def test_pythons_own_modules_may_use_what_the_rules_may_not(sandbox: Sandbox) -> None:
    text = "import decimal, enum, statistics, typing\ndef f(): return statistics.median([1, 2, 3])\n"
    assert ask(sandbox, text, Call("f")).first[0].value == 2


def test_what_is_not_plain_says_its_type(sandbox: Sandbox) -> None:
    alone = ask(
        sandbox, "class A(int): pass\ndef f(): return 1.5\ndef g(): return A(3)\n", Call("f"), Call("g")
    )
    assert [each.value for each in alone.first] == [{"other": "float 1.5"}, {"other": "A 3"}]


def test_a_memory_shows_in_the_second_round(sandbox: Sandbox) -> None:
    text = "SEEN = []\ndef f(x):\n    SEEN.append(x)\n    return len(SEEN)\n"
    alone = ask(sandbox, text, Call("f", (1,)), Call("f", (2,)))
    assert [each.value for each in alone.first] == [1, 2]
    assert [each.value for each in alone.again] == [4, 3]


def test_missing_names_are_told(sandbox: Sandbox) -> None:
    alone = ask(sandbox, "def f(x): return x\n", Call("f", (Make("Promo", {}),)), Call("g"))
    assert alone.missing == ("Promo", "g")
