"""What counts as a change of a module, and where each of the requests may land."""

from __future__ import annotations

import pytest

from autograder.facts import parse
from autograder.lessons.north_star._changed import changed_modules
from autograder.lessons.north_star.changes_stay_home import _provider, _rule, _web
from autograder.stages import after, before_exercise
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("09")
STAGE = before_exercise(LESSON)
DOOR, EVENTS = "boxoffice/domain/door.py", "boxoffice/web/events.py"


def with_text(path: str, text: str, tree: SourceTree = STAGE) -> SourceTree:
    return tree.with_file(path, text)


def paths(tree: SourceTree) -> list[str]:
    return [each.path for each in changed_modules(STAGE, tree)]


def test_an_app_as_it_was_handed_out_has_no_changes() -> None:
    assert paths(STAGE) == []


@pytest.mark.parametrize(
    "text",
    [
        f"# a comment\n{STAGE[DOOR]}",
        STAGE[DOOR].replace('"""May this ticket come in?"""', '"""The door."""'),
        STAGE[DOOR].replace("    if not paid:\n", "\n    if (not paid):  # first\n"),
        STAGE[DOOR].replace("Whether a ticket is good at the door", "Good"),
    ],
)
def test_comments_docstrings_and_formatting_are_no_change(text: str) -> None:
    assert text != STAGE[DOOR]
    assert paths(with_text(DOOR, text)) == []


def test_a_change_is_found_at_the_statement_that_says_something_else() -> None:
    changed = STAGE[DOOR].replace("now >= starts_at", "now > starts_at")
    (found,) = changed_modules(STAGE, with_text(DOOR, changed))
    assert (found.path, found.is_new) == (DOOR, False)
    assert changed.splitlines()[found.line - 1].startswith("def check_in(")


def test_an_empty_module_is_no_new_one_and_a_gone_one_is_a_change() -> None:
    assert paths(with_text("boxoffice/services/providers.py", '"""Nothing yet."""\n')) == []
    without = SourceTree({path: text for path, text in STAGE.files.items() if path != DOOR})
    assert paths(without) == [DOOR]


def test_the_solution_lands_where_it_should() -> None:
    good = after(LESSON)
    changed, sources = changed_modules(STAGE, good), parse(good.under("boxoffice/"))
    assert [*_rule(sources), *_provider(changed, sources), *_web(changed)] == []


@pytest.mark.parametrize(
    "line",
    [
        "opens = ticket.hours.opens_before",
        "opens = getattr(ticket.hours, 'opens_before')",
        "match ticket.hours:\n    case DoorHours(closes_after=closes):\n        pass",
    ],
)
@pytest.mark.parametrize(
    "path", ["boxoffice/services/checking_in.py", "boxoffice/web/door.py", "boxoffice/domain/orders.py"]
)
def test_whoever_looks_into_hours_is_named(line: str, path: str) -> None:
    tree = with_text(path, f"{STAGE[path]}\n\n{line}\n")
    (evidence,) = _rule(parse(tree.under("boxoffice/")))
    assert evidence.path == path


def test_making_hours_is_not_looking_into_them() -> None:
    made = f"{STAGE[EVENTS]}\n\nHOURS = DoorHours(opens_before=one, closes_after=other)\n"
    assert [*_rule(parse(with_text(EVENTS, made).under("boxoffice/")))] == []


def provider(tree: SourceTree) -> list[str | None]:
    found = _provider(changed_modules(STAGE, tree), parse(tree.under("boxoffice/")))
    return [each.path for each in found]


def test_an_adapter_that_somebody_else_imports_is_told_there() -> None:
    tree = with_text("boxoffice/adapters/paylane.py", "class Paylane: ...\n")
    used = with_text(
        "boxoffice/services/providers.py", "from boxoffice.adapters.paylane import Paylane\n", tree
    )
    assert provider(tree) == []
    assert provider(used) == ["boxoffice/services/providers.py"]


def test_a_provider_is_one_module_and_changes_no_other_adapter() -> None:
    two = with_text("boxoffice/adapters/one.py", "ONE = 1\n")
    two = with_text("boxoffice/adapters/two.py", "TWO = 2\n", two)
    assert provider(two) == ["boxoffice/adapters/two.py"]
    payments = "boxoffice/adapters/payments.py"
    assert provider(with_text(payments, f"{STAGE[payments]}\nMORE = 1\n")) == [payments]
    assert provider(with_text("boxoffice/ports.py", f"{STAGE['boxoffice/ports.py']}\nMORE = 1\n")) == [
        "boxoffice/ports.py"
    ]


def test_whoever_speaks_to_services_from_elsewhere_is_no_adapter() -> None:
    assert provider(with_text("boxoffice/paylane.py", "import requests\n")) == ["boxoffice/paylane.py"]


def test_in_the_web_layer_only_events_changes() -> None:
    orders = "boxoffice/web/orders.py"
    tree = with_text(EVENTS, f"{STAGE[EVENTS]}\nMORE = 1\n")
    assert [*_web(changed_modules(STAGE, tree))] == []
    tree = with_text(orders, f"{STAGE[orders]}\nMORE = 1\n", tree)
    assert [each.path for each in _web(changed_modules(STAGE, tree))] == [orders]
