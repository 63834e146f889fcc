"""A notebook as the text of its cells, for ``git diff``.

git config diff.ipynb.textconv "python3 setup/notebook_as_text.py"
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any


def as_text(notebook: str) -> str:
    """Every cell under a line with its type and grade id or id; the text as it is where it is no notebook."""
    try:
        cells = json.loads(notebook)["cells"]
        texts = [f"## {cell['cell_type']} {_name(cell)}\n{''.join(cell['source'])}\n" for cell in cells]
        return "\n".join(texts)
    except (ValueError, KeyError, TypeError):
        return notebook


def _name(cell: dict[str, Any]) -> str:
    grade_id = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
    return str(grade_id or cell.get("id", ""))


if __name__ == "__main__":
    sys.stdout.write(as_text(Path(sys.argv[1]).read_text("utf-8")))
