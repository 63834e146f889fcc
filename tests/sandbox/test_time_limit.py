"""A limit's seconds are those in which nobody had to wait for a processor."""

import multiprocessing
import time

import pytest

from autograder.sandbox import _time_limit
from autograder.sandbox._time_limit import TimeLimit


def pressure(path, seconds: float) -> None:
    path.write_text(f"some avg10=0.00 avg60=0.00 avg300=0.00 total={round(seconds * 1e6)}\nfull total=7\n")


@pytest.fixture
def told(tmp_path, monkeypatch):
    path = tmp_path / "cpu"
    monkeypatch.setattr(_time_limit, "PRESSURE", path)
    return path


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(_time_limit.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize(("waited", "left"), [(0, -1), (0.5, -0.5), (1.5, 0.5), (3, 2), (60, 3)])
def test_time_without_a_processor_does_not_count_up_to_a_bound(told, clock, waited, left):
    pressure(told, 40)
    limit = TimeLimit(2)
    clock[0] += 3
    pressure(told, 40 + waited)
    assert limit.left() == pytest.approx(left)


def test_what_others_had_to_wait_before_does_not_lengthen_it(told, clock):
    pressure(told, 1000)
    limit = TimeLimit(2)
    clock[0] += 2
    assert limit.left() == 0


@pytest.mark.parametrize("text", [None, "", "some total=\n", "nonsense"])
def test_all_time_counts_where_the_kernel_does_not_tell(told, clock, text):
    if text is not None:
        told.write_text(text)
    limit = TimeLimit(2)
    clock[0] += 2.5
    assert limit.left() == -0.5


@pytest.mark.skipif(not _time_limit.PRESSURE.exists(), reason="this kernel does not count waiting")
def test_a_busy_machine_lengthens_it_in_earnest():
    cores = multiprocessing.cpu_count()
    busy = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(cores + 2)]
    for each in busy:
        each.start()
    try:
        limit = TimeLimit(0.4)
        time.sleep(0.6)
        assert limit.left() > -0.15
    finally:
        for each in busy:
            each.terminate()
            each.join()


def _spin() -> None:
    while True:
        pass
