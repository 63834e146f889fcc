"""Reading a tree: what is parsed, and what is named instead of raised."""

import pytest

from autograder.facts import UnparsableKind, parse, parse_text
from autograder.tree import SourceTree


def test_modules_know_their_dotted_name_and_lines() -> None:
    tree = SourceTree({"app/__init__.py": "", "app/web/main.py": "a = 1\r\nb = 2\n", "app/read.md": "#"})

    sources = parse(tree)

    assert [module.name for module in sources.modules] == ["app", "app.web.main"]
    assert sources.line("app/web/main.py", 2) == "b = 2"
    assert sources.line("app/web/main.py", 99) == "" == sources.line("nowhere.py", 1)
    assert sources.unparsable == ()


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("def f(:\n    pass\n", UnparsableKind.SYNTAX, 1),
        ("a = 1\nb = (\n", UnparsableKind.SYNTAX, 2),
        ("a = 1\nb = '\0'\n", UnparsableKind.NULL_BYTE, 2),
        ("a = '\ud800'\n", UnparsableKind.NOT_TEXT, None),
        ("# coding: klingon\na = 1\n", UnparsableKind.ENCODING, 1),
        ("#!/usr/bin/python\n# -*- coding: utf-9 -*-\na = 1\n", UnparsableKind.ENCODING, 2),
        ("a = " + "-" * 100_000 + "1\n", UnparsableKind.TOO_DEEP, None),
        ("a = b" + ".c" * 100_000 + "\n", UnparsableKind.TOO_DEEP, None),
        ("a = b" + ".c" * 300 + "\n", UnparsableKind.TOO_DEEP, 1),
        ("a = " + "(" * 300 + ")" * 300 + "\n", UnparsableKind.TOO_DEEP, 1),
        ("".join(" " * depth + "if a:\n" for depth in range(120)), UnparsableKind.TOO_DEEP, 101),
        ("a = 1\n" * 100_000, UnparsableKind.TOO_LARGE, None),
    ],
)
def test_what_cannot_be_parsed_is_named_with_its_reason(
    text: str, kind: UnparsableKind, line: int | None
) -> None:
    sources = parse(SourceTree({"bad.py": text, "good.py": "a = 1\n"}))

    assert [module.path for module in sources.modules] == ["good.py"]
    (bad,) = sources.unparsable
    assert (bad.path, bad.kind) == ("bad.py", kind)
    assert bad.line == line
    assert bad.message


def test_a_known_encoding_is_no_obstacle() -> None:
    assert parse_text("# coding: latin-1\na = 1\n").unparsable == ()


def test_warnings_about_a_text_stay_silent(recwarn: pytest.WarningsRecorder) -> None:
    parse_text("pattern = '\\d'\nif 1 is 1: pass\n")

    assert not recwarn.list


def test_names_are_qualified_by_what_is_round_them() -> None:
    (module,) = parse_text(
        "class Order:\n    def refund(self):\n        def share(): ...\n        return lambda: share\n"
        "half = lambda cents: cents\n"
    ).modules

    assert [module.qualified_name(function) for function in module.functions] == [
        "Order.refund",
        "Order.refund.share",
        "Order.refund.<lambda>",
        "half",
    ]
