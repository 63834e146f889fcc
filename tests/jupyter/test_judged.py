"""Which copy of a module is judged, and what the card says to do about the others."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from autograder.jupyter._judged import Copies, judged, read_copies
from autograder.jupyter._session import Ran, Session
from autograder.submission import Remove, Write
from autograder.tree import SourceTree

PATH = "boxoffice/refunds.py"
STAGE = SourceTree({PATH: "stage\n", "boxoffice/main.py": "main\n"})


def copies(
    *,
    ran: str | None = None,
    ran_at: float = 20,
    saved: str | None = None,
    saved_at: float = 10,
    file: str | None = None,
    file_at: float = 10,
    others: dict[str, str] | None = None,
) -> Copies:
    return Copies(
        ran={} if ran is None else {PATH: Ran(Write(PATH, ran, 0), ran_at)},
        saved=None if saved is None else (Write(PATH, saved, 4),),
        saved_at=saved_at,
        files={**({} if file is None else {PATH: file}), **(others or {})},
        files_at={PATH: file_at},
    )


def text_of(what: Copies) -> str | None:
    (operation,) = judged(what, STAGE).submission.operations
    return operation.text if isinstance(operation, Write) else None


def test_the_last_run_is_judged_before_the_saved_notebook_and_the_file() -> None:
    assert text_of(copies(ran="ran\n", saved="saved\n", file="file\n")) == "ran\n"


def test_a_cell_that_has_not_run_in_this_session_is_judged_as_its_file_has_it() -> None:
    assert text_of(copies(saved="saved\n", file="file\n")) == "file\n"


def test_a_cell_that_has_never_run_is_judged_as_it_was_saved() -> None:
    assert text_of(copies(saved="saved\n")) == "saved\n"


def test_a_module_removed_in_this_session_is_judged_as_removed() -> None:
    what = copies(saved="saved\n", file=None)
    removed = Copies({PATH: Ran(Remove(PATH, 0), 20)}, what.saved, 10, {}, {})
    assert judged(removed, STAGE).submission.operations == (Remove(PATH, 0),)


def test_there_is_nothing_to_do_where_all_copies_agree() -> None:
    assert judged(copies(ran="a\n", saved="a\n", file="a\n"), STAGE).advice is None


def test_an_unsaved_run_asks_to_save() -> None:
    advice = judged(copies(ran="new\n", ran_at=20, saved="old\n", saved_at=10, file="new\n"), STAGE).advice
    assert advice is not None
    assert advice.startswith("Save the notebook")


def test_a_cell_edited_and_saved_after_its_run_asks_to_run_it() -> None:
    advice = judged(copies(ran="old\n", ran_at=20, saved="new\n", saved_at=30, file="old\n"), STAGE).advice
    assert advice == f"The cell of {PATH} was changed after it ran last: run it, then this one."


def test_a_file_edited_after_the_run_asks_to_take_it() -> None:
    advice = judged(copies(ran="a\n", saved="a\n", file="edited\n"), STAGE).advice
    assert advice is not None
    assert f"%take {PATH}" in advice


def test_a_file_edited_before_the_session_asks_to_take_it() -> None:
    advice = judged(copies(saved="a\n", saved_at=10, file="edited\n", file_at=20), STAGE).advice
    assert advice is not None
    assert f"%take {PATH}" in advice


def test_a_cell_edited_and_saved_but_not_run_in_this_session_asks_to_run_it() -> None:
    advice = judged(copies(saved="new\n", saved_at=30, file="old\n", file_at=20), STAGE).advice
    assert advice is not None
    assert "run it" in advice


def test_a_file_that_no_cell_writes_is_named_since_it_will_not_be_graded() -> None:
    what = copies(ran="a\n", saved="a\n", file="a\n", others={"boxoffice/policy.py": "mine\n"})
    advice = judged(what, STAGE).advice
    assert advice is not None
    assert "%take boxoffice/policy.py in a new cell" in advice


def test_a_cell_that_ran_and_was_deleted_and_saved_away_is_said_to_be_gone() -> None:
    other = (Write("boxoffice/main.py", "main\n", 2),)
    ran = {PATH: Ran(Write(PATH, "a\n", 0), 20)}
    files = {PATH: "a\n", "boxoffice/main.py": "main\n"}
    gone = Copies(ran, other, saved_at=30, files=files, files_at={PATH: 20, "boxoffice/main.py": 5})
    advice = judged(gone, STAGE).advice
    assert advice is not None
    assert "a cell that the saved notebook does not have" in advice


def test_the_apps_own_files_as_the_exercise_brings_them_need_no_word() -> None:
    others = {"boxoffice/main.py": "main\n", "boxoffice/domain/__init__.py": ""}
    assert judged(copies(ran="a\n", saved="a\n", file="a\n", others=others), STAGE).advice is None


def test_without_a_notebook_to_be_found_the_session_alone_is_judged() -> None:
    found = judged(copies(ran="a\n", saved=None, file="a\n"), STAGE)
    assert found.advice is None
    assert [operation.path for operation in found.submission.operations] == [PATH]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None,
            "source": f"%%writefile {PATH}\nsaved"}  # fmt: skip
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "01-readability.ipynb").write_text(json.dumps(notebook))
    return tmp_path


def test_the_copies_are_read_from_the_notebook_and_the_folder(folder: Path) -> None:
    session = Session(folder)
    session.write("boxoffice/domain/money.py", "x = 1")
    os.utime(folder / "01-readability.ipynb", (50, 50))
    found = read_copies(session, folder / "01-readability.ipynb")
    assert found.saved is not None
    assert [operation.path for operation in found.saved] == [PATH]
    assert found.saved_at == 50
    assert found.files["boxoffice/domain/money.py"] == "x = 1\n"
    assert found.files["boxoffice/domain/__init__.py"] == ""
    assert PATH not in found.files


def test_a_notebook_that_is_not_there_or_not_readable_is_no_error(folder: Path) -> None:
    assert read_copies(Session(folder), folder / "gone.ipynb").saved is None
    (folder / "broken.ipynb").write_text("{")
    assert read_copies(Session(folder), folder / "broken.ipynb").problems
