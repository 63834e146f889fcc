"""Results, kept as JSON and as a table in the README beside it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


@dataclass(frozen=True)
class Result:
    """One figure: what was measured, its value and unit, and what the manifest allows, if it does."""

    name: str
    value: float
    unit: str
    budget: float | None = None


def write(results: Sequence[Result], folder: Path) -> None:
    """Keep the results in ``results.json`` and between the README's two marks."""
    data = {"results": [asdict(result) for result in results]}
    (folder / "results.json").write_text(json.dumps(data, indent=1) + "\n", "utf-8")
    readme = folder / "README.md"
    head, _, rest = readme.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    readme.write_text(f"{head}{BEGIN}\n{_table(results)}\n{END}{tail}", "utf-8")


def allowed(result: Result) -> str:
    """The budget in the figure's unit; empty where there is none."""
    return "" if result.budget is None else f"{result.budget:g}"


def _table(results: Sequence[Result]) -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    rows = [f"| {result.name} | {result.value:g} | {result.unit} | {allowed(result)} |" for result in results]
    head = f"Measured on {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()}, {machine}."
    return "\n".join(["", head, "", "| what | value | unit | budget |", "|---|---:|---|---:|", *rows, ""])
