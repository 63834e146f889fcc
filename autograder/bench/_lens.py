"""The complexity lens: what a piece of code asks of its reader, line by line. It decides; another shows."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.facts import Concern, complexity, complexity_by_line, concerns, parse_text


@dataclass(frozen=True)
class LensLine:
    """One line of the code.

    Arguments:
        number: counted from 1.
        text: the line itself.
        nesting: how many blocks deep it stands within its function.
        added: what it adds to the cognitive complexity.
        concern: what it is about.
    """

    number: int
    text: str
    nesting: int
    added: int
    concern: Concern


@dataclass(frozen=True)
class LensFunction:
    """One function: its name, its cognitive complexity, how many blocks deep it goes."""

    name: str
    complexity: int
    nesting: int


@dataclass(frozen=True)
class Lens:
    """What the lens sees.

    Arguments:
        lines: every line.
        functions: in the order of the text.
        problem: why the code could not be read, in one sentence; empty where it could.
    """

    lines: tuple[LensLine, ...]
    functions: tuple[LensFunction, ...]
    problem: str = ""

    @property
    def hardest(self) -> LensFunction | None:
        """The function that asks most of its reader."""
        return max(self.functions, key=lambda function: function.complexity, default=None)

    @property
    def deepest(self) -> int:
        """How many blocks deep the deepest line stands."""
        return max((line.nesting for line in self.lines), default=0)


def read_lens(source: str) -> Lens:
    """Look at code.

    Arguments:
        source: the text of a module or of a few functions.
    """
    source = source.rstrip() + "\n"
    sources = parse_text(source)
    if sources.unparsable:
        return _unreadable(source, sources.unparsable[0].line)
    module = sources.modules[0]
    about = {found.line: found.concern for found in concerns(sources)}
    lines = tuple(
        LensLine(at.line, module.line(at.line), at.nesting, at.complexity, about.get(at.line, Concern.OTHER))
        for at in complexity_by_line(module)[: source.count("\n")]
    )
    functions = tuple(LensFunction(one.name, one.complexity, one.nesting) for one in complexity(sources))
    return Lens(lines, functions)


def _unreadable(source: str, line: int | None) -> Lens:
    lines = tuple(
        LensLine(number, text, 0, 0, Concern.OTHER) for number, text in enumerate(source.splitlines(), 1)
    )
    where = f" at line {line}" if line else ""
    return Lens(lines, (), f"Python cannot read this yet: it stops{where}.")


def sentence(before: Lens, now: Lens) -> str:
    """What to look at, in one sentence.

    Arguments:
        before: the code as it was.
        now: the code as it is.
    """
    if now.problem:
        return now.problem
    old, new = before.hardest, now.hardest
    if new is None:
        return "There is no function here to look at."
    if old is None or before.lines == now.lines:
        return f"{_measured(new)}: the deeper a line's colour, the more conditions its reader carries."
    change = f"The hardest function went from {old.complexity} to {new.complexity}"
    depth = f"and the deepest line from {_blocks(before.deepest)} to {_blocks(now.deepest)}"
    functions = _count(len(now.functions), "function")
    if len(now.functions) != len(before.functions):
        functions += f" instead of {len(before.functions)}"
    return f"{change} {depth}, in {functions}."


def _measured(function: LensFunction) -> str:
    depth = _blocks(function.nesting)
    return f"{function.name} has a cognitive complexity of {function.complexity} and is {depth} deep"


def _blocks(nesting: int) -> str:
    return _count(nesting, "block")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
