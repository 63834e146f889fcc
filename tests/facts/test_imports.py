"""Who imports whom, and the circles among them."""

from autograder.facts import Import, import_circles, imports, parse, unread_imports
from autograder.tree import SourceTree


def found(files: dict[str, str]) -> tuple[Import, ...]:
    return imports(parse(SourceTree(files)))


def edges(files: dict[str, str]) -> set[tuple[str, str]]:
    return {(one.importer, one.imported) for one in found(files) if one.internal}


PACKAGE = {"app/__init__.py": "", "app/db.py": "", "app/money.py": "cent = 1\n"}


def test_every_way_to_import_a_module_is_an_edge() -> None:
    for text in (
        "import app.db\n",
        "import app.db as database\n",
        "from app import db\n",
        "from app.db import Order\n",
        "from . import db\n",
        "from .db import *\n",
        "def late():\n    from app import db\n",
        "import importlib\nimportlib.import_module('app.db')\n",
        "from importlib import import_module as load\nload('app.db')\n",
        "import importlib\nload = importlib.import_module\nload('.db', __package__)\n",
        "__import__('app.db')\n",
    ):
        assert ("app.main", "app.db") in edges({**PACKAGE, "app/main.py": text}), text


def test_an_import_of_a_name_is_an_import_of_its_module() -> None:
    files = {**PACKAGE, "app/main.py": "from app.money import cent, half\nimport requests\n"}

    assert [(one.imported, one.internal) for one in found(files)] == [
        ("app.money", True),
        ("requests", False),
    ]


def test_place_and_circumstance_are_told() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from app import db\n"
    text += "class Mail:\n    def send(self):\n        import app.money\n"
    _, typed, late = found({**PACKAGE, "app/main.py": text})

    assert (typed.line, typed.for_types_only, typed.function) == (3, True, "<module>")
    assert (late.line, late.for_types_only, late.function) == (6, False, "Mail.send")


def test_packages_below_a_source_folder_have_their_own_names() -> None:
    files = {"src/app/__init__.py": "", "src/app/db.py": "", "src/app/web/main.py": "from ..db import x\n"}

    assert edges(files) == {("app.web.main", "app.db")}


def test_a_script_finds_the_modules_beside_it() -> None:
    assert edges({"backend/main.py": "import db\n", "backend/db.py": ""}) == {("backend.main", "backend.db")}


def test_circles_are_told_with_the_imports_that_close_them() -> None:
    files = {
        "app/__init__.py": "",
        "app/main.py": "from app import helpers\n",
        "app/helpers.py": "from app import utils\n",
        "app/utils.py": "def mail():\n    from app import main\n",
        "app/alone.py": "from app import main\n",
    }

    (circle,) = import_circles(parse(SourceTree(files)))

    assert {(one.importer, one.imported) for one in circle} == {
        ("app.main", "app.helpers"),
        ("app.helpers", "app.utils"),
        ("app.utils", "app.main"),
    }


def test_imports_for_types_only_close_no_circle() -> None:
    files = {
        "one.py": "import two\n",
        "two.py": "import typing\nif typing.TYPE_CHECKING:\n    import one\n",
    }

    assert import_circles(parse(SourceTree(files))) == ()


def test_an_import_by_a_name_that_stands_in_pieces_is_an_edge() -> None:
    for text in (
        "import importlib\nNAME = 'app.db'\nimportlib.import_module(NAME)\n",
        "import importlib\nROOT = 'app'\nimportlib.import_module(ROOT + '.db')\n",
        "import importlib\nROOT = 'app'\nimportlib.import_module(f'{ROOT}.db')\n",
        "import importlib\nimportlib.import_module('.'.join(['app', 'db']))\n",
        "import importlib\ngetattr(importlib, 'import_' + 'module')('app.db')\n",
        "import importlib as tools\nload = getattr(tools, 'import_module')\nload(name='app.db')\n",
        "load = __import__\nload('app.db')\n",
        "import builtins\nvars(builtins)['__import__']('app.db')\n",
        "import functools, importlib\nfunctools.partial(importlib.import_module, 'app.db')()\n",
        "import pkgutil\npkgutil.resolve_name('app.db:session')\n",
        "import sys\nsys.modules['app.db'].session\n",
        "import sys\nsys.modules.get('app.db')\n",
        "from sys import modules as loaded\nloaded['app.db']\n",
        "__import__('sys').modules['app.db']\n",
        "import app\ndef late():\n    return app.db.session\n",
        "import app.money\ndef late():\n    return app.db.session\n",
    ):
        assert ("app.main", "app.db") in edges({**PACKAGE, "app/main.py": text}), text


def test_modules_loaded_by_names_that_nobody_can_read_are_told() -> None:
    for text in (
        "import importlib, os\nimportlib.import_module(os.environ['WHICH'])\n",
        "import importlib\nfor each in ('app.db',):\n    importlib.import_module(each)\n",
        "import importlib\nlist(map(importlib.import_module, ['app.db']))\n",
        "exec('import app.db')\n",
        "import sys\nlist(sys.modules.values())\n",
        "import sys\nfor name in list(sys.modules):\n    print(name)\n",
        "run = eval\nrun('1')\n",
        "import builtins\ngetattr(builtins, 'ev' + 'al')('1')\n",
    ):
        assert unread_imports(parse(SourceTree({"app/main.py": text}))), text


def test_what_can_be_read_and_what_imports_nothing_is_not_told_as_unread() -> None:
    text = """
import importlib
import re
import sys
load = importlib.import_module
load("app.db")
importlib.import_module("app.money")
PATTERN = re.compile("a")
IS_HERE = "app.db" in sys.modules
NAMES = sys.argv
db = sys.modules["app.db"]
"""
    assert unread_imports(parse(SourceTree({"app/main.py": text}))) == ()


def test_what_is_taken_from_a_foreign_package_may_be_a_module() -> None:
    (one,) = found({"app/main.py": "from urllib import request, parse as p\n"})
    assert one.candidates == ("urllib", "urllib.request", "urllib.parse")
    (other,) = found({**PACKAGE, "app/main.py": "from app.money import cent\n"})
    assert other.candidates == ("app.money",)
