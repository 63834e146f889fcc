"""Run every benchmark in one go, print the results and, with ``--write``, keep them."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import class_grading, latency, overhead, stock
from benchmarks.report import Result, allowed, write


def main() -> None:
    """Measure and show. The machine should have nothing else to do."""
    arguments = _arguments()
    console = Console()
    results: list[Result] = []
    for title, measure in (
        ("check latency", latency.measure),
        ("the grader over the bare work of its probes", overhead.measure),
        ("a class", lambda: _a_class(arguments.submissions)),
    ):
        console.print(f"measuring: {title} ...")
        results += measure()
    table = Table("what", "value", "unit", "budget")
    for result in results:
        over = result.budget is not None and result.value > result.budget
        style = "bold" if over else None
        table.add_row(result.name, f"{result.value:g}", result.unit, allowed(result), style=style)
    console.print(table)
    if arguments.write:
        write(results, Path(__file__).parent)


def _a_class(count: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = class_grading.answers(count)
        ours = class_grading.measure(answers, folder / "ours")
        theirs = stock.measure(answers, folder / "stock")
    ratio = ours[0].value / theirs[0].value
    return [*ours, *theirs, Result("class-grading-vs-stock-nbgrader", round(ratio, 1), "times")]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the results in benchmarks/")
    parser.add_argument("--submissions", type=int, default=50, help="how many are graded (default 50)")
    return parser.parse_args()


main()
