"""`telling-names`: functions, parameters and variables say what they are."""

from __future__ import annotations

from autograder.facts import VagueName, vague_names
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.readability._written import Written, shown, unreadable, written
from autograder.verdict import Evidence


def telling_names(exam: Examination) -> Finding:
    """No name has to be guessed."""
    code = written(exam)
    refused = unreadable(code)
    if refused:
        return refused
    vague = code.new(vague_names, lambda name: (name.path, name.function, name.name))
    if not vague:
        return Finding.passed("Every name says what it is.")
    one = "One name has" if len(vague) == 1 else f"{len(vague)} names have"
    places = shown([_place(code, names) for names in _by_line(vague)])
    return Finding(0.0, "vague-name", f"{one} to be guessed.", places)


def _by_line(vague: list[VagueName]) -> list[list[VagueName]]:
    """The names of each line with the same fault: a card has one sentence for `m, f, t`."""
    lines: dict[tuple[str, int, str], list[VagueName]] = {}
    for name in vague:
        lines.setdefault((name.path, name.line, name.why), []).append(name)
    return list(lines.values())


def _place(code: Written, names: list[VagueName]) -> Evidence:
    first = names[0]
    words = ", ".join(name.name for name in names)
    snippet = code.sources.line(first.path, first.line).strip()
    return Evidence.source(f"{words}: {first.why}.", first.path, first.line, snippet)
