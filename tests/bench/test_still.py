"""What of a bench is left in a saved notebook: a picture for GitHub, for paper and without a kernel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

BENCHES = """\
from autograder.bench import complexity_lens
complexity_lens("def fee(total):\\n    if total > 10:\\n        return 1\\n    return 0\\n")
"""


def test_the_picture_of_a_bench_stays_in_the_saved_notebook_and_in_its_html(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, str(tmp_path / name))
    notebook = new_notebook(cells=[new_code_cell(BENCHES)])
    NotebookClient(notebook, timeout=120).execute(env=dict(os.environ))
    controls, picture = notebook.cells[0].outputs
    assert "application/vnd.jupyter.widget-view+json" in controls.data
    assert "fee has a cognitive complexity of 1" in picture.data["text/html"]
    page, _ = HTMLExporter().from_notebook_node(notebook)
    assert "fee has a cognitive complexity of 1" in page
