"""`diagnosis`: what was measured before anything was changed, held against the measurement."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.lessons.performance_from_simplicity._as_found import AsFound
from autograder.probes import CountedApp, Tally, counted_app
from autograder.sandbox import Answer
from autograder.syntax import syntax_tree
from autograder.tree import SourceTree
from autograder.verdict import Evidence

PATH = "scripts/diagnosis.py"
EVENTS, ADAS, OTHERS = 8, 5, 16
"""Events with two tiers each; Ada's orders, each for both tiers of another event; the orders of others."""

TIERS = ("Standing", "Seated")
WRITTEN = re.compile(r"boxoffice/\S+\.py:[0-9]+")
PAGES = {"REPORT": "/reports/sales", "CUSTOMER": "/customers/ada@example.org/orders"}


@dataclass(frozen=True)
class Measured:
    """One page of the app as the exercise found it: its queries, and the lines that send most of them."""

    queries: int
    lines: frozenset[str]


def diagnosis(exam: Examination) -> Finding:
    """Four answers, a quarter each: for both pages how many queries, and which line sends most of them."""
    answers = _answers(exam.tree)
    if answers is None:
        words = f"{PATH} cannot be read: four names, each with a number or a text."
        return Finding.refused("no-diagnosis", words)
    wrong = [*_wrong(answers, PAGES_AS_FOUND.of(exam))]
    if not wrong:
        return Finding.passed("The diagnosis is what the measurement says.")
    share = 1 - len(wrong) / (2 * len(PAGES))
    return Finding(share, "not-as-measured", "The diagnosis is not what the measurement says.", tuple(wrong))


def _wrong(answers: dict[str, Any], measured: dict[str, Measured]) -> Iterator[Evidence]:
    # What is right is not told: it can be measured, and that is what is asked.
    for name, path in PAGES.items():
        page = measured[name]
        queries, line = answers.get(f"{name}_QUERIES"), answers.get(f"{name}_LINE")
        if type(queries) is not int:
            yield _otherwise_written(answers, f"{name}_QUERIES", "a number: 12")
        elif queries != page.queries:
            words = f"{name}_QUERIES = {_shown(queries)}: GET {path} asks another number of times."
            yield Evidence.text(words)
        if not isinstance(line, str) or not WRITTEN.fullmatch(line.strip()):
            yield _otherwise_written(answers, f"{name}_LINE", 'a text: "boxoffice/adapters/module.py:12"')
        elif line.strip() not in page.lines:
            yield Evidence.text(f"{name}_LINE = {line[:80]!r}: another line sends most of the queries.")


def _otherwise_written(answers: dict[str, Any], name: str, how: str) -> Evidence:
    if name not in answers:
        return Evidence.text(f"{name} is not there. It is {how}.")
    value = answers[name]
    said = "something that is worked out" if value is None else _shown(value)
    return Evidence.text(f"{name} is {said}. Write {how}.")


def _shown(value: object) -> str:
    try:
        return f"{value!r:.80}"
    except ValueError:
        return "a number of thousands of digits"  # 0xfff... is read, and is not written out by Python


def _answers(tree: SourceTree) -> dict[str, Any] | None:
    """The names of the diagnosis with their values. Read, not run."""
    try:
        module = syntax_tree(tree.files.get(PATH, ""))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    found: dict[str, Any] = {}
    for node in module.body:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                found |= _assigned(target, node.value)
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            found |= _assigned(node.target, node.value)
    return found or None


def _assigned(target: ast.expr, value: ast.expr) -> dict[str, Any]:
    """The names of one assignment, of several at once too, with what is written out for them."""
    if isinstance(target, ast.Name):
        return {target.id: value.value if isinstance(value, ast.Constant) else None}
    if not (isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List)):
        return {}
    found: dict[str, Any] = {}
    for one, its_value in zip(target.elts, value.elts, strict=False):
        found |= _assigned(one, its_value)
    return found


def _measured(exam: Examination) -> dict[str, Measured]:
    with counted_app(exam.room, exam.stage) as app:
        _fill(app)
        app.counted()
        return {name: _page(app, path) for name, path in PAGES.items()}


PAGES_AS_FOUND = AsFound(_measured)


def _page(app: CountedApp, path: str) -> Measured:
    app.ask("GET", path)
    tally: Tally = app.counted()
    by_line = Counter(f"{each.path}:{each.line}" for each in tally.statements)
    most = max(by_line.values(), default=0)
    return Measured(tally.queries, frozenset(line for line, times in by_line.items() if times == most))


def _fill(app: CountedApp) -> None:
    """The box office of the prompt, made as the prompt makes it: by the app's own routes."""
    now = datetime.now(UTC)
    tiers: list[list[int]] = []
    events: list[int] = []
    for number in range(EVENTS):
        made = _post(
            app,
            "/events",
            {
                "title": f"Concert {number}",
                "venue": {"name": "Old Gasworks", "city": "Ghent"},
                "starts_at": (now + timedelta(days=90)).isoformat(),
                "on_sale_at": (now - timedelta(days=1)).isoformat(),
                "tiers": [{"name": name, "price_cents": 3500, "seats": 200} for name in TIERS],
            },
        )
        events.append(made["id"])
        tiers.append([tier["id"] for tier in made["tiers"]])
    for place in range(ADAS):
        _buy(app, "ada@example.org", events[place], tiers[place])
    for place in range(OTHERS):
        _buy(app, f"fan{place}@example.org", events[place % EVENTS], tiers[place % EVENTS][:1])


def _buy(app: CountedApp, email: str, event: int, tiers: list[int]) -> None:
    lines = [{"tier_id": tier, "quantity": 1} for tier in tiers]
    _post(app, "/orders", {"event_id": event, "email": email, "lines": lines, "card": "tok_visa"})


def _post(app: CountedApp, path: str, body: Any) -> Any:
    answer = app.ask("POST", path, body)
    assert isinstance(answer, Answer), answer  # the stage is ours
    return answer.json()
