import json
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring._submissions import Kept, KeptSubmissionError, as_notebook, read_kept
from autograder.authoring.proofs.submissions import needed
from autograder.nbgrader.canonical import canonical_text
from autograder.submission import read_notebook
from autograder.syllabus import load
from autograder.tree import SourceTree

LESSON = load().lesson("01")


@pytest.fixture
def released(tmp_path: Path) -> Path:
    cells = [new_markdown_cell("# Title"), new_code_cell("%%writefile boxoffice/refunds.py\nx = 1")]
    path = tmp_path / "released.ipynb"
    path.write_text(canonical_text(new_notebook(cells=cells)))
    return path


def kept(folder: Path, expected: str, **modules: str) -> Path:
    (folder / "boxoffice").mkdir(parents=True)
    (folder / "expected.toml").write_text(expected)
    for name, text in modules.items():
        (folder / "boxoffice" / f"{name}.py").write_text(text)
    return folder


def test_modules_are_put_into_the_cells_that_write_them_and_new_ones_after(released: Path) -> None:
    modules = SourceTree({"boxoffice/refunds.py": "x = 2\n", "boxoffice/shares.py": "y = 2\n"})
    notebook = as_notebook(modules, released)
    operations = read_notebook(notebook).operations
    assert [(item.path, item.cell) for item in operations] == [
        ("boxoffice/refunds.py", 2),
        ("boxoffice/shares.py", 3),
    ]
    assert json.loads(notebook)["cells"][0]["source"] == ["# Title"]


def test_a_folder_with_neither_notebook_nor_modules_is_the_exercise_as_handed_out(
    tmp_path: Path, released: Path
) -> None:
    folder = kept(
        tmp_path / "starter", 'why = "Nothing done."\npoints = 0\n[refused]\nsame-answers = "not-tried"'
    )
    (write,) = read_notebook(read_kept(folder, LESSON, released).notebook).operations
    assert (write.path, getattr(write, "text", "")) == ("boxoffice/refunds.py", "x = 1\n")


def test_a_notebook_in_the_folder_is_what_was_handed_in(tmp_path: Path, released: Path) -> None:
    folder = kept(tmp_path / "forged", 'why = "Forged."\npoints = 10', refunds="x = 3")
    (folder / "submission.ipynb").write_bytes(b"{}")
    assert read_kept(folder, LESSON, released).notebook == b"{}"


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        ("points = 10", "why ="),
        ('why = "  "\npoints = 10', "why ="),
        ('why = "x"', "say under"),
        ('why = "x"\npoints = "ten"', "points ="),
        ('why = "x"\npoints = 7', "say under"),
        ('why = "x"\npoints = 7\n[refused]\nno-such-check = "x"', "no check 'no-such-check'"),
        ("why = ", "expected.toml"),
    ],
)
def test_what_does_not_say_what_it_is_kept_for_is_refused(
    tmp_path: Path, released: Path, expected: str, said: str
) -> None:
    with pytest.raises(KeptSubmissionError, match=said):
        read_kept(kept(tmp_path / "kept", expected), LESSON, released)


def test_a_folder_without_its_expectation_is_refused(tmp_path: Path, released: Path) -> None:
    with pytest.raises(KeptSubmissionError, match=r"no expected\.toml"):
        read_kept(tmp_path, LESSON, released)


def test_what_a_folder_does_not_have_may_be_as_in_the_solution(tmp_path: Path, released: Path) -> None:
    expected = 'why = "One module more."\npoints = 10\nrest = "solution"\nremoved = ["boxoffice/utils.py"]'
    folder = kept(tmp_path / "more", expected, shares="y = 2\n")

    *solution, written, removed = read_notebook(read_kept(folder, LESSON, released).notebook).operations

    assert [item.path for item in solution] == ["boxoffice/refunds.py"]
    assert "def refund_amount" in getattr(solution[0], "text", "")
    assert (written.path, removed.path) == ("boxoffice/shares.py", "boxoffice/utils.py")
    assert not hasattr(removed, "text")


def test_what_a_folder_does_not_have_can_be_as_in_another_one(tmp_path: Path, released: Path) -> None:
    kept(tmp_path / "right", 'why = "x"\npoints = 10', refunds="x = 2\n", shares="y = 2\n")
    folder = kept(tmp_path / "kept", 'why = "x"\npoints = 10\nrest = "right"', shares="y = 3\n")
    operations = read_notebook(read_kept(folder, LESSON, released).notebook).operations
    assert [(item.path, getattr(item, "text", "")) for item in operations] == [
        ("boxoffice/refunds.py", "x = 2\n"),
        ("boxoffice/shares.py", "y = 3\n"),
    ]


def test_a_rest_that_nobody_knows_is_refused(tmp_path: Path, released: Path) -> None:
    folder = kept(tmp_path / "kept", 'why = "x"\npoints = 10\nrest = "starter"')
    with pytest.raises(KeptSubmissionError, match='rest = "solution"'):
        read_kept(folder, LESSON, released)


@pytest.mark.parametrize(
    ("points", "refused", "checks"),
    [
        (0, {"same-answers": "wrong-answer"}, {"same-answers"}),
        (0, {"same-answers": "wrong-answer", "plain-code": "trick"}, {"same-answers", "plain-code"}),
        (0, {"plain-code": "trick"}, None),
        (8, {"plain-code": "trick"}, None),
        (8, {"same-answers": "wrong-answer"}, None),
        (10, {}, None),
        (None, {"plain-code": "trick"}, {"plain-code"}),
    ],
)
def test_where_that_decides_only_the_checks_are_asked_that_must_refuse(
    points: float | None, refused: dict[str, str], checks: set[str] | None
) -> None:
    assert needed(Kept("kept", "because", points, refused, b""), LESSON) == checks
