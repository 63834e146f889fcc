import json

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.authoring.proofs.leaks import leaked, telling_lines

SECRET = "return total_cents - fee_cents // 2  # half of it, rounded"


def solution(source: str) -> NotebookNode:
    return new_code_cell(source, metadata={"nbgrader": {"solution": True, "grade_id": "answer"}})


def test_what_tells_is_what_only_the_solution_has_and_no_signature() -> None:
    head = "%%writefile boxoffice/refunds.py\nfrom datetime import timedelta\n\n"
    source = f"{head}def refund(total):\n    {SECRET}"
    given = new_markdown_cell("Write `def refund(total)`.")
    assert telling_lines(new_notebook(cells=[given, solution(source)])) == {SECRET}


def test_what_stands_in_a_given_cell_is_no_secret() -> None:
    notebook = new_notebook(cells=[new_markdown_cell(f"    {SECRET}"), solution(SECRET)])
    assert telling_lines(notebook) == set()


def test_outside_of_regions_a_solution_cell_is_released_on_purpose() -> None:
    source = f"LIMIT_OF_TICKETS = 8\n### BEGIN SOLUTION\n{SECRET}\n### END SOLUTION"
    assert telling_lines(new_notebook(cells=[solution(source)])) == {SECRET}


@pytest.mark.parametrize(
    "file",
    [
        f"def refund(total):\n    {SECRET}\n".encode(),
        json.dumps({"cells": [{"source": ["x\n", f"    {SECRET}"]}]}).encode(),
        json.dumps({"cells": [{"outputs": [{"data": {"text/html": f"<pre>{SECRET}</pre>"}}]}]}).encode(),
        json.dumps({"metadata": {"author": {"note": SECRET}}}).encode(),
        json.dumps({"cells": [{"attachments": {f"{SECRET}.png": {}}}]}).encode(),
    ],
)
def test_a_line_of_the_solution_is_found_wherever_it_hides(file: bytes) -> None:
    assert leaked({SECRET}, file) == [SECRET]


def test_a_short_line_within_another_is_no_leak() -> None:
    assert leaked({"total: float,"}, b"def price(\n    subtotal: float,\n)") == []
