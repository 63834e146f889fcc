"""`named-rules`: the numbers of the business have names, and the names say what the numbers are for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograder.facts import MagicNumber, Module, NameRole, magic_numbers, vague_names
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
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
    magic = code.new(magic_numbers, lambda number: (number.path, number.function, number.text))
    if magic:
        places = shown([_magic(code, number) for number in magic])
        return Finding(0.0, "magic-number", f"{_count(len(magic), 'number')} without a name.", places)
    codes = [place for module in code.sources.modules for place in _bare_codes(module)]
    if codes:
        return Finding(0.0, "bare-code", "An answer's code is a number without a name.", shown(codes))
    empty = [
        *_vague_constants(code),
        *(place for module in code.sources.modules for place in _spelled_out(module)),
    ]
    if empty:
        return Finding(0.0, "number-as-name", "A number's name does not say what it is for.", shown(empty))
    return Finding.passed("Every number of the business has a name.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun} stands" if number == 1 else f"{number} {noun}s stand"


def _magic(code: Written, number: MagicNumber) -> Evidence:
    return Evidence.source(
        f"What does {number.text} stand for in {number.function}?",
        number.path,
        number.line,
        code.sources.line(number.path, number.line).strip(),
    )


def _bare_codes(module: Module) -> Iterator[Evidence]:
    """Pairs whose second part is a number as such: `return None, 2`."""
    for node in module.nodes:
        if isinstance(node, ast.Tuple) and _ends_in_bare_code(module, node):
            words = f"What does the code {ast.unparse(node.elts[1])} tell the caller? Give it a name."
            yield Evidence.source(words, module.path, node.lineno, module.line(node.lineno).strip())


def _ends_in_bare_code(module: Module, node: ast.Tuple) -> bool:
    if len(node.elts) != 2 or not isinstance(node.ctx, ast.Load):  # noqa: PLR2004 - an amount and a code
        return False
    last = node.elts[1]
    is_number = isinstance(last, ast.Constant) and type(last.value) is int
    return is_number and any(isinstance(outer, ast.Return | ast.Lambda) for outer in module.ancestors(node))


def _vague_constants(code: Written) -> Iterator[Evidence]:
    """Constants whose names have to be guessed: `X = 1209600` is a number without a name all the same."""
    for name in code.new(vague_names, lambda name: (name.path, name.function, name.name)):
        if name.role is NameRole.CONSTANT:
            snippet = code.sources.line(name.path, name.line).strip()
            yield Evidence.source(f"{name.name}: {name.why}.", name.path, name.line, snippet)


def _spelled_out(module: Module) -> Iterator[Evidence]:
    """Names made of nothing but their number and a unit: `FOURTEEN_DAYS`."""
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
