"""Sources that are not what they look like; other languages are welcome."""

import pytest

from autograder.facts import DeceptionKind, deceptions, parse_text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("paid = 'yes\u202e\u2066'\n", DeceptionKind.BIDIRECTIONAL),
        ("# \u2067 admin\nx = 1\n", DeceptionKind.BIDIRECTIONAL),
        ("name = 'a\u200bb'\n", DeceptionKind.INVISIBLE),
        ("t\u043etal = 1\n", DeceptionKind.LOOK_ALIKE),
        ("\u0430 = 1\na = 2\n", DeceptionKind.LOOK_ALIKE),
        ("\u0441\u0440 = 1\ncp = 2\n", DeceptionKind.LOOK_ALIKE),
        ("\U0001d41eval('1')\n", DeceptionKind.COMPATIBILITY),
        ("\uff45\uff56\uff41\uff4c('1')\n", DeceptionKind.COMPATIBILITY),
        ("def \ufb01nd(): ...\n", DeceptionKind.COMPATIBILITY),
    ],
)
def test_deceiving_characters_are_named(text: str, kind: DeceptionKind) -> None:
    found = deceptions(parse_text(text))

    assert kind in {one.kind for one in found}
    assert all(one.line >= 1 and one.text for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "größe = 1\npreis_in_euro = 'zwölf'\n",
        "π = 3.14\nλ = 1\n",
        "цена = 1\nитого = цена\n",  # noqa: RUF001 - Russian is the case
        "価格 = 1\n",
        "text = 'Привет, total'\n# комментарий: total\n",
        "naïve = 'café'\n",
        "x = 1\n",
    ],
)
def test_other_languages_are_no_deception(text: str) -> None:
    assert deceptions(parse_text(text)) == ()


def test_what_python_reads_is_told() -> None:
    (found,) = deceptions(parse_text("x = 1\n\U0001d41eval('1')\n"))

    assert (found.line, found.reads_as) == (2, "eval")
