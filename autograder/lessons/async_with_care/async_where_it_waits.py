"""`async-where-it-waits`: `async` stands on functions that wait, and only there."""

from __future__ import annotations

from autograder.facts import AsyncFunction, Handler, Sources, async_functions, handlers, own_loops
from autograder.lessons._app import MOST_SHOWN, app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons._places import place
from autograder.lessons.async_with_care._reading import unreadable
from autograder.tree import SourceTree
from autograder.verdict import Evidence

ROUTE = "/extras"
"""How the route ends that asks the partners: it waits for twelve of them."""


def async_where_it_waits(exam: Examination) -> Finding:
    """No async function that never waits, no loop of one's own, and the route of the extras is async."""
    refused = unreadable(exam)
    if refused:
        return refused
    sources = app_sources(exam)
    idle = [function for function in async_functions(sources) if not function.waits]
    if idle:
        count = (
            "One async function never waits" if len(idle) == 1 else f"{len(idle)} async functions never wait"
        )
        places = [_place(function, exam.tree) for function in idle[:MOST_SHOWN]]
        return Finding.refused("never-waits", f"{count}: a plain def says so.", *places)
    loops = own_loops(sources)
    if loops:
        words = "The server has a loop. A second one beside it knows nothing of its requests."
        places = [place(f"{loop.call} makes one.", loop.path, loop.line, exam.tree) for loop in loops]
        return Finding.refused("own-loop", words, *places[:MOST_SHOWN])
    plain = [handler for handler in _routes(sources) if not handler.is_async]
    if plain:
        words = "The extras wait for twelve partners: there async pays."
        places = [place(f"{each.name} is to be async.", each.path, each.line, exam.tree) for each in plain]
        return Finding.refused("not-async", words, *places[:MOST_SHOWN])
    return Finding.passed("Every async function waits for something.")


def _routes(sources: Sources) -> list[Handler]:
    """The handlers of the extras, wherever what they await stands."""
    return [handler for handler in handlers(sources) if (handler.route or "").rstrip("/").endswith(ROUTE)]


def _place(function: AsyncFunction, tree: SourceTree) -> Evidence:
    words = f"{function.name} is async and waits for nothing."
    if function.awaits:
        awaited = ", ".join(function.only[:3]) or "something that never waits"
        words = f"{function.name} awaits only what never waits: {awaited}."
    return place(words, function.path, function.line, tree)
