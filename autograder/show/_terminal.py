"""A verdict in the terminal: the words and shapes of the card, in plain text where colour is not wanted."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from autograder.show._card import shown_at_once
from autograder.show._text import fold, visible
from autograder.show.style import mark_of
from autograder.syllabus import Lesson
from autograder.verdict import CheckResult, Evidence, Verdict

_LINES, _COLUMNS = 6, 240
"""Of evidence; a line longer than the terminal is wrapped."""


def print_verdict(verdict: Verdict, lesson: Lesson, console: Console | None = None) -> None:
    """Print a verdict; without colour where the output is not a terminal or ``NO_COLOR`` is set."""
    console = console or Console(highlight=False)
    if console.is_terminal:
        console.print(render_verdict(verdict, lesson))
        return
    with console.capture() as captured:
        console.print(render_verdict(verdict, lesson))
    # rich fills lines with blanks up to the width, which a file has no use for.
    for line in captured.get().splitlines():
        console.out(line.rstrip(), highlight=False)


def render_verdict(verdict: Verdict, lesson: Lesson) -> RenderableType:
    """A verdict for a rich console.

    Arguments:
        verdict: of a submission of this lesson's exercise; it may hold only some of the checks.
        lesson: as the manifest has it.
    """
    parts: list[RenderableType] = [Text(f"{lesson.slug[:2]} {lesson.title}", style="bold"), Text()]
    for result in verdict.results:
        parts.append(_result(result, lesson))
    parts += [Text(visible(note, 300)) for note in verdict.notes]
    if not verdict.isolated:
        parts.append(Text("Not isolated: the code ran without a sandbox.", style="dim"))
    parts.append(Text(f"{verdict.points:g} of {verdict.max_points:g} points", style="bold"))
    return Group(*parts)


def _result(result: CheckResult, lesson: Lesson) -> RenderableType:
    mark = mark_of(result)
    points = f"{result.points:g} of {result.max_points:g}" if result.max_points else "a condition"
    head = Text.assemble(
        (f"{mark.shape} {mark.word}", f"bold {mark.terminal}"), f"  {result.check}  ", (points, "dim")
    )
    good = Text(lesson.check(result.check).good, style="dim")
    lines = [good, *([Text(visible(result.summary, 400))] if result.summary else []), *_seen(result)]
    return Group(head, Padding(Group(*lines), (0, 0, 1, 2)))


def _seen(result: CheckResult) -> Iterator[Text]:
    count = shown_at_once(result.evidence)
    for item in result.evidence[:count]:
        yield from _evidence(item)
    if count < len(result.evidence):
        yield Text(f"and {len(result.evidence) - count} more", style="dim")


def _evidence(item: Evidence) -> Iterator[Text]:
    if item.path:
        place = f"{item.path}:{item.line}" if item.line is not None else item.path
        yield Text.assemble((visible(place, 200), "cyan"), " ", visible(item.message, 600))
    else:
        yield Text(visible(item.message, 600))
    labelled = (("", item.snippet), ("asked", item.asked), ("expected", item.expected), ("got", item.got))
    for label, text in labelled:
        if text:
            yield _block(label, text)
    if item.chain:
        yield _block("", " → ".join(item.chain))


def _block(label: str, text: str) -> Text:
    lines = fold(text, _LINES, _COLUMNS).head.split("\n")
    indent = f"{label:>10}  " if label else "    "
    rest = "\n" + " " * len(indent)
    return Text(indent + rest.join(lines))
