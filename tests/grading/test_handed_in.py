"""Whose each notebook is, which lesson it answers, and which of several counts."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from autograder.grading import HandedInError, collect
from autograder.submission import LIMITS
from autograder.syllabus import load

READY = load().ready
ONE = load().lesson("01")


def put(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return folder


def packed(path: Path, *names: str, data: bytes = b"{}") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def who(source: Path, scratch: Path, lessons=READY) -> list[tuple[str, str, str]]:
    scratch.mkdir(exist_ok=True)
    found = collect(source, lessons, scratch)
    return [(each.student, each.lesson.slug[:2], each.platform_id) for each in found.handed_in]


def test_the_tree_of_nbgrader(tmp_path: Path) -> None:
    tree = put(
        tmp_path / "submitted",
        "ada/01-readability/01-readability.ipynb",
        "ada/02-boundaries/02-boundaries.ipynb",
        "bob/01-readability/01-readability.ipynb",
        "bob/01-readability/.ipynb_checkpoints/01-readability-checkpoint.ipynb",
    )
    assert who(tree, tmp_path / "s") == [("ada", "01", ""), ("ada", "02", ""), ("bob", "01", "")]


def test_a_folder_of_notebooks_named_for_people_wants_the_lesson(tmp_path: Path) -> None:
    folder = put(tmp_path / "class", "ada.ipynb", "bob.ipynb")
    assert who(folder, tmp_path / "s") == []
    assert collect(folder, READY, tmp_path).left == ("ada.ipynb", "bob.ipynb")
    assert who(folder, tmp_path / "s", [ONE]) == [("ada", "01", ""), ("bob", "01", "")]


def test_a_zip_of_moodle_in_folders_and_flat(tmp_path: Path) -> None:
    folders = packed(tmp_path / "a.zip", "Ada Byron_417_assignsubmission_file_/01-readability.ipynb")
    assert who(folders, tmp_path / "s") == [("Ada Byron", "01", "417")]
    flat = packed(tmp_path / "b.zip", "Ada Byron_417_assignsubmission_file_01-readability.ipynb")
    assert who(flat, tmp_path / "t") == [("Ada Byron", "01", "417")]


def test_a_zip_of_canvas_where_the_number_at_the_end_says_which_is_the_latest(tmp_path: Path) -> None:
    names = [
        f"byronada_77_{number}_01-readability{again}.ipynb"
        for number, again in ((5, ""), (9, "-2"), (7, "-1"))
    ]
    late = "boolegeorge_LATE_78_6_01-readability.ipynb"
    source = packed(tmp_path / "submissions.zip", *names, late)
    scratch = tmp_path / "s"
    assert who(source, scratch) == [("boolegeorge", "01", "78"), ("byronada", "01", "77")]
    _, ada = collect(source, READY, scratch).handed_in
    assert ada.earlier == (names[0], names[2])


def test_two_of_one_name_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    names = [f"Ada Byron_{number}_assignsubmission_file_/01-readability.ipynb" for number in (1, 2)]
    assert who(packed(tmp_path / "a.zip", *names), tmp_path / "s") == [
        ("Ada Byron 1", "01", "1"),
        ("Ada Byron 2", "01", "2"),
    ]


def test_of_two_files_the_later_one_counts(tmp_path: Path) -> None:
    folder = put(tmp_path / "class", "ada/01-readability-old.ipynb", "ada/01-readability.ipynb")
    os.utime(folder / "ada" / "01-readability.ipynb", (1, 1))
    (found,) = collect(folder, READY, tmp_path / "s").handed_in
    assert found.path.name == "01-readability-old.ipynb"
    assert found.earlier == ("ada/01-readability.ipynb",)


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/01-readability.ipynb",
        "/etc/01-readability.ipynb",
        "..\\..\\x/01-readability.ipynb",
        "./a/../../01-readability.ipynb",
    ],
)
def test_no_name_in_a_zip_leads_out_of_the_scratch_folder(tmp_path: Path, name: str) -> None:
    scratch = tmp_path / "deep" / "s"
    scratch.mkdir(parents=True)
    found = collect(packed(tmp_path / "a.zip", name), READY, scratch)
    for each in found.handed_in:
        assert each.path.parent == scratch
        assert "/" not in each.student
        assert "\\" not in each.student
        assert not each.student.startswith(".")
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {"a.zip", "0.ipynb"}


def test_a_member_that_grows_without_end_is_cut_where_the_reader_stops(tmp_path: Path) -> None:
    bomb = packed(tmp_path / "a.zip", "ada/01-readability.ipynb", data=b"0" * (3 * LIMITS.notebook_bytes))
    assert bomb.stat().st_size < 100_000
    scratch = tmp_path / "s"
    scratch.mkdir()
    (found,) = collect(bomb, READY, scratch).handed_in
    assert found.path.stat().st_size == LIMITS.notebook_bytes + 1


def test_a_damaged_member_leaves_the_others_whole(tmp_path: Path) -> None:
    source = packed(
        tmp_path / "a.zip", "ada/01-readability.ipynb", "bob/01-readability.ipynb", data=b"{}" * 500
    )
    data = bytearray(source.read_bytes())
    data[60] ^= 0xFF
    source.write_bytes(data)
    assert [name for name, _, _ in who(source, tmp_path / "s")] == ["ada", "bob"]


def test_what_is_neither_folder_nor_zip_says_what_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("no zip")
    with pytest.raises(HandedInError, match="a zip as the learning platform exports it"):
        collect(file, READY, tmp_path)
