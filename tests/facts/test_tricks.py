"""Clever tricks, honest code beside them, and tricks in disguise."""

import pytest

from autograder.facts import TrickKind, parse_text, tricks


def kinds(body: str, before: str = "") -> set[TrickKind]:
    text = f"{before}\ndef refund(total: int, fee, late: bool, cancelled, state, order, days):\n    {body}\n"
    return {trick.kind for trick in tricks(parse_text(text))}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("return 1 if late else (2 if cancelled else 3)", TrickKind.NESTED_CONDITIONAL),
        ("return 1 if late else 2 if cancelled else 3", TrickKind.NESTED_CONDITIONAL),
        ("return 1 if (2 if late else 3) else 4", TrickKind.NESTED_CONDITIONAL),
        ("return total * (days > 14)", TrickKind.BOOLEAN_ARITHMETIC),
        ("return total - (not late) * fee", TrickKind.BOOLEAN_ARITHMETIC),
        ("return True + True", TrickKind.BOOLEAN_ARITHMETIC),
        ("return fee * int(days > 3)", TrickKind.BOOLEAN_ARITHMETIC),
        ("return total - -(days > 4)", TrickKind.BOOLEAN_ARITHMETIC),
        ("total *= late", TrickKind.BOOLEAN_ARITHMETIC),
        ("return sum([days > 3, late]) * fee", TrickKind.BOOLEAN_ARITHMETIC),
        ("return (fee, total)[days > 14]", TrickKind.INDEXED_CHOICE),
        ("return [fee, total][late]", TrickKind.INDEXED_CHOICE),
        ("return [fee, total][not late]", TrickKind.INDEXED_CHOICE),
        ("return {True: fee, False: total}[days > 14]", TrickKind.INDEXED_CHOICE),
        ("return sorted([fee, total, 15])[1]", TrickKind.INDEXED_CHOICE),
        ("return [fee][:late]", TrickKind.SLICED_CHOICE),
        ("return state[days > 3:]", TrickKind.SLICED_CHOICE),
        ("return days > 14 and fee or total", TrickKind.AND_OR_CHOICE),
        ("return (cancelled and total) or fee // 2", TrickKind.AND_OR_CHOICE),
        ("return cancelled and total // 2", TrickKind.AND_OR_CHOICE),
        ("return days > 14 or 5", TrickKind.AND_OR_CHOICE),
        ("if late and (left := days): return left", TrickKind.HIDDEN_ASSIGNMENT),
        ("return fee + (left := days)", TrickKind.HIDDEN_ASSIGNMENT),
        ("return (left := days) if late else fee", TrickKind.HIDDEN_ASSIGNMENT),
        ("return left if late and (left := days) else fee", TrickKind.HIDDEN_ASSIGNMENT),
        ("return (lambda cents: cents)(fee)", TrickKind.LAMBDA_ON_THE_SPOT),
        ("return {'a': lambda: fee}['a']()", TrickKind.LAMBDA_ON_THE_SPOT),
        ("return {'a': lambda: fee}.get(state, lambda: 0)()", TrickKind.LAMBDA_ON_THE_SPOT),
        ("return lambda cents: lambda fee: cents", TrickKind.LAMBDA_ON_THE_SPOT),
        ("return eval('fee')", TrickKind.DYNAMIC_CODE),
        ("exec('fee = 1')", TrickKind.DYNAMIC_CODE),
        ("return globals()['fee']", TrickKind.DYNAMIC_CODE),
        ("return getattr(order, f'do_{state}')()", TrickKind.DYNAMIC_CODE),
        ("return getattr(order, 'do_' + state)", TrickKind.DYNAMIC_CODE),
        ("setattr(order, 'x' + state, 1)", TrickKind.DYNAMIC_CODE),
        ("if state & 4: return 1", TrickKind.BIT_FLAG),
        ("return (state & 1 << 3) != 0", TrickKind.BIT_FLAG),
        ("return not not late", TrickKind.DOUBLE_NEGATION),
    ],
)
def test_each_trick_of_the_list_is_found(body: str, kind: TrickKind) -> None:
    assert kind in kinds(body)


@pytest.mark.parametrize(
    "body",
    [
        "return sum(line.paid for line in order)",
        "return sum(line.paid > 3 for line in order)",
        "return sum(1 for line in order if line.paid)",
        "paid = 0\n    paid += late\n    return paid",
        "return state or 'nobody'",
        "return state or 0",
        "return order or []",
        "return fee if late else total",
        "return max(0, min(total, fee))",
        "return RULES[state](order)",
        "return {'held': 1, 'paid': 2}[state]",
        "return {'held': 1}.get(state, 0)",
        "return late and not cancelled",
        "return late and days > 14 or cancelled",
        "return order and order.paid",
        "if (found := match(state)): return found",
        "return found if (found := match(state)) else None",
        "return None if not (found := match(state)) else found",
        "if (found := match(state)) and found.group(1): return found",
        "while (chunk := order.read()) != b'': print(chunk)",
        "return [left for line in order if (left := seats(line))]",
        "return getattr(order, 'total', None)",
        "return getattr(order, state)",
        "return order[0], order[-1], order[:3], order[days:]",
        "return ('x', 'y')[0]",
        "return frame[frame.age > 3]",
        "return select(Order).where((Order.id == 1) & (Order.paid == 2))",
        "return state & order",
        "if state & Permission.READ: return 1",
        "return state & 0xFF",
        "return '%s is %s' % (state, late)",
        "return f'{late}'",
        "return next((line for line in order if line.paid), None)",
        "return re.compile('x'), session.exec(order), frame.eval('a')",
        "return sorted(order)[1]",
        "return not late",
        "if not (late and cancelled): return 1",
        "return sorted(order, key=lambda line: line.price)",
    ],
)
def test_honest_code_is_no_trick(body: str) -> None:
    assert kinds(body, "RULES = {'a': lambda order: order.total}") == set()


@pytest.mark.parametrize(
    ("before", "body", "kind"),
    [
        ("", "early = days > 14\n    return fee * early", TrickKind.BOOLEAN_ARITHMETIC),
        ("", "early = days > 14\n    soon = early\n    return fee * soon", TrickKind.BOOLEAN_ARITHMETIC),
        ("", "return fee * late", TrickKind.BOOLEAN_ARITHMETIC),
        ("", "return fee.__mul__(days > 3)", TrickKind.BOOLEAN_ARITHMETIC),
        ("import operator as op", "return op.mul(fee, days > 3)", TrickKind.BOOLEAN_ARITHMETIC),
        ("from operator import *", "return mul(fee, days > 3)", TrickKind.BOOLEAN_ARITHMETIC),
        ("", "for _ in range(late): total = 0", TrickKind.BOOLEAN_ARITHMETIC),
        ("", "as_number = int\n    return fee * as_number(days > 3)", TrickKind.BOOLEAN_ARITHMETIC),
        (
            "",
            "def inner():\n        return fee * (days > 3)\n    return inner()",
            TrickKind.BOOLEAN_ARITHMETIC,
        ),
        ("", "options = (fee, total)\n    return options[late]", TrickKind.INDEXED_CHOICE),
        ("CHOICES = [1, 2]", "return CHOICES[days > 3]", TrickKind.INDEXED_CHOICE),
        ("", "return (fee, total)[int(days > 4)]", TrickKind.INDEXED_CHOICE),
        ("", "return (fee, total).__getitem__(days > 4)", TrickKind.INDEXED_CHOICE),
        ("", "return {True: fee}.get(days > 3, total)", TrickKind.INDEXED_CHOICE),
        ("", "run = eval\n    return run('fee')", TrickKind.DYNAMIC_CODE),
        ("from builtins import eval as run", "return run('fee')", TrickKind.DYNAMIC_CODE),
        ("import builtins as b", "return b.eval('fee')", TrickKind.DYNAMIC_CODE),
        ("import builtins", "return getattr(builtins, 'eval')('fee')", TrickKind.DYNAMIC_CODE),
        ("", "return __builtins__['eval']('fee')", TrickKind.DYNAMIC_CODE),
        ("", "name = 'do_' + state\n    return getattr(order, name)", TrickKind.DYNAMIC_CODE),
        ("PAID = 1 << 3", "if state & PAID: return 1", TrickKind.BIT_FLAG),
        ("PAID = 8", "return bool(state & PAID)", TrickKind.BIT_FLAG),
    ],
)
def test_a_trick_in_disguise_is_found(before: str, body: str, kind: TrickKind) -> None:
    assert kind in kinds(body, before)


def test_a_trick_tells_its_place_its_words_and_counts_once() -> None:
    (trick,) = tricks(parse_text("def refund(total, days):\n    return total * (days > 3) * 2\n", "app/r.py"))

    assert (trick.path, trick.line, trick.function) == ("app/r.py", 2, "refund")
    assert trick.text == "total * (days > 3)"
    assert "`if`" in trick.why
