"""Exceptions that end in silence, and those of which somebody hears."""

from __future__ import annotations

import pytest

from autograder.facts import SilenceKind, parse_text, silences

TRY = """
import contextlib
import logging
log = logging.getLogger("boxoffice")

def void(payments, key):
    for attempt in range(3):
        try:
            payments.void(key)
        {handler}
    return not failed
"""


def kinds(handler: str) -> list[SilenceKind]:
    return [each.kind for each in silences(parse_text(TRY.format(handler=handler)))]


@pytest.mark.parametrize(
    "body", ["pass", "continue", "return", "return None", "...", "'never mind'", "break"]
)
def test_doing_nothing_about_it_is_silence(body: str) -> None:
    assert kinds(f"except ConnectionError: {body}") == [SilenceKind.NOTHING_DONE]


@pytest.mark.parametrize(
    "what", ["", " Exception", " BaseException", " (KeyError, Exception)", " Exception as e"]
)
def test_catching_everything_needs_a_word(what: str) -> None:
    assert kinds(f"except{what}: return False") == [SilenceKind.BROAD]


@pytest.mark.parametrize(
    "handler",
    [
        "except ConnectionError: return False",
        "except ConnectionError: failed = True",
        "except ConnectionError: payments.give_up(key)",
        "except ConnectionError: raise ValueError(key) from None",
        "except Exception: raise",
        "except Exception: log.exception('void')",
        "except Exception as error: return payments.answer(error)",
        "except KeyError: pass",
        "finally: payments.close()",
    ],
)
def test_who_raises_logs_answers_or_acts_is_heard(handler: str) -> None:
    assert kinds(handler) == []


def test_what_a_function_in_the_handler_would_do_is_not_done() -> None:
    assert kinds("except Exception:\n            def later(): raise\n            return later") == [
        SilenceKind.BROAD
    ]


def test_leaving_from_finally_forgets_the_exception() -> None:
    assert kinds("finally: return False") == [SilenceKind.FINALLY]


@pytest.mark.parametrize(("what", "silent"), [("Exception", True), ("OSError", True), ("KeyError", False)])
def test_suppressing_is_silence_but_for_what_is_expected(what: str, silent: bool) -> None:
    text = f"from contextlib import suppress\ndef f(g):\n    with suppress({what}):\n        g()\n"
    assert [each.kind for each in silences(parse_text(text))] == [SilenceKind.SUPPRESSED] * silent


def test_a_loop_left_before_its_else_is_a_way_of_its_own() -> None:
    loop = "for x in xs:\n    try:\n        g(x)\n    except OSError:\n        break\n"
    assert silences(parse_text(f"{loop}else:\n    k()\nh()\n")) == ()
    assert len(silences(parse_text(f"{loop}h()\n"))) == 1


def test_a_name_that_nobody_reads_is_nothing_done() -> None:
    counted = "def f(n=0):\n    try:\n        g()\n    except OSError:\n        n += 1\n"
    assert len(silences(parse_text(counted))) == 1
    assert silences(parse_text(f"{counted}    return n\n")) == ()


def test_a_context_manager_that_swallows_is_silence() -> None:
    leaving = "class C:\n    def __exit__(self, *error):\n        {body}return True\n"
    assert len(silences(parse_text(leaving.format(body="")))) == 1
    assert silences(parse_text(leaving.format(body="log.error('no', exc_info=error); "))) == ()
