"""Names that say what they are, and those that do not."""

import pytest

from autograder.facts import NAME_RULE, NameProblem, NameRole, parse_text, problem_of, vague_names


def refused(text: str) -> dict[str, NameProblem]:
    return {vague.name: vague.problem for vague in vague_names(parse_text(text))}


@pytest.mark.parametrize(
    "text",
    [
        "for i in range(3):\n    print(i)\n",
        "for i, tier in enumerate(tiers):\n    print(i, tier)\n",
        "for k, v in prices.items():\n    print(k, v)\n",
        "total = sum(t.price for t in tiers)\n",
        "names = {k: v for k, v in prices.items()}\n",
        "def first(tiers):\n    return sorted(tiers, key=lambda t: t.price)\n",
        "for _ in range(3):\n    pass\n",
        "try:\n    pass\nexcept ValueError as e:\n    pass\n",
        "try:\n    pass\nexcept ValueError as exc:\n    pass\n",
        "with open(path) as f:\n    pass\n",
        "def call(*args, **kwargs): ...\n",
        "def call(*args, **kw): ...\n",
        "from typing import TypeVar\nT = TypeVar('T')\n",
        "from typing import *\nT = TypeVar('T')\n",
        "import numpy as np\nimport pandas as p\nfrom django.db.models import F, Q\n",
        "FULL_REFUND_UNTIL = 14\nFEE_PCT = 5\n",
        "def refund_cents(total_cents, fee_cents, starts_at, now, qty, is_cancelled): ...\n",
        "@dataclass(frozen=True)\nclass Money:\n    cents: int\n    currency: str\n",
        "from enum import Enum\nclass State(Enum):\n    HELD = 'held'\n    PAID = 'paid'\n",
        "class Point:\n    x: float\n    y: float\n",
        "class Point:\n    def __init__(self, left):\n        self.x = self.startsAt = self.db = left\n",
        "class Order:\n    def total(self, other):\n        other.m = 1\n",
        "Cents = int\nPrices = dict[str, Cents]\n",
        "class Case(unittest.TestCase):\n    def setUp(self): ...\n    def visit_Name(self, node): ...\n",
        "class Payload(BaseModel):\n    startsAt: str\n",
        "def digest(text):\n    sha256 = hash(text)\n    utf8 = text\n    http2 = base64 = True\n",
        "address_line_2 = last_30_days = top_10 = p95 = v1 = q3 = None\n",
        "refund_before_14_days = 1\n",
        "größe = preis = 1\n",
        "def handle(request, db, tz, url, ctx, msg, cls, id, ok, to): ...\n",
        "__version__ = '1'\n_private = 1\nclass_ = 2\n",
        "temp_limit = flag_colour = data = result = value = item = 1\n",
    ],
)
def test_reasonable_names_of_every_style_are_accepted(text: str) -> None:
    assert refused(text) == {}


@pytest.mark.parametrize(
    ("text", "name", "problem"),
    [
        ("def calc2(amount): ...\n", "calc2", NameProblem.NUMBERED),
        ("def refund(d): ...\n", "d", NameProblem.TOO_SHORT),
        ("def refund(n, /): ...\n", "n", NameProblem.TOO_SHORT),
        ("def refund(*, st): ...\n", "st", NameProblem.TOO_SHORT),
        ("def refund(*a): ...\n", "a", NameProblem.TOO_SHORT),
        ("async def refund(x): ...\n", "x", NameProblem.TOO_SHORT),
        ("def refund():\n    tmp = 1\n", "tmp", NameProblem.EMPTY_WORD),
        ("def refund():\n    data2 = 1\n", "data2", NameProblem.NUMBERED),
        ("def refund():\n    flag: bool = True\n", "flag", NameProblem.EMPTY_WORD),
        ("def refund():\n    rfnd = 1\n", "rfnd", NameProblem.NO_VOWEL),
        ("def refund():\n    tkt_cnt = 1\n", "tkt_cnt", NameProblem.NO_VOWEL),
        ("def refund():\n    startsAt = 1\n", "startsAt", NameProblem.CASE),
        ("def getRefund(): ...\n", "getRefund", NameProblem.CASE),
        ("X = 1\n", "X", NameProblem.TOO_SHORT),
        ("class Foo: ...\n", "Foo", NameProblem.EMPTY_WORD),
        ("class Order:\n    a: int\n", "a", NameProblem.TOO_SHORT),
        ("for t in tiers:\n    print(t)\n", "t", NameProblem.TOO_SHORT),
        ("fee1, fee2 = 1, 2\n", "fee1", NameProblem.NUMBERED),
        ("a, *rest = prices\n", "a", NameProblem.TOO_SHORT),
        ("class Order:\n    def __init__(self, fee):\n        self.f = fee\n", "f", NameProblem.TOO_SHORT),
        ("class Order:\n    def of(this, fee):\n        this.c, this.f = fee\n", "c", NameProblem.TOO_SHORT),
        ("class Order:\n    def pay(self):\n        self.cnt += 1\n", "cnt", NameProblem.NO_VOWEL),
    ],
)
def test_names_that_say_nothing_are_refused_with_the_reason(
    text: str, name: str, problem: NameProblem
) -> None:
    assert refused(text)[name] == problem


@pytest.mark.parametrize(
    "text",
    [
        "def refund(total):\n    def inner(z):\n        return z\n    return inner(total)\n",
        "refund = lambda z: z\n",
        "if (z := total()):\n    pass\n",
        "with lock() as z:\n    pass\n",
        "match order:\n    case {'total': z}:\n        pass\n",
        "match order:\n    case [z, *_]:\n        pass\n",
        "match order:\n    case {**z}:\n        pass\n",
        "def refund():\n    global z\n    z = 1\n",
        "z: int\n",
        "z += 1\n",
        "class Order:\n    def total(self, z): ...\n",
        "def refund():\n    (first, [second, z]) = order\n",
        "_z = 1\n",
    ],
)
def test_a_vague_name_cannot_hide_behind_the_way_it_is_given(text: str) -> None:
    assert set(refused(text)) & {"z", "_z"}


def test_each_name_is_reported_once_a_scope_with_its_place_and_role() -> None:
    found = vague_names(parse_text("def refund(x):\n    x = x + 1\n    x = 2\n\ndef fee(x):\n    return x\n"))

    assert [(vague.line, vague.function, vague.role) for vague in found] == [
        (1, "refund", NameRole.PARAMETER),
        (5, "fee", NameRole.PARAMETER),
    ]


def test_a_field_is_reported_once_a_class_where_it_is_first_given() -> None:
    waive = "    def waive(self):\n        self.f = 0\n"
    given = f"class Order:\n    def __init__(self, fee):\n        self.f = fee\n\n{waive}"
    declared = f"class Other:\n    f: int\n\n{waive}"

    found = vague_names(parse_text(f"{given}\n\n{declared}"))
    assert [(vague.line, vague.function, vague.role) for vague in found] == [
        (3, "Order.__init__", NameRole.FIELD),
        (10, "Other", NameRole.FIELD),
    ]


def test_names_made_through_globals_are_the_business_of_the_tricks() -> None:
    assert refused("globals()['x'] = 1\n") == {}


def test_the_rule_names_examples_that_it_really_refuses_and_welcomes() -> None:
    for name in ("cnt", "rfnd", "tmp", "val", "flag", "obj", "stuff", "calc", "data2", "camelCase"):
        assert f"`{name}`" in NAME_RULE
        assert problem_of(name)
    for name in ("id", "db", "url", "qty", "_"):
        assert f"`{name}`" in NAME_RULE
        assert problem_of(name) is None
