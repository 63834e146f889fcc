"""A class of any size: time a submission, memory, what is unchanged or broken, and two workers for one."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import dask
from distributed import Client, LocalCluster

from benchmarks.class_grading import answers, hand_in
from benchmarks.report import Result

SIZES = (30, 300, 3000)
REPEATS = 3
"""For what takes a second or two: the median counts."""

MIXED, BROKEN_OF = 1000, 20
"""So many submissions, of which one in twenty is broken or hostile."""

ON_WORKERS = 1000
UNWATCHED = {"distributed.worker.profile.enabled": False}
"""A worker looks at its own stack a hundred times a second, if it is not told."""

EVERY = 0.5
"""Seconds between two looks at the grader's memory."""

BROKEN = (
    "while True:\n    pass\n",
    "import os\nos._exit(0)\n",
    "def refund_amount(\n",
    "x = [0] * 10**10\n",
    "import os\nwhile True:\n    os.fork()\n",
)


@dataclass(frozen=True)
class Run:
    """One command: seconds, and the grader's memory in MB, in the first half and at its most."""

    seconds: float
    early: float
    peak: float


def measure() -> list[Result]:
    """Everything of a class's size; takes about a quarter of an hour."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_sizes(folder), *_mixed(folder), *_workers(folder)]


def _sizes(folder: Path) -> Iterator[Result]:
    each: dict[int, float] = {}
    start = median(_class_of(1, folder / f"start-{number}").seconds for number in range(REPEATS))
    yield Result("class-start", round(start, 2), "s")
    for size in SIZES:
        repeats = REPEATS if size == SIZES[0] else 1
        runs = [_class_of(size, folder / f"{size}-{number}") for number in range(repeats)]
        run = runs[-1]
        each[size] = 1000 * (median(run.seconds for run in runs) - start) / (size - 1)
        yield Result(f"class-of-{size}-each", round(each[size], 1), "ms")
        yield Result(f"class-of-{size}-peak-memory", round(run.peak), "MB", 500)
    most = SIZES[-1]
    yield Result("class-memory-growth", round(run.peak / run.early, 2), "times")
    middle = each[SIZES[1]]
    yield Result("class-each-small-vs-middle", round(each[SIZES[0]] / middle, 2), "times", 1.1)
    yield Result("class-each-large-vs-middle", round(each[most] / middle, 2), "times", 1.1)
    again = _graded(folder / f"{most}-0", most)
    yield Result(f"class-of-{most}-unchanged", round(again.seconds, 1), "s", 15)
    yield Result("unchanged-submission", round(1000 * again.seconds / most, 1), "ms", 5)


def _mixed(folder: Path) -> Iterator[Result]:
    place = folder / "mixed"
    texts = answers(MIXED)
    for number in range(0, MIXED, BROKEN_OF):
        texts[number] = f"{BROKEN[number // BROKEN_OF % len(BROKEN)]}\n# {number}\n"
    hand_in(texts, place / "submitted")
    run = _graded(place, MIXED)
    yield Result("mixed-class-rate", round(MIXED / run.seconds, 2), "submissions/s")
    yield Result("mixed-class-peak-memory", round(run.peak), "MB", 500)


def _workers(folder: Path) -> Iterator[Result]:
    """Two workers against one that has both cores, too, and what the second core adds to a cluster on one.

    Scheduler and head run on the same cores: beside one worker they may have a core of their own.
    """
    cores = sorted(os.sched_getaffinity(0))
    rates = {}
    for name, workers, allowed in (
        ("1-on-one-core", 1, cores[:1]),
        ("1", 1, cores[:2]),
        ("2", 2, cores[:2]),
    ):
        place = folder / f"workers-{name}"
        hand_in([f"{text}# on {name}\n" for text in answers(ON_WORKERS)], place / "submitted")
        _keep_to(allowed)
        with _cluster(workers, allowed) as address:
            rates[name] = ON_WORKERS / _graded(place, ON_WORKERS, "--dask", address).seconds
        _keep_to(cores)
        yield Result(f"dask-{name}-rate", round(rates[name], 2), "submissions/s")
    yield Result("dask-two-workers-vs-one", round(rates["2"] / rates["1"], 2), "times")
    yield Result("dask-two-cores-vs-one", round(rates["2"] / rates["1-on-one-core"], 2), "times")


@contextmanager
def _cluster(workers: int, cores: Sequence[int]) -> Iterator[str]:
    """The address of a scheduler here, with workers that keep to a core each.

    One that may use every core judges on one and plays the learner's partners on another: then a second
    worker adds less than a core, and the ratio tells of the machine and not of the cluster.
    """
    options = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with dask.config.set(UNWATCHED), LocalCluster(**options) as cluster, Client(cluster) as client:
        for core, worker in zip(cores, client.nthreads(), strict=False):
            client.run(_keep_to, [core], workers=[worker])
        yield cluster.scheduler_address


def _keep_to(cores: Sequence[int]) -> None:
    """Keep this process, and all that it starts, to these cores."""
    for thread in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):  # one that ends meanwhile
            os.sched_setaffinity(int(thread.name), cores)


def _class_of(size: int, place: Path) -> Run:
    hand_in(answers(size), place / "submitted")
    return _graded(place, size)


def _graded(place: Path, count: int, *options: str) -> Run:
    """Grade what is in ``submitted`` with findings of its own.

    Raises:
        RuntimeError: not every submission has its line.
    """
    folders = (str(place / "submitted"), "--out", str(place / "out"))
    command = (sys.executable, "-m", "autograder", "grade", *folders)
    environment = {**os.environ, "SURVIVE_FINDINGS": str(place / "findings"), "SURVIVE_SECRET": "a benchmark"}
    memory: list[float] = []
    start = time.perf_counter()
    with subprocess.Popen(
        [*command, *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        watch = threading.Thread(target=_watch, args=(process, memory))
        watch.start()
        code = process.wait()
        seconds = time.perf_counter() - start
        watch.join()
    with (place / "out" / "grades.csv").open(encoding="utf-8") as file:
        lines = len(list(csv.DictReader(file)))
    if code or lines != count:
        raise RuntimeError(f"exit code {code}, {lines} lines for {count} submissions")
    half = memory[: max(1, len(memory) // 2)]
    return Run(seconds, max(half, default=0.0), max(memory, default=0.0))


def _watch(process: subprocess.Popen[bytes], memory: list[float]) -> None:
    """Note the resident memory of the grader's own process, in MB, while it runs."""
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        try:
            text = status.read_text("ascii", "replace")
        except OSError:
            return
        memory += [int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("VmRSS")]
        time.sleep(EVERY)
