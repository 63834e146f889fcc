"""Versions of an app out of a prepared room: the bodies of functions change places, all else is imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from autograder import syllabus
from autograder.lessons.meet_the_app._variants import Variant, variants
from autograder.probes import ServingBoxoffices
from autograder.probes.inside.serve_app import FRESH, TEST_HEADER, OtherwiseDifferentError, functions_of
from autograder.sandbox import Answer, Sandbox, default_isolation
from autograder.stages import before_exercise
from autograder.tree import SourceTree

APP = before_exercise(syllabus.load().lesson("00"))
SEATS = """
from dataclasses import dataclass
from contextlib import contextmanager

FREE = 7

@dataclass
class Tier:
    price: int = 10

    def total(self, quantity):
        return self.price * quantity

def left(sold, *, extra=0):
    def inner():
        return FREE - sold
    return inner() + extra

@contextmanager
def held():
    yield 1
"""


@pytest.fixture
def seats(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    (tmp_path / "seats.py").write_text(SEATS)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("seats")
    del sys.modules["seats"]


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("FREE - sold", "FREE - sold - 1", ["left"]),
        ("self.price * quantity", "self.price * quantity // 2", ["Tier.total"]),
        ("inner() + extra", "inner() * extra", ["left"]),
    ],
)
def test_bodies_of_functions_are_told_from_the_rest(seats: ModuleType, old: str, new: str, names: list[str]):
    text = SEATS.replace(old, new)
    assert text != SEATS
    functions = [function for function, _ in functions_of(seats, text)]
    assert [function.__qualname__ for function in functions if function.__name__ != "held"] == names


def test_a_body_that_changed_places_does_what_its_text_says(seats: ModuleType):
    for function, code in functions_of(seats, SEATS.replace("FREE - sold", "FREE - sold - 5")):
        function.__code__ = code
    assert seats.left(1) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FREE = 7", "FREE = 8"),
        ("FREE = 7", "FREE = 7.0"),
        ("FREE = 7", "FREE = 7; SOLD = 1"),
        ("price: int = 10", "price: int = 11"),
        ("extra=0", "extra=1"),
        ("def left(sold,", "def left(gone,"),
        ("def left", "async def left"),
        ("def left", "def right"),
        ("yield 1", "yield 2"),
        ("return inner() + extra", "yield inner()"),
    ],
)
def test_what_an_import_would_do_otherwise_is_not_taken_for_a_body(seats: ModuleType, old: str, new: str):
    text = SEATS.replace(old, new)
    assert text != SEATS
    with pytest.raises(OtherwiseDifferentError):
        list(functions_of(seats, text))


@pytest.fixture(scope="module")
def serving() -> Iterator[ServingBoxoffices]:
    with Sandbox(default_isolation()) as sandbox, ServingBoxoffices(sandbox.room, APP) as serving:
        serving.prepare([("GET", "/events", None)])
        yield serving


def answer(serving: ServingBoxoffices, files: dict[str, str], path: str) -> Answer:
    with serving.version(files) as boxoffice:
        got = boxoffice.served.request("GET", path)
    assert isinstance(got, Answer), got
    return got


def test_a_version_answers_as_its_text_says_and_its_neighbours_as_theirs(serving: ServingBoxoffices):
    main = "boxoffice/main.py"
    changed = APP[main].replace("    res = []\n", "    return ['changed']\n", 1)
    imported = changed + "\n@app.get('/new')\ndef new():\n    return SHOP\n"
    assert changed != APP[main]
    assert answer(serving, {main: changed}, "/events").json() == ["changed"]
    assert answer(serving, {main: imported}, "/events").json() == ["changed"]
    assert answer(serving, {main: imported}, "/new").json() == "Encore Tickets"
    assert answer(serving, {}, "/events").json() == []
    assert answer(serving, {main: APP[main]}, "/new").status == 404


def test_the_same_lines_are_seen_to_run_out_of_a_prepared_room(serving: ServingBoxoffices):
    def traced(serving: ServingBoxoffices) -> Mapping[str, frozenset[tuple[str, int]]]:
        with serving.version({}, trace=True) as boxoffice:
            for test, path in (("first", "/events"), ("second", "/events/1"), ("third", "/reports/sales")):
                boxoffice.served.request("POST", FRESH, headers={TEST_HEADER.decode(): test})
                boxoffice.served.request("GET", path)
            return boxoffice.lines_by_test()

    with Sandbox(default_isolation()) as sandbox, ServingBoxoffices(sandbox.room, APP) as unprepared:
        expected = traced(unprepared)
    assert traced(serving) == expected
    assert expected["first"] != expected["second"] != expected["third"]


def test_each_version_has_an_empty_database_and_upstream_services_of_its_own(serving: ServingBoxoffices):
    event = {
        "title": "Late Show",
        "venue": {"name": "Old Gasworks", "city": "Ghent"},
        "starts_at": "2999-01-01T20:00:00+00:00",
        "on_sale_at": "2020-01-01T00:00:00+00:00",
        "tiers": [{"name": "Standing", "price_cents": 1000, "seats": 9}],
    }
    order = {
        "event_id": 1,
        "email": "ada@example.org",
        "lines": [{"tier_id": 1, "quantity": 1}],
        "card": "tok",
    }
    with serving.version({}) as one, serving.version({}) as other:
        assert one.served.request("POST", "/events", json=event).status == 201
        assert one.served.request("POST", "/orders", json=order).status == 201
        assert other.served.request("GET", "/events").json() == []
        assert [len(each.upstreams.payments.charges) for each in (one, other)] == [1, 0]


@pytest.mark.parametrize("variant", variants(), ids=lambda variant: variant.id)
def test_every_version_differs_in_functions_alone_so_that_all_are_served_alike(
    variant: Variant, boxoffice_modules: dict[str, ModuleType]
):
    for path, text in variant.files(APP).items():
        assert [*functions_of(boxoffice_modules[path], text)]


@pytest.fixture(scope="module")
def boxoffice_modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    folder = tmp_path_factory.mktemp("app")
    for path, text in APP.files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    known = {name for name in sys.modules if name.partition(".")[0] == "boxoffice"}
    saved = {name: sys.modules.pop(name) for name in known}
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setenv("DATABASE_URL", f"sqlite:///{folder}/boxoffice.db")
        importlib.import_module("boxoffice.main")
        mine = {name: module for name, module in sys.modules.items() if name.startswith("boxoffice.")}
        yield {f"{name.replace('.', '/')}.py": module for name, module in mine.items()}
    for name in [name for name in sys.modules if name.partition(".")[0] == "boxoffice"]:
        del sys.modules[name]
    sys.modules.update(saved)


def test_an_app_that_hides_its_settings_is_imported_for_each_version():
    tree = SourceTree(
        {
            "boxoffice/__init__.py": "",
            "boxoffice/main.py": (
                "import os\n"
                "from fastapi import FastAPI\n"
                "import sqlite3\n"
                "sqlite3.connect(os.environ['DATABASE_URL'].removeprefix('sqlite:///')).close()\n"
                "URLS = [os.environ['MAIL_URL']]\n"
                "app = FastAPI()\n"
                "@app.get('/')\n"
                "async def url():\n"
                "    return URLS\n"
            ),
        }
    )
    with Sandbox(default_isolation()) as sandbox, ServingBoxoffices(sandbox.room, tree) as serving:
        serving.prepare([])
        with serving.version({}) as boxoffice:
            (url,) = boxoffice.served.request("GET", "/").json()
        assert boxoffice.upstreams.token in url
