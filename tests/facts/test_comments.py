"""Comments that the code is better without, and those that it needs."""

import warnings

import pytest

from autograder.facts import CommentKind, parse, parse_text, poor_comments
from autograder.tree import SourceTree


def kinds(text: str) -> list[CommentKind]:
    return [comment.kind for comment in poor_comments(parse_text(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# fee = total * 0.05\nfee = 1\n", CommentKind.COMMENTED_OUT_CODE),
        ("fee = 1  # fee = 2\n", CommentKind.COMMENTED_OUT_CODE),
        ("# return total\n", CommentKind.COMMENTED_OUT_CODE),
        ("# session.commit()\n", CommentKind.COMMENTED_OUT_CODE),
        ("# return the total\nreturn_total = 1\n", CommentKind.RESTATES),
        ("def f(total):\n    # return the total\n    return total\n", CommentKind.RESTATES),
        ("# loop over the orders\nfor order in orders:\n    pass\n", CommentKind.RESTATES),
        ("total += fee  # add the fee to the total\n", CommentKind.RESTATES),
        ("# set the status\norder.status = 'paid'\n", CommentKind.RESTATES),
        ("# TODO: mend this\n", CommentKind.TO_DO),
        ("fee = 1  # FIXME\n", CommentKind.TO_DO),
    ],
)
def test_poor_comments_are_found(text: str, kind: CommentKind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "# Partners time out at noon, so ask twice.\nask()\n",
        "# half up, as the tax office has it\nfee = round_half_up(total)\n",
        "total = 1  # cents\n",
        "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n",
        "import os  # noqa: F401\nx = 1  # type: ignore[misc]\n",
        "text = '# fee = total * 0.05'\n",
        "def f():\n    '''\n    # return total\n    '''\n",
        "# not more than 8 a customer: people order twice to get more\nif count > 8:\n    pass\n",
        "# See https://www.rfc-editor.org/rfc/rfc9457\nproblem = 1\n",
        "",
    ],
)
def test_comments_that_say_why_are_accepted(text: str) -> None:
    assert kinds(text) == []


def test_places_are_right_over_several_files_and_odd_characters() -> None:
    files = {
        "a.py": "x = 1\n# x = 2\u2028\n",
        "b.py": "\n\n# größe = 1\nbroken = 1\n# TODO\n",
        "c.py": "def broken(:\n# x = 1\n",
    }

    found = poor_comments(parse(SourceTree(files)))

    assert [(one.path, one.line) for one in found if one.kind is not CommentKind.RESTATES] == [
        ("a.py", 2),
        ("b.py", 3),
        ("b.py", 5),
    ]


def test_python_warns_of_nothing_that_is_only_a_comment() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = kinds('# found = re.match("\\d", text)\nx = 1\n')
    assert found == [CommentKind.COMMENTED_OUT_CODE]
