"""The facts on real code: the messy app of the course, and their own."""

from pathlib import Path

import autograder.facts
from autograder.facts import (
    Concern,
    complexity,
    concerns,
    handlers,
    import_circles,
    magic_numbers,
    parse,
    poor_comments,
    tricks,
    vague_names,
)
from autograder.tree import SourceTree

MESSY_APP = Path(__file__).parents[2] / "solutions" / "00-meet-the-app"


def test_every_fact_sees_the_wounds_of_the_messy_app() -> None:
    sources = parse(SourceTree.from_folder(MESSY_APP, ("boxoffice/*.py",)))

    assert sources.unparsable == ()
    routes = {(handler.methods, handler.route) for handler in handlers(sources)}
    assert len(routes) >= 12
    assert (("POST",), "/orders") in routes
    assert any(one.function != "<module>" for circle in import_circles(sources) for one in circle)
    assert max(function.complexity for function in complexity(sources)) > 20
    assert {"calc2", "rf"} <= {vague.name for vague in vague_names(sources)}
    assert "1209600" in {magic.text for magic in magic_numbers(sources)}
    assert len({trick.kind for trick in tricks(sources)}) > 2
    assert poor_comments(sources)


def test_the_purchase_is_about_everything_at_once() -> None:
    sources = parse(SourceTree.from_folder(MESSY_APP, ("boxoffice/*.py",)))
    (purchase,) = (
        found for found in handlers(sources) if (found.methods, found.route) == (("POST",), "/orders")
    )

    about = {line.concern for line in concerns(sources) if line.function == purchase.name}

    assert about == set(Concern)


def test_the_facts_obey_their_own_rules() -> None:
    folder = Path(autograder.facts.__file__).parent
    sources = parse(SourceTree.from_folder(folder))

    assert len(sources.modules) > 10
    assert tricks(sources) == magic_numbers(sources) == vague_names(sources) == poor_comments(sources) == ()
    assert import_circles(sources) == ()
