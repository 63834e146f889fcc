"""docs/wounds.md says where each wound is; here it is held to that."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STAGE_0 = ROOT / "solutions" / "00-meet-the-app"
ROW = re.compile(
    r"^\| (?P<wound>.+?) \| `(?P<path>[\w/.]+):(?P<line>\d+)` \| `(?P<text>.+?)` "
    r"\| (?P<mended>worked|exercise|given) \| `(?P<module>\w+\.py)::(?P<test>\w+)` \|$"
)


@dataclass(frozen=True)
class Wound:
    """A row of the list: a file below stage 0, a line of it, what stands there, the test that proves it."""

    lesson: str
    path: str
    line: int
    text: str
    mended: str
    module: str
    test: str


def listed() -> list[Wound]:
    wounds: list[Wound] = []
    lesson = ""
    for line in (ROOT / "docs" / "wounds.md").read_text().splitlines():
        lesson = line.removeprefix("## ") if line.startswith("## ") else lesson
        if row := ROW.match(line):
            fields = row.groupdict()
            del fields["wound"]
            wounds.append(Wound(lesson=lesson, line=int(fields.pop("line")), **fields))
    return wounds


WOUNDS = listed()


def test_every_row_of_the_list_can_be_read() -> None:
    rows = [line for line in (ROOT / "docs" / "wounds.md").read_text().splitlines() if line.startswith("| ")]
    headings = [row for row in rows if row.startswith("| wound |")]
    assert len(WOUNDS) == len(rows) - len(headings) > 70


@pytest.mark.parametrize("wound", WOUNDS, ids=lambda wound: f"{wound.path}:{wound.line}")
def test_what_the_list_names_stands_on_its_line(wound: Wound) -> None:
    lines = (STAGE_0 / wound.path).read_text().splitlines()
    found = [number for number, line in enumerate(lines, 1) if wound.text in line]
    assert wound.line in found, f"docs/wounds.md says line {wound.line}; {wound.text!r} is on {found}"


def test_every_proof_that_the_list_names_is_there() -> None:
    named = {(wound.module, wound.test) for wound in WOUNDS}
    there = {(module, name) for module, _ in named for name in names_in(module)}
    assert named - there == set()


def names_in(module: str) -> set[str]:
    """The names of the test functions and classes of a module beside this one."""
    body = ast.parse((Path(__file__).parent / module).read_text()).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize("number", ["01", "02", "03", "04", "05", "06", "08"])
def test_each_lesson_finds_a_wound_to_show_and_one_to_leave(number: str) -> None:
    ways = {wound.mended for wound in WOUNDS if wound.lesson.startswith(number)}
    assert {"worked", "exercise"} <= ways
