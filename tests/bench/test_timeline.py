"""The event-loop timeline: what happens in each style, what is said of it, how it is drawn."""

from __future__ import annotations

import asyncio

import pytest

from autograder.bench import event_loop_timeline
from autograder.bench._timeline import (
    AT_ONCE,
    PARTNERS,
    THREADS,
    VISITORS,
    WORK,
    Kind,
    Style,
    run_timeline,
    sentence,
)
from autograder.bench._timeline_picture import picture


def test_a_blocking_call_holds_the_loop_and_everybody_else_waits() -> None:
    run = run_timeline(Style.BLOCKING, 3, 0.3)
    assert run.blocked == pytest.approx(3 * PARTNERS * 0.3)
    assert run.customer == pytest.approx(3 * (PARTNERS * 0.3 + 2 * WORK))
    assert run.visitor > 10


def test_what_is_awaited_leaves_the_loop_to_the_others() -> None:
    run = run_timeline(Style.AWAITED, 3, 0.3)
    assert run.blocked == 0
    assert run.visitor <= 3 * WORK
    assert run.customer == pytest.approx(PARTNERS * 0.3, abs=7 * WORK)


def test_together_takes_as_many_turns_as_there_are_partners_for_each_line() -> None:
    run = run_timeline(Style.TOGETHER, 3, 0.3)
    assert run.customer == pytest.approx(PARTNERS / AT_ONCE * 0.3, abs=7 * WORK)
    waits = [span for span in run.spans if span.who == 0 and span.kind is Kind.WAITS]
    assert len(waits) == PARTNERS
    assert {span.line for span in waits} == {*range(AT_ONCE)}


def test_never_more_partners_than_lines_are_asked_at_a_time() -> None:
    run = run_timeline(Style.TOGETHER, 2, 0.4)
    waits = [span for span in run.spans if span.who == 1 and span.kind is Kind.WAITS]
    at_once = [sum(other.start <= span.start < other.end for other in waits) for span in waits]
    assert max(at_once) == AT_ONCE


def test_threads_hold_out_until_all_are_taken() -> None:
    assert run_timeline(Style.THREADS, THREADS - 1, 0.3).visitor < 0.1
    assert run_timeline(Style.THREADS, THREADS + 1, 0.3).visitor > 1


@pytest.mark.parametrize("style", Style)
def test_everybody_is_answered_and_every_run_is_the_same(style: Style) -> None:
    run = run_timeline(style, 4, 0.7)
    assert len(run.answered) == 4 + VISITORS
    assert run_timeline.__wrapped__(style, 4, 0.7) == run


def test_it_runs_where_a_loop_runs_already_as_in_a_notebook() -> None:
    async def cell() -> float:
        return run_timeline.__wrapped__(Style.TOGETHER, 1, 0.2).end

    assert asyncio.run(cell()) > 0


def test_the_sentence_changes_with_the_numbers() -> None:
    assert "the loop stands still, 10.8 s in all" in sentence(run_timeline(Style.BLOCKING, 3, 0.3))
    assert "4 at a time" in sentence(run_timeline(Style.TOGETHER, 3, 0.3))
    assert "all of them now" in sentence(run_timeline(Style.THREADS, 8, 0.3))
    assert sentence(run_timeline(Style.AWAITED, 1, 0.3)).startswith("One customer asks")


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(("requests", "latency"), [(1, 0.1), (8, 1.5)])
def test_the_picture_says_in_words_what_its_colours_say(style: Style, requests: int, latency: float) -> None:
    html = picture(run_timeline(style, requests, latency))
    assert 'role="img" aria-label="' in html
    for words in ("the loop", "customer 1", "visitors", "holds the loop", "▸ " + style, "on one axis"):
        assert words in html
    assert "<script" not in html


def test_each_control_redraws() -> None:
    bench = event_loop_timeline()
    assert "the loop stands still, 10.8 s in all" in bench.picture
    bench.requests.value = 1
    assert "3.6 s in all" in bench.picture
    bench.style.value = "together"
    assert "4 at a time" in bench.picture
    bench.latency.value = 1.0
    assert "take 1.0 s each" in bench.picture


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="faster"):
        event_loop_timeline("faster")
