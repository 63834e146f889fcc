"""The terminal's form of a verdict."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from autograder.show import print_verdict, render_verdict
from autograder.syllabus import load
from autograder.verdict import CheckResult, Evidence, EvidenceKind, State, Verdict

LESSON = load().lesson("01")


def verdict(*evidence: Evidence, isolated: bool = True) -> Verdict:
    refused = CheckResult("flat-functions", State.REFUSED, 0.0, 3.0, "too-nested", "Too deep.", evidence)
    passed = CheckResult("plain-code", State.PASSED, 2.0, 2.0, "passed", "")
    return Verdict(LESSON.slug, "digest", (refused, passed), isolated)


def test_without_a_terminal_the_output_is_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    seen = Evidence.source("Six deep.", "boxoffice/refunds.py", 12, "if x:")
    print_verdict(verdict(seen), LESSON)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    for words in ("✕ refused", "✓ passed", "boxoffice/refunds.py:12", "2 of 5 points", "Too deep."):
        assert words in shown


def test_long_words_are_wrapped_and_not_cut_and_no_line_ends_in_blanks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = Evidence.source("word " * 100 + "end.", "boxoffice/refunds.py", 12, "x = 1")
    print_verdict(verdict(long), LESSON)
    lines = capsys.readouterr().out.splitlines()
    assert " ".join(" ".join(lines).split()).count("word") == 100
    assert LESSON.check("flat-functions").good in " ".join(" ".join(lines).split())
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize("terminal", [True, False])
def test_at_any_width_every_word_is_there(terminal: bool) -> None:
    words = [f"w{n}" for n in range(30)]
    said = " ".join(words)
    seen = Evidence.exchange(said, asked=said, expected=said, got="x" * 200)
    for lesson in load().ready:
        results = tuple(
            CheckResult(one.id, State.REFUSED, 0.0, one.points, "no", said, (seen,)) for one in lesson.checks
        )
        for width in (40, 80):
            out = io.StringIO()
            console = Console(file=out, force_terminal=terminal, color_system=None, width=width)
            print_verdict(Verdict(lesson.slug, "digest", results, True, (said,)), lesson, console)
            shown = out.getvalue().split()
            assert max(map(len, out.getvalue().splitlines())) <= width
            assert shown.count("w29") == 4 * len(lesson.checks) + 1
            assert "".join(shown).count("x" * 200) == len(lesson.checks)
            assert all(set(one.good.split()) <= set(shown) for one in lesson.checks)


def test_a_check_that_is_held_back_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    held = CheckResult("flat-functions", State.PARTLY, 0.0, 3.0, "passed", "")
    print_verdict(Verdict(LESSON.slug, "digest", (held,), True), LESSON)
    assert "‖ held back  flat-functions  0 of 3" in capsys.readouterr().out


def test_no_color_takes_the_colours_away_in_a_terminal_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    out = io.StringIO()
    print_verdict(verdict(), LESSON, Console(file=out, force_terminal=True, width=100))
    assert "\x1b[3" not in out.getvalue()


def test_a_terminal_shows_the_state_in_colour() -> None:
    out = io.StringIO()
    Console(file=out, force_terminal=True, color_system="standard", width=100, no_color=False).print(
        render_verdict(verdict(), LESSON)
    )
    assert "\x1b[1;31m✕ refused" in out.getvalue()


def test_what_a_learner_wrote_moves_no_cursor_and_is_no_rich_markup(
    capsys: pytest.CaptureFixture[str],
) -> None:
    evil = "\x1b[2J\x1b]0;owned\x07[bold red]x[/]\u202e"
    chain = Evidence(EvidenceKind.CHAIN, evil, chain=(evil, evil))
    print_verdict(verdict(Evidence.exchange(evil, asked=evil, expected=evil, got=evil), chain), LESSON)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "\u202e" not in shown
    assert "[bold red]x[/]" in shown


def test_a_verdict_formed_without_a_sandbox_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    print_verdict(verdict(isolated=False), LESSON)
    assert "Not isolated" in capsys.readouterr().out
