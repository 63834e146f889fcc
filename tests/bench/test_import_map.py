"""The import map: what it sees, what it says of it, how it is drawn; and the live bench round it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from autograder.bench import import_map
from autograder.bench._import_map import Trouble, read_import_map, sentence
from autograder.bench._import_map_picture import picture
from autograder.stages import after, before
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("02")
LUMP = SourceTree(
    {
        "boxoffice/__init__.py": "",
        "boxoffice/main.py": "from boxoffice import helpers\n",
        "boxoffice/helpers.py": "def mail():\n    from boxoffice.main import TEXT\n",
    }
)
LAYERS = SourceTree(
    {
        "boxoffice/__init__.py": "",
        "boxoffice/main.py": "from boxoffice.web import orders\nfrom boxoffice.adapters import mail\n",
        "boxoffice/web/__init__.py": "",
        "boxoffice/web/orders.py": "import boxoffice.domain\nfrom boxoffice.adapters import tables\n",
        "boxoffice/adapters/__init__.py": "",
        "boxoffice/adapters/mail.py": "",
        "boxoffice/adapters/tables.py": "",
        "boxoffice/domain/__init__.py": "def price(): ...\n",
    }
)


def with_line(path: str, text: str) -> SourceTree:
    return LAYERS.with_file(path, text)


def troubles(tree: SourceTree) -> dict[tuple[str, str], Trouble]:
    return {(one.importer, one.imported): one.trouble for one in read_import_map(tree).arrows if one.trouble}


def test_a_circle_through_an_import_inside_a_function_is_seen_with_its_line() -> None:
    lump = read_import_map(LUMP)
    assert lump.circles == 1
    assert {arrow.trouble for arrow in lump.arrows} == {Trouble.CIRCLE}
    (line,) = next(arrow for arrow in lump.arrows if arrow.importer == "helpers").lines
    assert (line.path, line.number, line.function) == ("boxoffice/helpers.py", 2, "mail")
    assert line.text == "from boxoffice.main import TEXT"


def test_layers_that_import_downwards_are_in_no_trouble() -> None:
    assert troubles(LAYERS) == {}
    assert read_import_map(LAYERS).circles == 0


@pytest.mark.parametrize(
    ("path", "text", "pair"),
    [
        ("boxoffice/domain/__init__.py", "import boxoffice.adapters.mail\n", ("domain", "adapters")),
        ("boxoffice/adapters/mail.py", "from boxoffice.web import orders\n", ("adapters", "web")),
        ("boxoffice/web/orders.py", "from boxoffice.adapters import mail\n", ("web", "adapters")),
        ("boxoffice/settings.py", "from boxoffice import domain\n", ("settings", "domain")),
        ("boxoffice/texts.py", "def text():\n    import boxoffice.main\n", ("texts", "main")),
    ],
)
def test_an_arrow_that_a_layer_may_not_send_is_forbidden(path: str, text: str, pair: tuple[str, str]) -> None:
    assert troubles(with_line(path, text)) == {pair: Trouble.FORBIDDEN}


def test_a_circle_within_a_package_is_an_arrow_of_the_package_to_itself() -> None:
    tree = with_line("boxoffice/adapters/mail.py", "from boxoffice.adapters import tables\n")
    tree = tree.with_file("boxoffice/adapters/tables.py", "from boxoffice.adapters import mail\n")
    assert troubles(tree) == {("adapters", "adapters"): Trouble.CIRCLE}


def test_imports_for_types_only_are_no_arrows() -> None:
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from boxoffice import main\n"
    assert troubles(with_line("boxoffice/adapters/mail.py", text)) == {}


def test_it_says_who_may_break() -> None:
    assert read_import_map(LAYERS).breakable_by("domain") == ("main", "web")
    assert read_import_map(LAYERS).breakable_by("main") == ()


def test_the_app_that_lesson_02_finds_has_circles_and_the_one_it_ends_with_has_no_trouble() -> None:
    assert read_import_map(before(LESSON)).circles == 2
    assert troubles(after(LESSON)) == {}
    assert read_import_map(after(LESSON)).circles == 0


def test_the_sentence_changes_with_the_maps() -> None:
    lump, layers = read_import_map(LUMP), read_import_map(LAYERS)
    assert sentence(lump, None, lump, None) == "1 circle among 2 arrows."
    assert sentence(lump, layers, layers, None) == "Before: 1 circle. After: no circles."
    forbidden = read_import_map(with_line("boxoffice/settings.py", "import boxoffice.domain\n"))
    assert "No circles and 1 forbidden arrow" in sentence(forbidden, None, forbidden, None)


@pytest.mark.parametrize("text", ["def f(:\n", "\x00", "(" * 3000])
def test_a_module_that_python_cannot_read_is_named_and_no_error(text: str) -> None:
    broken = read_import_map(LAYERS.with_file("boxoffice/web/orders.py", text))
    assert "boxoffice/web/orders.py" in sentence(broken, None, broken, None)
    assert picture(broken, None, "now", None)


def test_an_empty_app_is_no_error() -> None:
    empty = read_import_map(SourceTree())
    assert sentence(empty, None, empty, None) == "No circles among no arrows."
    assert "nobody imports anybody" in picture(empty, None, "now", None)


def test_the_picture_says_in_words_and_dashes_what_its_colours_say() -> None:
    html = picture(read_import_map(LUMP), read_import_map(LAYERS), "after", None)
    assert html.count("↻ circle") == 2
    assert "stroke-dasharray: 7 4" in html
    assert "helpers imports main (circle)" in html
    forbidden = with_line("boxoffice/settings.py", "import boxoffice.domain\n")
    html = picture(read_import_map(forbidden), None, "now", None)
    assert "✕ forbidden" in html
    assert "stroke-dasharray: 2 3" in html


def test_both_maps_have_the_same_rows() -> None:
    html = picture(read_import_map(LUMP), read_import_map(LAYERS), "after", None)
    assert len(set(re.findall(r'viewBox="([^"]+)"', html))) == 1


def test_code_in_the_picture_stays_code() -> None:
    line = "import boxoffice.domain; x = '<script>alert(1)</script>'\n"
    shown = read_import_map(with_line("boxoffice/settings.py", line))
    html = picture(shown, None, "now", shown.arrows[0])
    assert "&lt;script" in html
    assert "<script" not in html


def test_choosing_an_arrow_shows_its_lines_and_the_sides_have_their_own() -> None:
    bench = import_map(LUMP, LAYERS)
    assert bench.side.value == "after"
    bench.side.value = "before"
    titles = dict(bench.arrow.options)
    bench.arrow.value = titles["helpers → main (1 line, circle)"]
    assert "boxoffice/helpers.py:2" in bench.picture
    assert "A change in main may break helpers." in bench.picture
    bench.side.value = "after"
    assert bench.chosen is None
    assert "helpers → main" not in bench.picture


def test_the_buttons_go_from_arrow_to_arrow_and_round() -> None:
    bench = import_map(LUMP)
    importers = []
    for button in (bench.next, bench.next, bench.next, bench.previous):
        button.click()
        importers.append(bench.chosen and bench.chosen.importer)
    assert importers == ["helpers", "main", None, "main"]


def test_an_app_is_named_by_a_lesson_a_folder_or_a_tree(tmp_path: Path) -> None:
    LAYERS.write_to(tmp_path)
    assert import_map(tmp_path).picture == import_map(LAYERS).picture
    assert import_map("02").picture == import_map(before(LESSON)).picture
