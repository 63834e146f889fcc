"""The verbs of a writing cell, in a real IPython shell."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.jupyter._magics import register
from autograder.jupyter._session import Session
from autograder.submission import Write


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return Session(tmp_path)


@pytest.fixture
def shell(session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.syspath_prepend(str(session.folder))
    hooks = sys.excepthook, sys.displayhook
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    register(shell, session)
    yield shell
    sys.excepthook, sys.displayhook = hooks
    for name in [name for name in sys.modules if name.split(".")[0] == "boxoffice"]:
        del sys.modules[name]


def test_a_writing_cell_writes_its_module_and_makes_its_folders_packages(
    shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%writefile boxoffice/domain/money.py\nCENT = 1\n")
    assert (session.folder / "boxoffice/domain/money.py").read_text() == "CENT = 1\n"
    assert (session.folder / "boxoffice/domain/__init__.py").is_file()
    assert (session.folder / "boxoffice/__init__.py").is_file()
    assert capsys.readouterr() == ("Wrote boxoffice/domain/money.py (1 line).\n", "")


def test_a_run_is_noted_as_it_will_be_read_from_the_notebook(
    shell: InteractiveShell, session: Session
) -> None:
    shell.run_cell("%%writefile boxoffice/a.py\nx = 1\n\n\n")
    assert session.ran["boxoffice/a.py"].operation == Write("boxoffice/a.py", "x = 1\n", 0)


def test_an_existing_package_keeps_what_its_init_says(shell: InteractiveShell, session: Session) -> None:
    shell.run_cell("%%writefile boxoffice/__init__.py\nNAME = 'encore'\n")
    shell.run_cell("%%writefile boxoffice/a.py\nx = 1\n")
    assert (session.folder / "boxoffice/__init__.py").read_text() == "NAME = 'encore'\n"


@pytest.mark.parametrize(
    "path", ["../evil.py", "/etc/passwd", "solutions/x.py", "-a boxoffice/a.py", "boxoffice/a.txt", ""]
)
def test_a_path_out_of_bounds_is_refused_in_one_line_and_nothing_is_written(
    path: str, shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell(f"%%writefile {path}\nx = 1\n")
    out, err = capsys.readouterr()
    assert out.startswith("Nothing was done: ")
    assert out.count("\n") == 1
    assert err == ""
    assert list(session.folder.iterdir()) == []


def test_a_module_that_python_cannot_read_is_written_and_said_with_the_cells_own_line(
    shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%writefile boxoffice/a.py\nx = 1\ndef f(:\n")
    assert "line 3 of this cell, invalid syntax" in capsys.readouterr().out
    assert (session.folder / "boxoffice/a.py").is_file()


def test_dubious_escapes_and_null_bytes_put_nothing_on_stderr(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%writefile boxoffice/a.py\nx = '\\d'\n")
    shell.run_cell("%%writefile boxoffice/b.py\nx = '\x00'\n")
    assert capsys.readouterr().err == ""


def test_the_next_import_sees_what_the_cell_wrote_last(shell: InteractiveShell) -> None:
    shell.run_cell("%%writefile boxoffice/rate.py\nRATE = 1\n")
    shell.run_cell("from boxoffice.rate import RATE; first = RATE")
    shell.run_cell("%%writefile boxoffice/rate.py\nRATE = 2\n")
    shell.run_cell("from boxoffice.rate import RATE; second = RATE")
    assert (shell.user_ns["first"], shell.user_ns["second"]) == (1, 2)


def test_remove_takes_a_module_away(
    shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%writefile boxoffice/utils.py\nx = 1\n")
    shell.run_cell("%remove boxoffice/utils.py")
    shell.run_cell("%remove boxoffice/utils.py")
    assert not (session.folder / "boxoffice/utils.py").exists()
    assert capsys.readouterr().out.endswith(
        "Removed boxoffice/utils.py.\nboxoffice/utils.py was not there.\n"
    )


def test_take_replaces_the_cells_content_by_the_file(shell: InteractiveShell, session: Session) -> None:
    shell.run_cell("%%writefile boxoffice/a.py\nx = 1\n")
    (session.folder / "boxoffice/a.py").write_text("x = 2\n")
    shell.run_cell("%take boxoffice/a.py")
    assert shell.rl_next_input == "%%writefile boxoffice/a.py\nx = 2"
    assert session.ran["boxoffice/a.py"].operation == Write("boxoffice/a.py", "x = 2\n", 0)


def test_take_of_what_is_not_there_or_no_text_says_so(
    shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    (session.folder / "boxoffice").mkdir()
    (session.folder / "boxoffice/b.py").write_bytes(b"\xff\xfe")
    shell.run_cell("%take boxoffice/a.py")
    shell.run_cell("%take boxoffice/b.py")
    out, err = capsys.readouterr()
    assert out.count("Nothing was done") == 2
    assert err == ""
