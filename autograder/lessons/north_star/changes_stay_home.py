"""`changes-stay-home`: one rule in one domain module, one provider in one adapter, and a web that rests."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain

from autograder.facts import Sources, imports, parse
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries.adapters_speak import wire_elsewhere
from autograder.lessons.errors_by_design._reading import unreadable
from autograder.lessons.north_star._changed import Changed, changed_modules
from autograder.lessons.north_star._door_of_ours import decided_elsewhere
from autograder.lessons.north_star._merit import nothing_new
from autograder.lessons.north_star._observing import not_started
from autograder.verdict import Evidence

DOMAIN, ADAPTERS, WEB = "boxoffice/domain/", "boxoffice/adapters/", "boxoffice/web/"
DOOR, EVENTS, PORTS = f"{DOMAIN}door.py", f"{WEB}events.py", "boxoffice/ports.py"
ROOT = frozenset({"boxoffice/connecting.py", "boxoffice/main.py"})
HOURS = frozenset({"opens_before", "closes_after"})
MOST_SHOWN = 4


def changes_stay_home(exam: Examination) -> Finding:
    """Which modules changed, who imports what is new, and who decides by the hours."""
    refused = unreadable(exam) or not_started(exam)
    if refused is not None:
        return refused
    changed = changed_modules(exam.stage, exam.tree)
    sources = parse(exam.tree.under("boxoffice/"))
    for reason, summary, places in (
        (
            "rule-elsewhere",
            "The rule of the door is not in its one module.",
            chain(_rule(sources), decided_elsewhere(exam)),
        ),
        ("adapter-elsewhere", "The provider is not in one adapter.", _provider(changed, sources)),
        ("web-changed", "The web layer changed where it need not.", _web(changed)),
    ):
        found = [*places]
        if found:
            return Finding.refused(reason, summary, *found[:MOST_SHOWN])
    merit = nothing_new(exam)
    touched = ", ".join(each.path.removeprefix("boxoffice/") for each in changed)
    return merit or Finding.passed(f"The changes are where they belong: {touched}.")


def _rule(sources: Sources) -> Iterator[Evidence]:
    """Where the hours are looked into; adapters keep them, and the rule decides by them."""
    for module in sources.modules:
        if module.path != DOOR and not module.path.startswith(ADAPTERS):
            for node in module.nodes:
                if _reads_hours(node):
                    line = getattr(node, "lineno", 1)
                    words = "The hours are looked into here: hand them on, and let domain/door.py decide."
                    yield Evidence.source(words, module.path, line, module.line(line).strip())


def _reads_hours(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name, ctx=ast.Load()) | ast.Constant(value=str(name)):
            return name in HOURS
        case ast.MatchClass(kwd_attrs=names):
            return not HOURS.isdisjoint(names)
    return False


def _provider(changed: tuple[Changed, ...], sources: Sources) -> Iterator[Evidence]:
    yield from wire_elsewhere(sources)
    new = [each for each in changed if each.path.startswith(ADAPTERS) and each.is_new]
    for each in changed:
        if (each.path.startswith(ADAPTERS) and not each.is_new) or each.path == PORTS:
            yield Evidence.source("This module has all it needs, and stays as it is.", each.path, each.line)
    for each in new[1:]:
        words = f"The provider is one module, and there is {new[0].path} already."
        yield Evidence.source(words, each.path, each.line)
    for found in imports(sources):
        if found.path not in ROOT and any(each.name in (found.imported, *found.candidates) for each in new):
            words = "Only the place where the app is put together knows which adapters there are."
            yield Evidence.source(words, found.path, found.line, sources.line(found.path, found.line).strip())


def _web(changed: tuple[Changed, ...]) -> Iterator[Evidence]:
    for each in changed:
        if each.path.startswith(WEB) and each.path != EVENTS:
            words = "Nothing that was asked for concerns this module."
            yield Evidence.source(words, each.path, each.line)
