"""What cannot be judged because it cannot be read, and evidence about imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograder.facts import Import, Sources, unread_imports
from autograder.lessons._finding import Finding
from autograder.verdict import Evidence, EvidenceKind

SHOWN = 4
"""Places of which a card tells; the rest are counted."""


def unreadable(sources: Sources) -> Finding | None:
    """The finding where a module cannot be read, or loads others by names that nobody can read."""
    if sources.unparsable:
        broken = sources.unparsable[0]
        words = f"Reading stops here: {broken.message}"
        return Finding.refused(
            "syntax-error",
            "Python cannot read a module.",
            Evidence.source(words, broken.path, broken.line, sources.line(broken.path, broken.line or 0)),
        )
    unread = unread_imports(sources)
    if not unread:
        return None
    places = [
        source(
            sources, "Which module is loaded here? Its name has to stand in the text.", each.path, each.line
        )
        for each in unread
    ]
    return Finding.refused("unread-import", "A boundary that cannot be read cannot be kept.", *shown(places))


def source(sources: Sources, words: str, path: str, line: int) -> Evidence:
    """Evidence that points at a line and quotes it."""
    return Evidence.source(words, path, line, sources.line(path, line).strip())


def chain(sources: Sources, words: str, imports: Sequence[Import]) -> Evidence:
    """Evidence that shows how modules import one another; it points at the last import of the chain."""
    last = imports[-1]
    steps = (imports[0].importer, *(each.imported for each in imports))
    return Evidence(
        EvidenceKind.CHAIN,
        words,
        path=last.path,
        line=last.line,
        snippet=sources.line(last.path, last.line).strip(),
        chain=steps,
    )


def place_of(found: Import) -> str:
    """Where an import stands, in a few words."""
    return f"{found.path}, line {found.line}"


def shown(places: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first places, and how many more there are."""
    told = tuple(places)
    more = len(told) - SHOWN
    if more <= 0:
        return told
    return (*told[:SHOWN], Evidence.text(f"And {more} more of the same kind."))
