"""`no-circles`: no modules import one another, directly or round several."""

from __future__ import annotations

from autograder.facts import Import, Sources, import_circles
from autograder.lessons._app import app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._reading import chain, place_of, shown, unreadable
from autograder.verdict import Evidence


def no_circles(exam: Examination) -> Finding:
    """Each module can be understood, and imported, before those that use it."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    circles = import_circles(sources)
    if not circles:
        return Finding.passed("No modules import one another in a circle.")
    one = "Modules import one another in a circle."
    many = f"Modules import one another in {len(circles)} circles."
    places = shown(_circle(sources, circle) for circle in circles)
    return Finding(0.0, "import-circle", one if len(circles) == 1 else many, places)


def _circle(sources: Sources, circle: tuple[Import, ...]) -> Evidence:
    late = [each for each in circle if each.at_run_time or each.function != "<module>"]
    # The import that somebody put off is the one that hides the circle.
    hidden = late[0] if late else circle[-1]
    turned = circle[circle.index(hidden) + 1 :] + circle[: circle.index(hidden) + 1]
    where = "; ".join(place_of(each) for each in turned)
    if late:
        return chain(sources, f"The circle is closed late, inside {hidden.function} ({where}).", turned)
    return chain(sources, f"The imports of this circle: {where}.", turned)
