"""Notebooks as text, for reading diffs."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "setup" / "notebook_as_text.py"
as_text = runpy.run_path(str(SCRIPT))["as_text"]


def test_each_cell_stands_under_its_name():
    graded = {"nbgrader": {"grade_id": "flat-functions"}}
    cells = [
        {"cell_type": "markdown", "id": "intro", "source": ["# One\n", "two"], "metadata": {}},
        {"cell_type": "code", "id": "b", "source": "1 + 1", "metadata": graded, "outputs": ["gone"]},
    ]
    text = as_text(json.dumps({"cells": cells}))
    assert text == "## markdown intro\n# One\ntwo\n\n## code flat-functions\n1 + 1\n"


def test_what_is_no_notebook_stays_as_it_is():
    for text in ("", "not json", "[]", '{"cells": [1]}'):
        assert as_text(text) == text
