"""The app's own modules, read once for all checks, and the names that an app must leave alone."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from autograder.facts import Module, Sources, dotted, is_one_of, parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.tree import SourceTree
from autograder.verdict import Evidence

PACKAGE = "boxoffice"

MOST_SHOWN = 4

READS_SETTINGS = frozenset({f"{PACKAGE}/main.py", f"{PACKAGE}/settings.py"})
"""Who may look round, from lesson 02 on."""

LOOK_UPS = frozenset({"builtins.getattr", "builtins.setattr"})


@dataclass(frozen=True)
class OffLimits:
    """What an app has no business with; by it, it could tell that it is being looked at.

    Arguments:
        names: full dotted names, each with all that lies in it.
        surroundings: names that only those modules may use in which settings are read.
        summary: what to leave alone, in one sentence.
        further: names what else a node of a module does that is off limits.
    """

    names: tuple[str, ...]
    surroundings: tuple[str, ...]
    summary: str
    further: Callable[[Module, ast.AST], str | None]

    def used_in(self, module: Module) -> Iterator[tuple[str, int]]:
        """What a module uses of it, with the line."""
        names = self.names if module.path in READS_SETTINGS else (*self.names, *self.surroundings)
        for node in module.nodes:
            used = (name for name in _names(module, node) if is_one_of(name, names))
            name = next(used, None) or self.further(module, node)
            if name is not None:
                yield name, getattr(node, "lineno", 1)


def app_tree(exam: Examination) -> SourceTree:
    """The app without scripts and tests, which are not judged."""
    return exam.tree.under(f"{PACKAGE}/")


def app_sources(exam: Examination) -> Sources:
    """The app's modules."""
    return exam.once("app: sources", lambda: parse(app_tree(exam)))


def unfit(exam: Examination, off_limits: OffLimits) -> Finding | None:
    """The finding for an app that cannot be read, or that uses what is off limits where it was changed."""
    sources = app_sources(exam)
    if sources.unparsable:
        places = [place(each.message, each.path, each.line, exam.tree) for each in sources.unparsable]
        summary = "Python cannot read a module of the app."
        return Finding.refused("syntax-error", summary, *places[:MOST_SHOWN])
    meddling = [*islice(_meddling(exam, off_limits), MOST_SHOWN)]
    return Finding.refused("meddling", off_limits.summary, *meddling) if meddling else None


def _meddling(exam: Examination, off_limits: OffLimits) -> Iterator[Evidence]:
    for module in app_sources(exam).modules:
        if exam.stage.files.get(module.path) == exam.tree.files.get(module.path):
            continue  # as it was found
        for name, line in off_limits.used_in(module):
            words = f"A box office has no business with {name}."
            yield Evidence.source(words, module.path, line, module.line(line).strip())


def _names(module: Module, node: ast.AST) -> Iterator[str]:
    """The full dotted names that a node uses, `getattr(os, "fork")` included."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=source, names=names, level=0):
            yield from (f"{source}.{alias.name}" for alias in names)
        case ast.Attribute(ctx=ast.Load()) | ast.Name(ctx=ast.Load()):
            yield from filter(None, [dotted(module, node)])
        case ast.Call(func=look_up, args=[ast.Name() as owner, ast.Constant(value=str(name)), *_]):
            if dotted(module, look_up) in LOOK_UPS:
                yield f"{dotted(module, owner)}.{name}"
