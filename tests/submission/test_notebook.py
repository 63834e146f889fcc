import json
import random

import pytest

from autograder.submission import LIMITS, Limits, Remove, Write, read_notebook


def notebook(*sources: str | list[str], **cell: object) -> bytes:
    cells = [{"cell_type": "code", "source": source, "metadata": {}, **cell} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}).encode()


def test_a_writing_cell_gives_its_module_with_one_newline_at_the_end() -> None:
    submission = read_notebook(notebook("%%writefile boxoffice/refunds.py\nRATE = 1\n\n\n"))
    assert submission.operations == (Write("boxoffice/refunds.py", "RATE = 1\n", 1),)
    assert submission.problems == ()


def test_a_source_kept_as_lines_is_the_same_as_one_text() -> None:
    lines = ["\n", "%%writefile tests/test_net.py\n", "x = 1\r\n", "y = 2"]
    (write,) = read_notebook(notebook(lines)).operations
    assert write == Write("tests/test_net.py", "x = 1\ny = 2\n", 1)


def test_a_remove_line_counts_wherever_it_stands_in_a_plain_cell() -> None:
    submission = read_notebook(notebook("print(1)", "x = 1\n%remove boxoffice/utils.py\n"))
    assert submission.operations == (Remove("boxoffice/utils.py", 2),)


def test_cells_of_other_magics_and_markdown_write_nothing() -> None:
    assert read_notebook(notebook("%%bash\n%remove boxoffice/utils.py")).operations == ()
    assert read_notebook(notebook("%%writefile boxoffice/a.py\n1", cell_type="markdown")).operations == ()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "-a boxoffice/x.py",
        "/etc/passwd.py",
        "../boxoffice/x.py",
        "boxoffice/../../x.py",
        "boxoffice//x.py",
        "./boxoffice/x.py",
        "boxoffice/x.txt",
        "boxoffice/\u0430.py",
        "solutions/x.py",
        "boxoffice.py",
        "boxoffice/x.py; rm",
        "boxoffice/" + "x" * 300 + ".py",
        "boxoffice/x\u202e.py",
    ],
)
def test_a_path_outside_the_allowed_folders_is_left_out_with_a_word(path: str) -> None:
    submission = read_notebook(notebook("print()", f"%%writefile {path}\nx = 1"))
    assert submission.operations == ()
    assert [problem.cell for problem in submission.problems] == [2]


def test_metadata_ids_and_tags_of_the_learner_change_nothing() -> None:
    plain = read_notebook(notebook("%%writefile boxoffice/a.py\nx = 1"))
    forged = {"nbgrader": {"grade": True, "points": 1e9}, "tags": ["skip-execution"], "deletable": 3}
    marked = read_notebook(notebook("%%writefile boxoffice/a.py\nx = 1", metadata=forged, id="x" * 9))
    assert marked.digest == plain.digest


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"cells": {}}',
        b'{"cells": [' + b"[" * 100_000,
        b'{"cells": ' + b"9" * 10_000 + b"}",
        b'{"worksheets": [{"cells": []}], "nbformat": 3}',
    ],
)
def test_what_is_no_notebook_is_said_in_a_sentence(data: bytes) -> None:
    submission = read_notebook(data)
    assert submission.operations == ()
    assert len(submission.problems) == 1
    assert "JupyterLab" in str(submission.problems[0])


def test_cells_that_are_not_cells_are_passed_over() -> None:
    cells = [
        None,
        3,
        [],
        {"cell_type": "code", "source": {"a": 1}},
        {"cell_type": "code", "source": [1, "x"]},
    ]
    good = {"cell_type": "code", "source": "%%writefile boxoffice/a.py\nx = '\ud800'", "id": 7}
    submission = read_notebook(json.dumps({"cells": [*cells, good]}).encode())
    (write,) = submission.operations
    assert write == Write("boxoffice/a.py", "x = '?'\n", 6)


def test_bounds_leave_out_the_cell_that_passes_them_and_keep_the_rest() -> None:
    big = "%%writefile boxoffice/big.py\n" + "#" * (LIMITS.module_chars + 1)
    submission = read_notebook(notebook(big, "%%writefile boxoffice/a.py\nx = 1"))
    assert [operation.path for operation in submission.operations] == ["boxoffice/a.py"]
    assert "200,000" in str(submission.problems[0])


def test_too_many_cells_or_bytes_refuse_the_notebook() -> None:
    assert "cells" in str(read_notebook(notebook(*["1"] * 4), Limits(cells=3)).problems[0])
    assert "MB" in str(read_notebook(b" " * 20, Limits(notebook_bytes=10)).problems[0])


def test_a_file_that_is_not_there_or_no_file_is_said(tmp_path) -> None:
    assert "no notebook" in str(read_notebook(tmp_path / "a.ipynb").problems[0])
    assert "no notebook" in str(read_notebook(tmp_path).problems[0])


def test_ten_thousand_mangled_notebooks_are_read_without_an_exception() -> None:
    rng = random.Random(20261122)
    whole = bytearray(notebook("%%writefile boxoffice/a.py\nx = 1", "%remove boxoffice/a.py", "print('ü')"))
    for _ in range(10_000):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 6)):
            where = rng.randrange(len(data))
            data[where : where + rng.randint(0, 4)] = rng.randbytes(rng.randint(0, 4))
        submission = read_notebook(bytes(data))
        assert all(
            operation.path.startswith(("boxoffice/", "tests/", "scripts/"))
            for operation in submission.operations
        )
