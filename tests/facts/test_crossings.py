"""Imports against the layers, and the chains that lead across."""

import pytest

from autograder.facts import Crossing, Layer, crossings, layer_of, parse
from autograder.tree import SourceTree

LAYERS = (
    Layer("main", ("app.main",), frozenset({"web", "adapters", "domain"})),
    Layer("web", ("app.web",), frozenset({"domain", "tables"})),
    Layer("adapters", ("app.adapters",), frozenset({"domain", "tables"})),
    Layer("tables", ("app.adapters.tables",)),
    Layer("domain", ("app.domain",)),
)

FILES = {f"app/{name}.py": "" for name in ("__init__", "main", "domain", "web/__init__", "web/orders")}
FILES |= {f"app/adapters/{name}.py": "" for name in ("__init__", "mail", "tables")}


def found(**texts: str) -> tuple[Crossing, ...]:
    written = {f"app/{name.replace('__', '/')}.py": text for name, text in texts.items()}
    return crossings(parse(SourceTree({**FILES, **written})), LAYERS)


def test_imports_along_the_arrows_cross_nothing() -> None:
    web = "from app import domain\nfrom app.web import orders\nfrom app.adapters.tables import Order\n"
    assert found(main="from app import web\nimport app.adapters.mail\n", web__orders=web) == ()


def test_an_import_against_an_arrow_is_told_with_its_place() -> None:
    (crossed,) = found(domain="import os\ndef late():\n    from app.adapters import mail\n")

    assert (crossed.layer, crossed.reached) == ("domain", "adapters")
    assert [(each.path, each.line, each.function) for each in crossed.chain] == [("app/domain.py", 3, "late")]


def test_the_longest_name_says_which_layer_a_module_is_of() -> None:
    assert layer_of(LAYERS, "app.adapters.tables") == "tables"
    assert layer_of(LAYERS, "app.adapters.tables.events") == "tables"
    assert layer_of(LAYERS, "app.adapters_old") is None
    (crossed,) = found(web__orders="from app.adapters import mail, tables\n")
    assert crossed.reached == "adapters"


def test_modules_of_no_layer_are_seen_through() -> None:
    (crossed,) = found(
        domain="from app import texts\n", texts="from app import formats\n", formats="import app.web.orders\n"
    )

    assert [each.imported for each in crossed.chain] == ["app.texts", "app.formats", "app.web.orders"]


def test_a_module_of_no_layer_may_import_what_it_likes() -> None:
    assert found(wsgi="from app.main import app\n") == ()


@pytest.mark.parametrize(
    "text",
    [
        "import importlib\nimportlib.import_module('app.' + 'main')\n",
        "import sys\nmain = sys.modules['app.main']\n",
        "import app\ndef late():\n    return app.main.SHOP\n",
    ],
)
def test_modules_that_are_looked_up_by_name_count(text: str) -> None:
    (crossed,) = found(adapters__mail=text)
    assert crossed.reached == "main"


def test_imports_for_types_only_cross_nothing() -> None:
    assert (
        found(domain="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app.web import orders\n")
        == ()
    )
