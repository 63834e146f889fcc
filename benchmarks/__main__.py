"""Run every benchmark in one go, print the results and, with ``--write``, keep them."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import class_grading, class_scale, latency, live_async, live_events, overhead, stock
from benchmarks.report import Result, allowed, write

SUBMISSIONS = 300
"""That both graders judge; stock nbgrader takes a second for each."""


def main() -> None:
    """Measure and show. The machine should have nothing else to do."""
    arguments = _arguments()
    console = Console()
    results: list[Result] = []
    for name in arguments.only or PARTS:
        console.print(f"measuring: {name} ...")
        results += PARTS[name]()
    table = Table("what", "value", "unit", "budget")
    for result in results:
        over = result.budget is not None and result.value > result.budget
        style = "bold" if over else None
        table.add_row(result.name, f"{result.value:g}", result.unit, allowed(result), style=style)
    console.print(table)
    if arguments.write:
        write(results, Path(__file__).parent)


def _a_class() -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        answers = class_grading.answers(SUBMISSIONS)
        ours = class_grading.measure(answers, folder / "ours")
        theirs = stock.measure(answers, folder / "stock")
    ratio = ours[0].value / theirs[0].value
    return [*ours, *theirs, Result("class-grading-vs-stock-nbgrader", round(ratio, 1), "times")]


PARTS: Mapping[str, Callable[[], list[Result]]] = {
    "latency": latency.measure,
    "overhead": overhead.measure,
    "async": live_async.measure,
    "events": live_events.measure,
    "class": _a_class,
    "scale": class_scale.measure,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the results in benchmarks/")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part")
    return parser.parse_args()


main()
