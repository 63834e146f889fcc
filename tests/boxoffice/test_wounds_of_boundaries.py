"""Wounds for lesson 02: circles of imports, state and settings in modules, time and chance from thin air."""

from __future__ import annotations

import ast
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.boxoffice.conftest import Shop


def imported_by(path: Path) -> set[str]:
    """The names of boxoffice's modules that this one imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "boxoffice":
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("boxoffice."):
            names.add((node.module or "").removeprefix("boxoffice."))
    return names


@pytest.mark.parametrize(("one", "other"), [("helpers", "utils"), ("helpers", "main")])
def test_two_modules_import_each_other(one: str, other: str, tree: Path) -> None:
    folder = tree / "boxoffice"
    assert other in imported_by(folder / f"{one}.py")
    assert one in imported_by(folder / f"{other}.py")


def test_the_mail_helper_imports_main_when_it_is_called(tree: Path) -> None:
    module = ast.parse((tree / "boxoffice" / "helpers.py").read_text())
    send_mail = next(
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "send_mail"
    )
    assert [node.module for node in send_mail.body if isinstance(node, ast.ImportFrom)] == ["boxoffice.main"]


class TestTheShippedMailText:
    """The incident of lesson 02: a constant of main.py got a better name."""

    @pytest.fixture
    def tree(self, changed_tree: Callable[[str], Path]) -> Path:
        return changed_tree("The better name")

    def test_the_app_starts_and_every_checkout_fails_after_the_charge(self, shop: Shop) -> None:
        event = shop.event()
        assert shop.quote(event, 1).status_code == 200
        assert shop.buy(event).status_code == 500
        assert shop.charged_cents() == [3675]
        assert shop.client.get("/customers/ada@example.org/orders").json() == []


def test_everybody_shares_one_session(modules: dict[str, Any]) -> None:
    db = modules["db"]
    assert db.get_db() is db.get_db() is db.session


def test_settings_are_read_once_when_the_module_is_imported(
    modules: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = modules["helpers"].MAIL_URL
    monkeypatch.setenv("MAIL_URL", "http://elsewhere.example")
    assert before == modules["helpers"].MAIL_URL


def test_ticket_codes_can_be_foretold_from_the_shared_chance(modules: dict[str, Any]) -> None:
    codes = []
    for _ in range(2):
        random.seed(7)
        codes.append(modules["utils"].new_code())
    assert codes[0] == codes[1]


def test_only_a_turned_clock_of_the_whole_process_changes_what_time_it_is(shop: Shop) -> None:
    order = shop.buy(shop.event()).json()
    with time_machine.travel("2099-01-01T12:00:00+00:00", tick=False):
        assert shop.refund(order).status_code == 409
