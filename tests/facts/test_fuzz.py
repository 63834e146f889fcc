"""Mangled sources: every fact answers, whatever a file holds, and every file gets a word."""

import random

import pytest

from autograder.facts import (
    complexity,
    complexity_by_line,
    concerns,
    deceptions,
    handlers,
    hidden_inputs,
    import_circles,
    imports,
    magic_numbers,
    parse,
    poor_comments,
    shared_state,
    tricks,
    unread_imports,
    vague_names,
)
from autograder.tree import SourceTree

HONEST = '''
from __future__ import annotations
import importlib, requests
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.orm import Session
from . import db as store
from builtins import *
app = FastAPI()
@app.post("/orders/{id}", status_code=201)
async def buy(id: int, /, *lines, s: Session = Depends(store.get), key=None, **rest):
    """Buy."""
    # fee = total * 0.05
    total, *others = sum(line.price for line in lines), 14 * 24, int("1209600")
    if (m := total & 4) and not (late := key) or [a, b][late]:
        raise HTTPException(409, f"{total!r:>{10}} tickets")
    try:
        answer = requests.post("u", json={**rest, "x": (lambda x: x)(1)})
    except* (ValueError, OSError) as e:
        return 1 if e else 2 if key else 3
    match answer:
        case {"id": x, **more} if x > 2: pass
        case [first, *tail] | (first, tail): pass
        case _: pass
    async with s as box, other() as (p, q):
        await box.execute("select 1 from x")
    def inner(x=5, *, y: "Session" = 3):
        nonlocal total
        global z
        total += x * (y > 3)
        yield from eval("x")[:late]
    class Order(Base, metaclass=Meta):
        n: int = 5
        def refund(self): return self.s.get(Order, inner()) and 5 or total
    return {k: v async for k, v in box if v} @ total, *others
'''

FRAGMENTS = (
    *("\0", "\ud800", "\u202e", "\u0441", "\ufeff", "\u2028", "\x1a", "\r", "\f", "\t", "\\\n", "'''", '"'),
    *(
        "(",
        ")",
        "]",
        "{",
        "f'{",
        "lambda: ",
        "if x: ",
        "else",
        " and ",
        "async ",
        "await ",
        "yield ",
        ":=",
        "@",
    ),
    *("*", "**", "return", "self", "import ", "from . import *\n", "from .a import x as x\n", "del x\n"),
    *("0x", "1e999", "9" * 5000, "-" * 400, "(" * 250, ".a" * 250, "not " * 300, "x" * 3000, "# coding: x\n"),
    *("globals()['x'] = 1\n", "x = x\n", "a = b\nb = a\n", "class A(A): pass\n"),
)

FACTS = (
    *(complexity, concerns, deceptions, handlers, import_circles, imports),
    *(magic_numbers, tricks, vague_names),
    *(hidden_inputs, shared_state, unread_imports),
)


def mangled(chance: random.Random) -> str:
    text = HONEST
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 5, 40]))
        text = text[:start] + chance.choice(FRAGMENTS) + text[end:]
    return text


def lines_swapped(chance: random.Random) -> str:
    """Mangled by whole lines, so that more of it still parses."""
    lines = HONEST.splitlines()
    for _ in range(chance.randint(1, 5)):
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        indent = lines[here][: len(lines[here]) - len(lines[here].lstrip())]
        lines[here] = indent + lines[there].lstrip()
    return "\n".join(lines)


@pytest.mark.parametrize("seed", range(10))
def test_no_fact_raises_whatever_a_file_holds(seed: int) -> None:
    chance = random.Random(seed)
    texts = [mangled(chance) if number % 2 else lines_swapped(chance) for number in range(50)]
    tree = SourceTree({f"app/m{number}.py": text for number, text in enumerate(texts)})

    sources = parse(tree)

    assert len(sources.modules) + len(sources.unparsable) == len(texts)
    assert all(one.message for one in sources.unparsable)
    assert sources.modules, "some of it has to parse, or nothing was tried"
    for fact in FACTS:
        for found in fact(sources):
            assert found is not None
    for module in sources.modules:
        assert len(complexity_by_line(module)) == len(module.lines)
    assert isinstance(poor_comments(sources), tuple)


def test_the_honest_source_parses_and_is_rich_in_facts() -> None:
    sources = parse(SourceTree({"app/main.py": HONEST, "app/__init__.py": ""}))

    assert not sources.unparsable
    assert all(
        fact(sources)
        for fact in (complexity, concerns, handlers, imports, magic_numbers, tricks, vague_names)
    )


@pytest.mark.parametrize(
    "text",
    [
        "a = b\nb = a\ndef f():\n    return a * b\n",
        "def f(x):\n    return f(f(x))\n",
        "class A(A): ...\nclass B(C): ...\nclass C(B): ...\ndef f():\n    return A(), B.objects\n",
        "from app.main import x as x\ndef f():\n    return x()\n",
        "x = y = z = x\n" + "x = x * (x > y)\n" * 200,
        "def f(a):\n" + "    a = a and a or a\n" * 300,
        "".join(f"def f{n}(a):\n    return f{(n + 1) % 60}(a)\n" for n in range(60)),
        "class A:\n    def f(self):\n" + "        self.x = self.x.y(self.x)\n" * 200,
        "def f(x, y):\n" + "    x = x * (x > y)\n" * 500,
        "".join(f"class C{n}(C{n - 1}):\n    x = C{n - 1}()\n" for n in range(200)),
        "from typing import *\nA = Annotated[A, 1]\ndef f(a: A): return a.b()\n",
        "v = ["
        + "timedelta(days=1), " * 3000
        + "]\ndef f():\n    return ("
        + "timedelta(1, 2, 3), " * 3000
        + ")\n",
    ],
)
def test_what_leads_in_a_circle_comes_to_an_end(text: str) -> None:
    sources = parse(SourceTree({"app/__init__.py": "", "app/main.py": text}))

    assert not sources.unparsable
    for fact in FACTS:
        fact(sources)
