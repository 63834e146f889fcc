"""`no-rule-in-web`: what carries requests decides nothing, whichever framework it speaks to."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.facts import Layers, Sources, Work, handler_work, imports, parse, unread_imports, work_beside
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.framework_is_a_detail._asked import PACKAGE
from autograder.probes import FRAMEWORKS, OTHER_FRAMEWORKS
from autograder.verdict import Evidence

WEB = ("boxoffice.web", "boxoffice.main")
"""Where a web framework may be imported."""

PACKAGES = OTHER_FRAMEWORKS.union(*(each.packages for each in FRAMEWORKS))

SHOWN = 4


def no_rule_in_web(exam: Examination) -> Finding:
    """Read every module of the web layer, and who imports a framework."""
    sources = parse(exam.tree.under(PACKAGE))
    refused = _unreadable(sources)
    if refused:
        return refused
    strays = [
        _place(sources, f"{found.imported} is imported outside web/ and main.py.", found.path, found.line)
        for found in imports(sources)
        if found.imported.partition(".")[0] in PACKAGES and not _is_web(found.importer)
    ]
    if strays:
        summary = "A module that is not of the web layer knows a web framework."
        return Finding(0.0, "framework-outside-web", summary, _shown(strays))
    work = _work(sources, parse(exam.stage.under(PACKAGE)))
    if work:
        one = "A line of the web layer does" if len(work) == 1 else f"{len(work)} lines of the web layer do"
        places = [_told(sources, each) for each in work]
        return Finding(0.0, "work-in-web", f"{one} what a use case or a rule should.", _shown(places))
    return Finding.passed("Every handler that is there translates and decides nothing.")


def _unreadable(sources: Sources) -> Finding | None:
    if sources.unparsable:
        broken = sources.unparsable[0]
        place = _place(sources, f"Reading stops here: {broken.message}", broken.path, broken.line or 1)
        return Finding.refused("syntax-error", "Python cannot read a module.", place)
    unread = [
        _place(sources, "What is loaded here? Its name has to stand in the text.", each.path, each.line)
        for each in unread_imports(sources)
    ]
    if not unread:
        return None
    return Finding(0.0, "unread-import", "What cannot be read cannot be judged.", _shown(unread))


def _is_web(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in WEB)


def _work(sources: Sources, stage: Sources) -> list[Work]:
    """What handlers do that is not theirs, and what else of the web layer does it; each line once.

    A helper is a handler's wherever it stands, among the adapters too, unless the app was given it.
    """
    given = (f"{each.name}.{each.qualified_name(node)}" for each in stage.modules for node in each.functions)
    layers = Layers(given=frozenset(given))
    found = [work for each in handler_work(sources, layers) for work in each.work]
    unique = {(work.path, work.line): work for work in (*work_beside(sources, layers), *found)}
    return sorted(unique.values(), key=lambda work: (work.path, work.line))


def _told(sources: Sources, work: Work) -> Evidence:
    return _place(sources, f"{work.function} {work.why}.", work.path, work.line)


def _place(sources: Sources, words: str, path: str, line: int) -> Evidence:
    return Evidence.source(words, path, line, sources.line(path, line).strip())


def _shown(places: Iterable[Evidence]) -> tuple[Evidence, ...]:
    told = tuple(places)
    more = len(told) - SHOWN
    return told if more <= 0 else (*told[:SHOWN], Evidence.text(f"And {more} more of the same kind."))
