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
    attributes,
    bindings,
    dotted,
    magic_numbers,
    problem_of,
    vague_names,
)
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._pairs import BareEnd, bare_ends, bare_ends_given
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence

NUMBER_WORDS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million
    """.split()  # noqa: SIM905 - thirty quoted words are no easier to read
)
SMALL_NUMBERS = frozenset({"zero", "one"})
"""They say a number where nothing else stands: `ONE`. `ONE_DAY` is the size of a unit."""

UNIT_WORDS = frozenset(
    """
    second seconds sec secs minute minutes min mins hour hours day days week weeks month months euro euros
    cent cents percent and code
    """.split()  # noqa: SIM905 - as above
)
EMPTY_WORDS = frozenset({"number", "num", "constant", "const", "value", "magic"})
"""Words that make a constant's name longer and say nothing."""

UNIT_SIZES = frozenset({1, 7, 12, 24, 60, 100, 365, 1000, 3600, 86_400})
"""How many of one unit make another: with these, a constant may have the name of a unit, `HOURS = 3600`."""

LINKING_WORDS = frozenset({"in", "of", "as", "delta", "timedelta", "duration", "limit", "threshold"})
"""Words that say nothing beside a number and its unit: `FOURTEEN_DAYS_IN_SECONDS`, `LIMIT_14`."""

_WORD = re.compile(r"[a-z]+|\d+")


def named_rules(exam: Examination) -> Finding:
    """Where a number of the business is used, its name says what it is for."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    codes = code.new(_bare_codes if code.is_exercise else bare_ends, lambda end: (end.path, end.snippet))
    magic = _unnamed(code, codes)
    empty = [*_vague_constants(code), *code.new(_unsaid, lambda place: (place.path, place.snippet))]
    places = (
        *shown([_magic(code, number) for number in magic]),
        *shown([_bare_code(end) for end in codes]),
        *shown(empty),
    )
    if magic:
        return Finding(0.0, "magic-number", _count(len(magic) + len(codes)), places)
    if codes:
        return Finding(0.0, "bare-code", "A pair ends in a bare number. A code has a name.", places)
    if empty:
        return Finding(0.0, "number-as-name", "A number's name does not say what it is for.", places)
    return Finding.passed("Every number of the business has a name.")


def _count(number: int) -> str:
    return f"{number} {'number stands' if number == 1 else 'numbers stand'} without a name."


def _bare_codes(sources: Sources) -> list[BareEnd]:
    """The codes of the exercise's answers, each once. A later app's pairs may well end in a quantity."""
    return [*dict.fromkeys([*bare_ends(sources), *bare_ends_given(sources)])]


def _unnamed(code: Written, codes: list[BareEnd]) -> list[MagicNumber]:
    """The numbers without a name, but for the codes, which are told of as such, and named moments."""
    named = {(end.path, end.line, end.text) for end in codes} | set(_moments(code.sources))
    found = code.new(magic_numbers, lambda number: (number.path, number.function, number.text))
    return [number for number in found if (number.path, number.line, number.text) not in named]


def _moments(sources: Sources) -> Iterator[tuple[str, int, str]]:
    """Lengths of time by which a named moment is told from another: `last_return = starts_at - length`."""
    for module in sources.modules:
        named = [bindings(module, scope) for scope in module.scopes] + [*attributes(module).values()]
        for name, found in (each for names in named for each in names.items()):
            length = _length(module, found[0].value)
            if length and len(found) == 1 and problem_of(name) is None:
                yield module.path, length.lineno, module.segment(length)


def _length(module: Module, value: ast.expr | None) -> ast.Call | None:
    """The length of time that is added to a moment, or taken from it."""
    match value:
        case ast.BinOp(ast.Name() | ast.Attribute(), ast.Add() | ast.Sub(), ast.Call() as length):
            return length if dotted(module, length.func) == "datetime.timedelta" else None
    return None


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


def _unsaid(sources: Sources) -> list[Evidence]:
    return [*_spelled_out(sources), *_units_alone(sources)]


def _spelled_out(sources: Sources) -> Iterator[Evidence]:
    """Names made of nothing but their number and a unit: `FOURTEEN_DAYS`."""
    for module in sources.modules:
        for node in module.nodes:
            match node:
                case (
                    ast.Name(id=name, ctx=ast.Store())
                    | ast.Attribute(attr=name, ctx=ast.Store())
                    | ast.arg(arg=name)
                ) if is_spelled_out(name):
                    yield _says_nothing(module, name, node.lineno)


def _units_alone(sources: Sources) -> Iterator[Evidence]:
    """Constants that have the name of a unit and are not the size of one: `DAYS = 14`."""
    for module in sources.modules:
        for name, found in bindings(module, module.tree).items():
            match found[0].value:
                case ast.Constant(value=int() | float() as value, lineno=line) if (
                    name.isupper() and UNIT_WORDS.issuperset(_words(name)) and value not in UNIT_SIZES
                ):
                    yield _says_nothing(module, name, line)


def _says_nothing(module: Module, name: str, line: int) -> Evidence:
    words = f"{name} does not say what it is for. What happens at that number?"
    return Evidence.source(words, module.path, line, module.line(line).strip())


def is_spelled_out(name: str) -> bool:
    """Whether a name says a number and its unit and no more, or is a constant's and says nothing at all."""
    words = _words(name)
    if name.isupper() and SMALL_NUMBERS.issuperset(words):
        return bool(words)
    numbers = {word for word in words if word in NUMBER_WORDS or word.isdigit()}
    empty = EMPTY_WORDS.intersection(words) if name.isupper() else set()
    says_nothing = UNIT_WORDS | LINKING_WORDS | EMPTY_WORDS | numbers
    return bool(numbers or empty) and says_nothing.issuperset(words)


def _words(name: str) -> list[str]:
    return _WORD.findall(name.lower())
