"""Attacks on the file: cells, ids, metadata, outputs, JSON, paths."""

from __future__ import annotations

import os
from pathlib import Path

from tests.hostile._attack import (
    MARK,
    REFUNDS,
    RIGHT,
    WRONG,
    Targets,
    attack,
    cells_of,
    code_cell,
    dumped,
    graded_cells,
    handed_in,
    released,
)

FULL = 10.0


@attack("notebook")
def writes_twice_right_then_wrong(_: Targets) -> bytes:
    """Shows the right module first; the last write is what counts."""
    notebook = cells_of({REFUNDS: RIGHT})
    notebook["cells"].append(code_cell(f"%%writefile {REFUNDS}\n{WRONG}"))
    return dumped(notebook)


@attack("notebook", earns=FULL)
def doubles_every_cell_and_id(_: Targets) -> bytes:
    """Every cell twice with the same grade id, which stops stock nbgrader."""
    notebook = cells_of({REFUNDS: RIGHT})
    notebook["cells"] += notebook["cells"]
    return dumped(notebook)


@attack("notebook", earns=FULL)
def deletes_every_check(_: Targets) -> bytes:
    """Hands in without a single check cell."""
    notebook = cells_of({REFUNDS: RIGHT})
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in graded_cells(notebook)]
    return dumped(notebook)


@attack("notebook")
def edits_the_checks(_: Targets) -> bytes:
    """Check cells that simply say ten."""
    notebook = released("01")
    for cell in graded_cells(notebook):
        cell["source"] = "10.0"
    notebook["cells"].insert(0, code_cell("check = lambda *_: 10.0"))
    return dumped(notebook)


@attack("notebook")
def retypes_the_checks(_: Targets) -> bytes:
    """Check cells turned into markdown, raw and a type of its own."""
    notebook = cells_of({REFUNDS: WRONG})
    for cell, kind in zip(
        graded_cells(notebook), ("markdown", "raw", "code!", None, 7, "code"), strict=False
    ):
        cell["cell_type"] = kind
    return dumped(notebook)


@attack("notebook")
def raises_its_points(_: Targets) -> bytes:
    """Points of a thousand, of infinity, of text."""
    notebook = cells_of({REFUNDS: WRONG})
    for cell, points in zip(graded_cells(notebook), (1000, 1e308, "ten", -5, None, [10]), strict=False):
        cell["metadata"]["nbgrader"]["points"] = points
    return dumped(notebook)


@attack("notebook", earns=FULL)
def flips_flags_and_schema(_: Targets) -> bytes:
    """Flags flipped, a schema of another century, metadata of the wrong type."""
    notebook = cells_of({REFUNDS: RIGHT})
    for number, cell in enumerate(notebook["cells"]):
        settings = cell["metadata"].setdefault("nbgrader", {})
        settings.update(grade=not settings.get("grade"), locked=False, schema_version=99)
        if number % 3 == 0:
            cell["metadata"] = {"nbgrader": [1, 2]}
    notebook["metadata"] = "none"
    notebook["nbformat"] = 1
    return dumped(notebook)


@attack("notebook")
def tags_that_skip_execution(_: Targets) -> bytes:
    """Tags by which nbclient skips a cell or swallows its error."""
    notebook = cells_of({REFUNDS: WRONG})
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]
    return dumped(notebook)


@attack("notebook")
def forges_outputs(_: Targets) -> bytes:
    """Saved outputs that say full marks, with a script and a pickle."""
    notebook = cells_of({REFUNDS: WRONG})
    data = {
        "text/plain": "10.0",
        "text/html": "<script>alert(1)</script>",
        "application/x-pickle": "gASVCg==",
    }
    for cell in graded_cells(notebook):
        cell["outputs"] = [
            {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
        ]
        cell["execution_count"] = 1
    return dumped(notebook)


@attack("notebook")
def retypes_the_writing_cell(_: Targets) -> bytes:
    """The right module in cells that are no code."""
    notebook = released("01")
    for kind in ("markdown", "raw", "Code", None):
        notebook["cells"].append({**code_cell(f"%%writefile {REFUNDS}\n{RIGHT}"), "cell_type": kind})
    return dumped(notebook)


@attack("notebook")
def runs_code_in_cells(targets: Targets) -> bytes:
    """Cells that would write, call a shell or patch the grader, if anyone ran them."""
    notebook = released("01")
    file = targets.folder / f"{MARK}-cell"
    for source in (
        f"open({str(file)!r}, 'w').write('here')",
        f"!touch {file}",
        f"%%bash\ntouch {file}",
        f"%run -i {file}",
        "import autograder.grading; autograder.grading.Grader.grade = None",
        "from os import _exit; _exit(0)",
    ):
        notebook["cells"].append(code_cell(source))
    return dumped(notebook)


@attack("notebook")
def writes_outside(targets: Targets) -> bytes:
    """Paths that leave the folder, in every spelling."""
    notebook = released("01")
    folder = targets.folder
    for path in (
        f"../{MARK}.py", f"boxoffice/../../{MARK}.py", f"/tmp/{MARK}.py", f"{folder}/{MARK}.py",
        f"~/{MARK}.py", f"boxoffice//{MARK}.py", f"./boxoffice/{MARK}.py", f"-a boxoffice/{MARK}.py",
        f"boxoffice\\..\\{MARK}.py", f"boxoffice/{MARK}.py\0.txt", f"b\u043exoffice/{MARK}.py",
        f"boxoffice\u2215{MARK}.py", f"$HOME/{MARK}.py", f"autograder/{MARK}.py", f"tests/{MARK}.pth",
        f"boxoffice/{MARK}.so", "", "/", "boxoffice/", "boxoffice.py",
    ):  # fmt: skip
        notebook["cells"].append(code_cell(f"%%writefile {path}\nimport os\n"))
        notebook["cells"].append(code_cell(f"%remove {path}"))
    return dumped(notebook)


@attack("notebook")
def makes_folders_of_files(_: Targets) -> bytes:
    """Modules below a module, which no file system can hold."""
    return handed_in(
        {REFUNDS: WRONG, "boxoffice/main.py/deep.py": "", "boxoffice/a.py": "", "boxoffice/a.py/b.py": ""}
    )


@attack("notebook")
def removes_everything(_: Targets) -> bytes:
    """Takes away every module of the app."""
    notebook = released("01")
    paths = [
        f"boxoffice/{name}.py"
        for name in ("refunds", "main", "utils", "helpers", "db", "__init__", "pricing")
    ]
    notebook["cells"].append(code_cell("\n".join(f"%remove {path}" for path in paths)))
    return dumped(notebook)


@attack("notebook")
def writes_a_thousand_modules(_: Targets) -> bytes:
    """More modules and more text than a lesson can need, the rules among the first."""
    notebook = cells_of({REFUNDS: WRONG})
    for number in range(900):
        notebook["cells"].append(code_cell(f"%%writefile boxoffice/m{number}.py\n{'x = 1' * 5000}\n"))
    return dumped(notebook)


@attack("notebook")
def is_huge(_: Targets) -> bytes:
    """Nine megabytes of outputs."""
    notebook = cells_of({REFUNDS: RIGHT})
    notebook["cells"][0]["outputs"] = ["x" * 9_000_000]
    return dumped(notebook)


@attack("notebook")
def has_a_million_cells(_: Targets) -> bytes:
    """As many cells as fit into the bytes that are read."""
    return b'{"cells": [' + b"{}," * 2_600_000 + b"{}]}"


@attack("notebook")
def is_deep(_: Targets) -> bytes:
    """A million brackets."""
    return b'{"cells": ' + b"[" * 1_000_000


@attack("notebook")
def has_an_endless_number(_: Targets) -> bytes:
    """A number of a million digits, which takes long to read."""
    return b'{"cells": [' + b"9" * 1_000_000 + b"]}"


@attack("notebook")
def is_no_notebook(_: Targets) -> bytes:
    """Bytes of something else."""
    return b"\x1f\x8b\x08\x00" + os.urandom(2000)


@attack("notebook")
def is_half_a_notebook(_: Targets) -> bytes:
    """Cut in the middle."""
    return handed_in({REFUNDS: RIGHT})[:3000]


@attack("notebook")
def has_cells_of_every_type(_: Targets) -> bytes:
    """Cells and sources that are numbers, nulls, lists of lists and lone surrogates."""
    odd: list[object] = [None, 7, "code", [], {"cell_type": "code"}, {"cell_type": "code", "source": 7}]
    odd += [{"cell_type": "code", "source": [["a"], None]}, {"cell_type": ["code"], "source": ["a"]}]
    odd += [code_cell("%%writefile boxoffice/refunds.py\n'\ud800'"), code_cell("%remove boxoffice/\ud800.py")]
    return dumped({"cells": odd})


@attack("notebook")
def hides_null_bytes(_: Targets) -> bytes:
    """A null byte in the source, which cuts text short elsewhere."""
    return handed_in({REFUNDS: RIGHT.replace("if refunded", "\0if refunded")})


@attack("notebook")
def looks_alike(_: Targets) -> bytes:
    """The right function under a name with a Cyrillic letter, a wrong one under the Latin name."""
    twin = RIGHT.replace("def refund_amount", "def refund_аmount")  # noqa: RUF001 - that is the attack
    arguments = "total, fee, now, starts_at, cancelled, paid, refunded"
    wrong = f"\n\ndef refund_amount({arguments}):\n    return total, REFUND\n"
    return handed_in({REFUNDS: twin + wrong})


@attack("notebook")
def turns_the_reading_direction(_: Targets) -> bytes:
    """Bidirectional marks: what looks like a comment is code, and the other way round."""
    swapped = RIGHT.replace("    if cancelled:", "    if cancelled and '\u202e\u2066# \u2069\u2066' == '':")
    return handed_in({REFUNDS: swapped})


@attack("notebook")
def is_a_fifo(targets: Targets) -> Path:
    """A pipe in place of a file, which is read for ever."""
    path = targets.folder / "fifo.ipynb"
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


@attack("notebook")
def is_a_device(targets: Targets) -> Path:
    """A link to a device without end."""
    path = targets.folder / "zero.ipynb"
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")
    return path


@attack("notebook")
def is_a_hundred_gigabytes(targets: Targets) -> Path:
    """A file with a hole of a hundred gigabytes."""
    path = targets.folder / "sparse.ipynb"
    with path.open("wb") as file:
        file.truncate(100 * 1024**3)
    return path


@attack("notebook")
def is_a_link_to_a_secret(targets: Targets) -> Path:
    """A link to a file of the grader's, hoping that the verdict quotes it."""
    path = targets.folder / "link.ipynb"
    path.unlink(missing_ok=True)
    path.symlink_to(targets.secret)
    return path


@attack("notebook")
def is_a_link_to_itself(targets: Targets) -> Path:
    """A link that leads in circles."""
    path = targets.folder / "loop.ipynb"
    path.unlink(missing_ok=True)
    path.symlink_to(path)
    return path
