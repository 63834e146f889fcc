"""Numbers with a name, without one, and hidden ones."""

import pytest

from autograder.facts import magic_numbers, parse_text

IMPORTS = """
import datetime as dt
import decimal
from datetime import timedelta
from datetime import timedelta as span
from decimal import Decimal
from fractions import Fraction
"""


def in_function(body: str) -> list[str]:
    text = f"{IMPORTS}def refund(total, left, answer, tickets):\n    {body}\n"
    return [magic.text for magic in magic_numbers(parse_text(text))]


@pytest.mark.parametrize(
    "module",
    [
        "FULL_REFUND_UNTIL = timedelta(days=14)\nFEE = Decimal('0.05')\n",
        "LADDER = [(span(days=14), 1.5), (3, 4)]\n",
        "full_refund_days = 14\n",
        "def refund(total, days=14, *, fee=Decimal('0.05')): ...\n",
        "def refund(total: Annotated[int, Field(ge=3)]) -> Literal[7]: ...\n",
        "class Tier(Enum):\n    GOLD = 5\n    SILVER = 7\n",
        "@dataclass\nclass Rules:\n    days: int = 14\n    fee: Decimal = Decimal('0.05')\n",
        "@retry(3)\n@app.post('/orders', status_code=201)\ndef buy(): ...\n",
        "def refund():\n    class Limits:\n        days = 14\n    return Limits.days\n",
        "class Rules:\n    def __init__(self):\n        self.fee, self.notice = 0.05, timedelta(days=14)\n",
    ],
)
def test_numbers_with_a_name_are_accepted(module: str) -> None:
    assert magic_numbers(parse_text(IMPORTS + module)) == ()


@pytest.mark.parametrize(
    "body",
    [
        "return total - 1 + 0 * 2",
        "return (total + 1) // 2",
        "return tickets[-1]",
        "return total * 1.0 / 100",
        "return total * (100 - left) // 100",
        "return total * (Decimal(100) - left) / Decimal('100')",
        "full_refund_days = 14\n    return left >= full_refund_days",
        "early, late = timedelta(days=14), timedelta(hours=48)\n    return early, late",
        "raise HTTPException(404, 'no such order')",
        "raise fastapi.HTTPException(status_code=409)",
        "return answer.status_code == 402",
        "return JSONResponse(problem, status_code=503)",
        "return requests.get(url, timeout=5, retries=3)",
        "return left / timedelta(hours=1), timedelta(0)",
        "return round(total, 2), Decimal('0'), Decimal('1.00'), float('inf')",
        "return int(tickets), Decimal(total)",
        "return 'room 14', f'{total:08.2f}', '2026-11-22'",
        "return True, False, None, ...",
    ],
)
def test_honest_code_in_a_function_is_accepted(body: str) -> None:
    assert in_function(body) == []


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("return total * 0.05", "0.05"),
        ("return left > 1209600", "1209600"),
        ("return left > 14 * 24 * 3600", "14 * 24 * 3600"),
        ("return left > timedelta(days=14)", "timedelta(days=14)"),
        ("return left > span(14)", "span(14)"),
        ("return left > dt.timedelta(hours=48)", "dt.timedelta(hours=48)"),
        ("return left > timedelta(days=2)", "timedelta(days=2)"),
        ("return left > int('1209600')", "int('1209600')"),
        ("return left > int(b'1_209_600')", "int(b'1_209_600')"),
        ("return left > float(' 14 ')", "float(' 14 ')"),
        ("return total * Decimal('0.05')", "Decimal('0.05')"),
        ("return total * decimal.Decimal('0.05')", "decimal.Decimal('0.05')"),
        ("return total * Fraction(1, 20)", "Fraction(1, 20)"),
        ("return int('0x127500', 16)", "int('0x127500', 16)"),
        ("whole = int\n    return left > whole('1209600')", "whole('1209600')"),
        ("return 1 + 1 + 1 + 1", "1 + 1 + 1 + 1"),
        ("return 1 << 4", "1 << 4"),
        ("return 10 ** 9", "10 ** 9"),
        ("return left > -14", "-14"),
        ("return total + 100", "100"),
        ("return max(100, total)", "100"),
        ("return 0x127500", "0x127500"),
        ("return 5j", "5j"),
        ("fee = 5\n    if total:\n        fee = 15\n    return fee", "15"),
        ("total = 50\n    return total", "50"),
        ("t = 14\n    return left > t", "14"),
        ("share = 0.5 if left else 1\n    return share", "0.5"),
        ("return (lambda left: left > 14)(left)", "14"),
        ("def inner():\n        return 14\n    return inner()", "14"),
        ("class Rule:\n        def days(self):\n            return 14\n    return Rule()", "14"),
        ("class Rule:\n        def __init__(self):\n            self.x = 14\n    return Rule()", "14"),
        ("class Rule:\n        def set(self):\n            self.fee = 5\n            self.fee = 15", "15"),
        ("total.fee = 5", "5"),
        ("return left > at_least(days=14)", "14"),
        ("match left:\n        case 14:\n            return 1", "14"),
        ("return [14 for _ in tickets]", "14"),
        ("return f'{total / 7}'", "7"),
        ("if answer.status_code > 700: return", "700"),
        ("status = total == 404\n    return status", "404"),
    ],
)
def test_numbers_without_a_name_are_found(body: str, text: str) -> None:
    assert text in in_function(body)


def test_a_star_import_hides_no_number() -> None:
    text = "from decimal import *\ndef refund(total):\n    return total * Decimal('0.05')\n"

    assert [magic.text for magic in magic_numbers(parse_text(text))] == ["Decimal('0.05')"]


def test_a_lambda_of_the_module_is_a_function_too() -> None:
    (magic,) = magic_numbers(parse_text("is_early = lambda left: left > 1209600\n", "app/rules.py"))

    assert (magic.path, magic.line, magic.function) == ("app/rules.py", 1, "is_early")


def test_one_sum_of_numbers_counts_once_and_tells_its_line() -> None:
    found = magic_numbers(
        parse_text("def refund(left):\n    return (\n        left > 14 * 24 * 3600\n    )\n")
    )

    assert [(magic.line, magic.text, magic.function) for magic in found] == [(3, "14 * 24 * 3600", "refund")]
