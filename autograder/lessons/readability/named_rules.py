"""`named-rules`: the numbers of the business have names, and the names say what the numbers are for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.facts import (
    MagicNumber,
    Module,
    NameRole,
    Sources,
    dotted,
    magic_numbers,
    problem_of,
    vague_names,
)
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._pairs import BareEnd, bare_ends
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence

NUMBER_WORDS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    """.split()  # noqa: SIM905 - thirty quoted words are no easier to read
)
UNIT_WORDS = frozenset(
    """
    second seconds sec secs minute minutes min mins hour hours day days week weeks month months euro euros
    cent cents percent and code
    """.split()  # noqa: SIM905 - as above
)
EMPTY_WORDS = frozenset({"number", "num", "constant", "const", "value", "magic"})
"""Words that make a constant's name longer and say nothing."""

_WORD = re.compile(r"[a-z]+|\d+")


def named_rules(exam: Examination) -> Finding:
    """Where a number of the business is used, its name says what it is for."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    codes = code.new(bare_ends, lambda end: (end.path, end.snippet))
    magic = _unnamed(code, codes)
    empty = [*_vague_constants(code), *code.new(_spelled_out, lambda place: (place.path, place.snippet))]
    places = (
        *shown([_magic(code, number) for number in magic]),
        *shown([_bare_code(end) for end in codes]),
        *shown(empty),
    )
    if magic:
        return Finding(0.0, "magic-number", _count(len(magic) + len(codes)), places)
    if codes:
        return Finding(0.0, "bare-code", "An answer's code is a number without a name.", places)
    if empty:
        return Finding(0.0, "number-as-name", "A number's name does not say what it is for.", places)
    return Finding.passed("Every number of the business has a name.")


def _count(number: int) -> str:
    return f"{number} {'number stands' if number == 1 else 'numbers stand'} without a name."


def _unnamed(code: Written, codes: list[BareEnd]) -> list[MagicNumber]:
    """The numbers without a name, but for the codes, which are told of as such, and named moments."""
    named = {(end.path, end.line, end.text) for end in codes} | set(_moments(code.sources))
    found = code.new(magic_numbers, lambda number: (number.path, number.function, number.text))
    return [number for number in found if (number.path, number.line, number.text) not in named]


def _moments(sources: Sources) -> Iterator[tuple[str, int, str]]:
    """Lengths of time by which a named moment is told from another: `last_return = starts_at - length`."""
    for module in sources.modules:
        for node in module.nodes:
            match node:
                case (
                    ast.Assign(targets=[ast.Name(id=name)], value=ast.BinOp() as value)
                    | ast.AnnAssign(target=ast.Name(id=name), value=ast.BinOp() as value)
                ) if _is_length(module, value) and _is_sole(module, node, name):
                    yield module.path, value.right.lineno, module.segment(value.right)


def _is_length(module: Module, value: ast.BinOp) -> bool:
    is_from_moment = isinstance(value.left, ast.Name | ast.Attribute)
    is_made = isinstance(value.right, ast.Call) and dotted(module, value.right.func) == "datetime.timedelta"
    return is_from_moment and is_made and isinstance(value.op, ast.Add | ast.Sub)


def _is_sole(module: Module, statement: ast.stmt, name: str) -> bool:
    """Whether a name says something and its function gives it a value only here."""
    stores = [
        node
        for node in module.scopes[module.scope(statement)]
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    return len(stores) == 1 and problem_of(name) is None


def _magic(code: Written, number: MagicNumber) -> Evidence:
    return Evidence.source(
        f"What does {number.text} stand for in {number.function}?",
        number.path,
        number.line,
        code.sources.line(number.path, number.line).strip(),
    )


def _bare_code(end: BareEnd) -> Evidence:
    words = f"What does {end.text} at the end of the pair tell its reader? Give it a name."
    return Evidence.source(words, end.path, end.line, end.snippet)


def _vague_constants(code: Written) -> Iterator[Evidence]:
    """Constants whose names have to be guessed: `X = 1209600` is a number without a name all the same."""
    for name in code.new(vague_names, lambda name: (name.path, name.function, name.name)):
        if name.role is NameRole.CONSTANT:
            snippet = code.sources.line(name.path, name.line).strip()
            yield Evidence.source(f"{name.name}: {name.why}.", name.path, name.line, snippet)


def _spelled_out(sources: Sources) -> Iterator[Evidence]:
    """Names made of nothing but their number and a unit: `FOURTEEN_DAYS`."""
    for module in sources.modules:
        for node in module.nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and is_spelled_out(node.id):
                words = f"{node.id} does not say what it is for. What happens at that number?"
                yield Evidence.source(words, module.path, node.lineno, module.line(node.lineno).strip())


def is_spelled_out(name: str) -> bool:
    """Whether a name says a number and its unit and no more, or is a constant's and says nothing at all."""
    words = _WORD.findall(name.lower())
    numbers = {word for word in words if word in NUMBER_WORDS or word.isdigit()}
    empty = EMPTY_WORDS.intersection(words) if name.isupper() else set()
    return bool(numbers or empty) and all(word in UNIT_WORDS | numbers | EMPTY_WORDS for word in words)
