"""`flat-functions`: every function can be read from top to bottom."""

from __future__ import annotations

from autograder.facts import FunctionComplexity, LineComplexity, complexity, complexity_by_line
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence

MOST_COMPLEXITY = 6
"""Cognitive complexity that a function may have: a ladder of five cases with an `else` has it."""

MOST_NESTING = 2
"""Blocks within one another: a decision in a loop, and no deeper."""

SHOWN_LINES = 5
"""Lines of a function that are named for what they add; the rest are summed."""


def flat_functions(exam: Examination) -> Finding:
    """No function asks its reader to hold more than a handful of conditions at once."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    functions = code.new(complexity, lambda function: (function.path, function.name, function.complexity))
    tangled = sorted((item for item in functions if _is_tangled(item)), key=lambda item: -item.complexity)
    if not tangled:
        return Finding.passed(f"The most complex function has {_most(functions)} of {MOST_COMPLEXITY}.")
    return Finding(
        0.0, _reason(tangled[0]), _summary(tangled), shown([_place(code, item) for item in tangled])
    )


def _is_tangled(function: FunctionComplexity) -> bool:
    return function.complexity > MOST_COMPLEXITY or function.nesting > MOST_NESTING


def _most(functions: list[FunctionComplexity]) -> int:
    return max((function.complexity for function in functions), default=0)


def _reason(function: FunctionComplexity) -> str:
    return "too-complex" if function.complexity > MOST_COMPLEXITY else "too-nested"


def _summary(tangled: list[FunctionComplexity]) -> str:
    one = "One function is" if len(tangled) == 1 else f"{len(tangled)} functions are"
    return (
        f"{one} hard to follow: the bounds are a complexity of {MOST_COMPLEXITY} and {MOST_NESTING} blocks."
    )


def _blocks(function: FunctionComplexity) -> str:
    return "1 block" if function.nesting == 1 else f"{function.nesting} blocks"


def _place(code: Written, function: FunctionComplexity) -> Evidence:
    adding = _adding(code, function)
    if function.nesting > MOST_NESTING or not adding:
        line = function.deepest_line
        here = f" This line is {_blocks(function)} deep." if function.nesting else ""
    else:
        line, here = max(adding, key=lambda each: each.complexity).line, ""
    words = f"{function.name} has a cognitive complexity of {function.complexity}{_sum(adding)}.{here}"
    return Evidence.source(words, function.path, line, code.sources.line(function.path, line).strip())


def _adding(code: Written, function: FunctionComplexity) -> list[LineComplexity]:
    """The lines that add to a function's complexity, without those of the functions in it."""
    lines = complexity_by_line(code.sources.by_path[function.path])[function.line - 1 : function.end_line]
    inner = f"{function.name}."
    return [line for line in lines if line.complexity and not line.function.startswith(inner)]


def _sum(adding: list[LineComplexity]) -> str:
    """Where a complexity comes from: the lines that add most, in the order of the text."""
    if not adding:
        return ""
    most = sorted(adding, key=lambda line: -line.complexity)[:SHOWN_LINES]
    parts = [f"{line.complexity} in line {line.line}" for line in adding if line in most]
    rest = sum(line.complexity for line in adding if line not in most)
    return ": " + ", ".join([*parts, f"{rest} in others"] if rest else parts)
