"""Ten thousand mangled notebooks and modules: each is read or refused with a word; nothing raises."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.facts import (
    async_functions,
    blocking_calls,
    complexity,
    deceptions,
    handlers,
    hidden_inputs,
    imports,
    magic_numbers,
    own_loops,
    parse,
    poor_comments,
    shared_state,
    silences,
    tricks,
    unread_imports,
    vague_names,
)
from autograder.stages import before_exercise, replay, solution_notebook
from autograder.submission import LIMITS, Submission, read_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree

SEED = 20_261_126
BATCHES = 20
NOTEBOOKS = MODULES = 250
"""In each batch."""

LESSON = load().lesson("03")
ODD: tuple[Any, ...] = (
    *(None, True, -1, 1e308, 10**30, "", "\0", "\ud800", [], {}, [[]] * 50, ["a", 1], {"cells": {}}),
    *("%%writefile ../up.py\nx", "%%writefile /etc/x\nx", "%remove boxoffice/main.py"),
    "%%writefile boxoffice/a.py\n\ufeffx = '\u202e'",
)
PIECES = (
    *("\0", "\ufeff", "\r", "\x0c", "\u2028", "\ud800", "\t", "\\", '"""', "'", "#"),
    *(":", "=", ":=", "*", "**", "@", "f'{f\"{1}\"}'", "\U0001d499 = 1\n"),
    *(" " * 200, "(" * 200, "[" * 120, "lambda: " * 90, "-" * 300, "x" * 5000, "9" * 5000, "0x", "1_000_"),
    *("->", "...", "else:", "async ", "await ", "match x:\n", "case _:\n"),
    *("type X = int\n", "def f[T](x: T): ...\n", "class A(A): A\n", "nonlocal x\n", "global boxoffice\n"),
    *("from __future__ import annotations\n", "from . import *\n", "del __builtins__\n"),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a JSON value with every key of it."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


def another_value(chance: random.Random, text: str) -> bytes:
    """A notebook in which a value is another, gone, or there twice."""
    notebook = json.loads(text)
    for _ in range(chance.randint(1, 6)):
        holder, key = chance.choice(list(places(notebook)))
        match chance.randrange(4):
            case 0 if isinstance(holder, list):
                holder.insert(key, json.loads(json.dumps(holder[key])))
            case 1:
                del holder[key]
            case 2 if isinstance(holder[key], str):
                holder[key] = mangled_text(chance, holder[key])
            case _:
                holder[key] = chance.choice(ODD)
    return json.dumps(notebook, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def other_bytes(chance: random.Random, text: str) -> bytes:
    """A notebook's bytes cut, flipped, moved and doubled."""
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 3, 40, 4000)))
        match chance.randrange(4):
            case 0:
                del data[start:end]
            case 1:
                data[start:start] = data[start:end]
            case 2:
                data[start:end] = chance.randbytes(end - start)
            case _:
                data[start:start] = chance.choice((b"\xff\xfe", b"[" * 5000, b'{"a":' * 2000, b"NaN", b"\0"))
    return bytes(data)


def mangled_text(chance: random.Random, text: str) -> str:
    """A module's text with pieces cut, put in and moved."""
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(lines) + 1)
        match chance.randrange(5):
            case 0:
                del lines[at : at + chance.choice((1, 2, 30))]
            case 1:
                lines.insert(at, chance.choice(PIECES))
            case 2 if at < len(lines):
                cut = chance.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:cut] + chance.choice(PIECES) + lines[at][cut:]
            case 3 if at < len(lines):
                lines[at] = " " * chance.randrange(12) + lines[at].lstrip()
            case _:
                chance.shuffle(lines[at : at + 5])
    return "".join(lines)


@pytest.fixture(scope="module")
def notebook() -> str:
    return solution_notebook(LESSON).read_text("utf-8")


@pytest.fixture(scope="module")
def stage() -> SourceTree:
    return before_exercise(LESSON)


def a_word_for(submission: Submission) -> None:
    for problem in submission.problems:
        assert problem.message.strip()
        assert "Traceback" not in problem.message
    total = sum(len(getattr(item, "text", "")) for item in submission.operations)
    assert total <= LIMITS.notebook_bytes


@pytest.mark.parametrize("batch", range(BATCHES))
@pytest.mark.parametrize("mangled", [another_value, other_bytes])
def test_a_mangled_notebook_is_read_or_refused_with_a_word(
    batch: int, mangled: Callable[[random.Random, str], bytes], notebook: str, stage: SourceTree
) -> None:
    chance = random.Random(f"{SEED} {mangled.__name__} {batch}")
    for _ in range(NOTEBOOKS // 2):
        data = mangled(chance, notebook)
        submission = read_notebook(data)
        a_word_for(submission)
        assert read_notebook(data) == submission
        tree = replay(stage, submission.operations)
        if not submission.operations and not submission.problems:
            assert tree == stage


FACTS = (
    async_functions, blocking_calls, complexity, deceptions, handlers, hidden_inputs, imports, magic_numbers,
    own_loops, poor_comments, shared_state, silences, tricks, unread_imports, vague_names,
)  # fmt: skip


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_mangled_module_is_read_or_named_with_its_line(batch: int, stage: SourceTree) -> None:
    chance = random.Random(f"{SEED} modules {batch}")
    modules = sorted(path for path in stage.files if path.endswith(".py") and stage[path].strip())
    for _ in range(MODULES):
        path = chance.choice(modules)
        text = mangled_text(chance, stage[path]).encode("utf-8", "replace").decode()
        sources = parse(SourceTree({"boxoffice/__init__.py": "", path: text}))
        if sources.unparsable:
            assert [broken.path for broken in sources.unparsable] == [path]
            assert sources.unparsable[0].message.strip()
        for facts in FACTS:
            list(facts(sources))
