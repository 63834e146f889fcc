"""``survive grade`` on a class: stopped in the middle, taken up again, and the tables that it writes."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from autograder.cli._class import handed_in
from autograder.stages import content_root
from autograder.syllabus import load
from autograder.verdict import Verdict

LESSON = load().lesson("01")
KEPT = content_root() / "tests" / "submissions" / LESSON.slug
pytestmark = pytest.mark.bubblewrap


def command(submitted: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "autograder", "grade", str(submitted), "--out", str(out), *options]


def grade(
    submitted: Path, out: Path, environment: dict[str, str], *options: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(submitted, out, *options), env=environment, capture_output=True, text=True, check=False
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_submission_ends_in_one_verdict_and_one_line(
    tmp_path: Path, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    submitted = a_class(tmp_path / "submitted", 3)
    (submitted / "student02" / LESSON.slug / f"{LESSON.slug}.ipynb").write_bytes(b"\x00 no notebook")
    done = grade(submitted, tmp_path / "out", environment)
    assert (done.returncode, done.stdout) == (
        0,
        f"3 submissions judged; verdicts and grades.csv are in {tmp_path / 'out'}\n",
    )
    table = rows(tmp_path / "out" / "grades.csv")
    assert [(row["student"], row["points"]) for row in table] == [
        ("student00", "8.0"),
        ("student01", "10.0"),
        ("student02", "0.0"),
    ]
    assert "JupyterLab" in table[2]["notes"]
    for row in table:
        verdict = Verdict.from_json((tmp_path / "out" / row["student"] / f"{LESSON.slug}.json").read_text())
        assert (verdict.submission, verdict.checks) == (row["submission"], row["checks"])
        assert verdict.isolated


def test_stopped_while_a_verdict_is_written_it_says_that_nothing_is_lost(
    tmp_path: Path, a_class: Callable[[Path, int], Path]
) -> None:
    submitted = a_class(tmp_path / "submitted", 1)
    with (
        pytest.raises(click.ClickException, match="The same command goes on where it was"),
        handed_in(submitted, ()),
    ):
        raise KeyboardInterrupt


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_stopped_in_the_middle_it_goes_on_where_it_was(
    tmp_path: Path, environment: dict[str, str], how: signal.Signals, a_class: Callable[[Path, int], Path]
) -> None:
    submitted, out = a_class(tmp_path / "submitted", 24), tmp_path / "out"
    first = subprocess.Popen(
        command(submitted, out, "--jobs", "1"),
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while not list(out.rglob("*.json")) and first.poll() is None:
        time.sleep(0.02)
    first.send_signal(how)
    _, said = first.communicate()
    assert first.returncode != 0
    if how is signal.SIGINT:
        assert b"The same command goes on where it was." in said
        assert b"Traceback" not in said
    cache = tmp_path / "cache"
    before = {path: path.stat().st_mtime_ns for path in cache.rglob("*.json")}
    assert 0 < len(before) < 24
    assert grade(submitted, out, environment).returncode == 0
    assert len(rows(out / "grades.csv")) == 24
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.json") if path in before} == before
    assert len(list(cache.rglob("*.json"))) == 24


def test_a_platforms_zip_gives_files_for_the_platform(
    tmp_path: Path, environment: dict[str, str], handed_in: Callable[[str], bytes]
) -> None:
    source = tmp_path / "submissions.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr(f"byronada_77_1_{LESSON.slug}.ipynb", handed_in("wrong-syntax"))
        archive.writestr(f"byronada_77_2_{LESSON.slug}-1.ipynb", handed_in("right-match"))
        archive.writestr(f"=cmd_78_3_{LESSON.slug}.ipynb", handed_in("partly-short-names"))
        archive.writestr("byronada_77_4_holiday.ipynb", b"{}")
    done = grade(source, tmp_path / "out", environment)
    assert done.returncode == 0
    assert "byronada_77_4_holiday.ipynb" in done.stderr
    canvas = rows(tmp_path / "out" / "canvas.csv")
    assert [(row["ID"], row[LESSON.slug]) for row in canvas] == [("78", "8.0"), ("77", "10.0")]
    assert all(not row["Student"].startswith("=") for row in canvas)
    moodle = rows(tmp_path / "out" / f"moodle-{LESSON.slug}.csv")
    assert {row["Identifier"]: row["Grade"] for row in moodle} == {
        "Participant 77": "10.0",
        "Participant 78": "8.0",
    }


def test_a_folder_without_a_submission_names_the_fix(tmp_path: Path, environment: dict[str, str]) -> None:
    done = grade(tmp_path, tmp_path / "out", environment)
    assert done.returncode == 2
    assert "--lesson 01" in done.stderr


def test_nbgraders_autograde_and_this_command_keep_the_same_findings(
    tmp_path: Path, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    """A verdict that one of them has made, the other takes."""
    submitted = a_class(tmp_path / "submitted", 1)
    assert grade(submitted, tmp_path / "out", environment).returncode == 0
    (kept,) = (tmp_path / "cache").rglob("*.json")
    data = json.loads(kept.read_text())
    data["findings"]["plain-code"]["finding"]["summary"] = "Kept from before."
    kept.write_text(json.dumps(data))
    script = (
        "import sys; from pathlib import Path; from autograder.nbgrader._autograde import _grader;"
        "from autograder.sandbox import Isolation; from autograder.submission import read_notebook;"
        "from autograder.syllabus import load;"
        "submission = read_notebook(Path(sys.argv[1]));"
        "verdict = _grader(Isolation.BUBBLEWRAP).grade(load().lesson('01'), submission);"
        "print(verdict.result('plain-code').summary)"
    )
    path = submitted / "student00" / LESSON.slug / f"{LESSON.slug}.ipynb"
    said = subprocess.run(
        [sys.executable, "-c", script, str(path)], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "Kept from before."


def test_the_report_takes_what_was_judged_and_is_one_page(
    tmp_path: Path, environment: dict[str, str], a_class: Callable[[Path, int], Path]
) -> None:
    submitted, page = a_class(tmp_path / "submitted", 3), tmp_path / "report.html"
    assert grade(submitted, tmp_path / "out", environment).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.json")}
    asked = [sys.executable, "-m", "autograder", "report", str(submitted), "--html", str(page), "--anonymous"]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"3 submissions of 3 students: {page}\n"
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "cache").rglob("*.json")} == before
    text = page.read_text("utf-8")
    assert "telling-names" in text
    assert "student00" not in text
    assert "<script" not in text
