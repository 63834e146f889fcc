"""Runs in the sandbox beside the learner's module: asks each case, and reports what came as plain JSON.

Its text is sent there; it holds no expected answer and imports nothing of ours.
"""

from __future__ import annotations

import importlib
import inspect
import traceback
from datetime import datetime
from typing import Any

MODULE = "boxoffice.refunds"
FUNCTION = "refund_amount"
MOST_RAISED = 20
"""After so many exceptions the rest is not asked."""

LARGEST = 1e15
"""Beyond this, infinity included, nothing is an amount or a code."""

LONGEST = 120  # characters of a value or message that is shown


def main(rows: list[list[Any]]) -> dict[str, Any]:
    """Ask the learner's function.

    Arguments:
        rows: a list of arguments for each case; times as ISO text.

    Returns:
        ``answers``, one for each case asked, or ``problem`` where nothing can be asked.
    """
    parse = datetime.fromisoformat
    questions = [(total, fee, parse(now), parse(start), *flags) for total, fee, now, start, *flags in rows]
    module = importlib.import_module(MODULE)
    function = getattr(module, FUNCTION, None)
    if not callable(function):
        made = [name for name, value in vars(module).items() if inspect.isfunction(value)]
        return {"problem": "missing", "functions": [str(name)[:LONGEST] for name in made[:10]]}
    if not _takes(function, questions[0]):
        return {"problem": "signature", "signature": _signature(function), "line": _line(function)}
    return {"answers": _answers(function, questions)}


def _takes(function: Any, question: tuple[Any, ...]) -> bool:
    try:
        inspect.signature(function).bind(*question)
    except TypeError:
        return False
    except ValueError:
        return True  # it has no signature to look at: asking will show
    return True


def _signature(function: Any) -> str:
    return f"{FUNCTION}{inspect.signature(function)}"[:LONGEST]


def _line(function: Any) -> int | None:
    code = getattr(function, "__code__", None)
    return getattr(code, "co_firstlineno", None)


def _answers(function: Any, questions: list[tuple[Any, ...]]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = []
    raised = 0
    for question in questions:
        try:
            answers.append(_plain(function(*question)))
        except Exception as error:
            answers.append(_raised(error))
            raised += 1
        if raised == MOST_RAISED:
            break
    return answers


def _plain(answer: Any) -> dict[str, Any]:
    if isinstance(answer, tuple | list) and len(answer) == 2:  # noqa: PLR2004 - an amount and a code
        amount, code = answer
        if (amount is None or _is_number(amount, (int, float))) and _is_number(code, (int,)):
            return {"amount": None if amount is None else float(amount), "code": int(code)}
    return {"other": f"{answer!r}"[:LONGEST]}


def _is_number(value: Any, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool) and -LARGEST < value < LARGEST  # type: ignore[operator] # they are numbers


def _raised(error: Exception) -> dict[str, Any]:
    frames = [
        (frame.f_code.co_filename, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if "boxoffice" in frame.f_code.co_filename
    ]
    path, line = frames[-1] if frames else ("", None)
    _, _, below = path.rpartition("boxoffice/")
    return {
        "raised": f"{type(error).__name__}: {error}"[:LONGEST],
        "path": f"boxoffice/{below}" if below else None,
        "line": line,
    }
