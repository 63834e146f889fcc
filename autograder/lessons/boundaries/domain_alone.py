"""`domain-alone`: the rules need nothing but Python, plain values and their own modules."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from autograder.facts import Import, Sources, dotted, hidden_inputs, imports, is_one_of, layer_of
from autograder.lessons._app import app_sources, app_tree
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._cases import price_cases, refund_cases
from autograder.lessons.boundaries._reading import shown, source, unreadable
from autograder.lessons.boundaries._rules import PriceCase, RefundCase, priced, refunded
from autograder.lessons.boundaries.layers_kept import LAYERS
from autograder.probes import DOORS, Alone, Call, Make, Outcome, ask_alone
from autograder.tree import SourceTree
from autograder.verdict import Evidence

MODULE = "boxoffice.domain"
SECONDS = 2.0
READ = ("subtotal", "discount", "fee", "total", "promo_counts")

BACK_DOORS = frozenset({"sys", "gc", "builtins", "importlib", "inspect", "pkgutil", "runpy", "io", "time"})
"""Python's own modules by which any other is reached, and the clock."""

BACK_NAMES = frozenset(
    {"__subclasses__", "__globals__", "__builtins__", "__loader__", "__spec__", "__import__"}
)
"""Names by which one gets at them without an import."""

FILES = frozenset({"builtins.open", "builtins.input"})
"""Functions of Python's own that lead outside."""


@dataclass(frozen=True)
class Case:
    """A call of the facade with the answer of the rules: plain, or a `Refused` with this reason."""

    call: Call
    asked: str
    right: dict[str, int | bool] | int | None
    reason: str | None


def domain_alone(exam: Examination) -> Finding:
    """The rules run where there is nothing else."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    modules = [module.name for module in sources.modules if layer_of(LAYERS, module.name) == "domain"]
    if not modules:
        return Finding.refused("no-domain", f"There is no {MODULE}, where the rules were.")
    outside = list(_outside(sources))
    if outside:
        summary = "The rules know something besides Python and one another."
        return Finding(0.0, "knows-outside", summary, shown(outside))
    hidden = list(_hidden(sources))
    if hidden:
        summary = "The rules take what nobody handed them."
        return Finding(0.0, "hidden-input", summary, shown(hidden))
    return _asked(exam)


def _outside(sources: Sources) -> Iterator[Evidence]:
    for found in imports(sources):
        if layer_of(LAYERS, found.importer) == "domain" and not found.for_types_only:
            words = _why_not(found)
            if words:
                yield source(sources, words, found.path, found.line)


def _why_not(found: Import) -> str | None:
    name = found.imported
    if found.internal or name.partition(".")[0] == "boxoffice":
        return None if layer_of(LAYERS, name) == "domain" else f"{name} is not of the domain."
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return f"{name} does not come with Python."
    doors = [each for each in found.candidates if is_one_of(each, DOORS | BACK_DOORS)]
    return f"{doors[0]} leads outside; hand in what you need from there." if doors else None


def _hidden(sources: Sources) -> Iterator[Evidence]:
    for found in hidden_inputs(sources):
        module = sources.by_path[found.path]
        if layer_of(LAYERS, module.name) == "domain":
            yield source(sources, f"Here a rule takes {found.kind.value} by itself.", found.path, found.line)
    for module in sources.modules:
        if layer_of(LAYERS, module.name) != "domain":
            continue
        for node in module.nodes:
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            is_file = isinstance(node, ast.Name) and dotted(module, node) in FILES
            if isinstance(node, ast.Attribute | ast.Name) and (name in BACK_NAMES or is_file):
                yield source(sources, f"By {name} a rule gets outside.", module.path, node.lineno)


def _asked(exam: Examination) -> Finding:
    cases = list(_cases(exam))
    with exam.room(domain_only(app_tree(exam))) as room:
        alone = ask_alone(room, MODULE, [case.call for case in cases], seconds=SECONDS)
    if alone.failure:
        return refusal_of(alone.failure, exam.tree)
    if alone.missing:
        names = ", ".join(alone.missing)
        return Finding.refused("missing-seam", f"{MODULE} does not hand out {names}.")
    return _decided(exam, cases, alone)


def domain_only(tree: SourceTree) -> SourceTree:
    """The modules of the domain, and what makes them a package."""
    kept = {
        path: text
        for path, text in tree.files.items()
        if path.startswith("boxoffice/domain/") or path in {"boxoffice/domain.py", "boxoffice/__init__.py"}
    }
    return SourceTree(kept)


def _cases(exam: Examination) -> Iterator[Case]:
    today = datetime.now(UTC)
    randomness = exam.randomness("domain cases")
    for price in price_cases(randomness, today):
        yield _price_case(price)
    for refund in refund_cases(randomness, today):
        yield _refund_case(refund)


def _price_case(case: PriceCase) -> Case:
    right = priced(case)
    promo = Make("Promo", asdict(case.promo)) if case.promo else None
    arguments: tuple[Any, ...] = ([*case.lines], case.now, *([promo] if promo else []))
    asked = f"price({[*case.lines]}, {case.now.isoformat(' ')}" + (f", {case.promo})" if promo else ")")
    call = Call("price", arguments, read=READ)
    return _case(call, asked.replace("PromoCase", "Promo"), right)


def _refund_case(case: RefundCase) -> Case:
    values = tuple(asdict(case).values())
    words = ", ".join(
        value.isoformat(" ") if isinstance(value, datetime) else repr(value) for value in values
    )
    return _case(Call("refund_amount", values), f"refund_amount({words})", refunded(case))


def _case(call: Call, asked: str, right: dict[str, int | bool] | int | str) -> Case:
    if isinstance(right, str):
        return Case(call, asked, None, right)
    return Case(call, asked, right, None)


def _decided(exam: Examination, cases: Sequence[Case], alone: Alone) -> Finding:
    pairs = list(zip(cases, alone.first, strict=False))
    wrong = [(case, outcome) for case, outcome in pairs if not _is_right(case, outcome)]
    if wrong:
        summary = (
            f"{len(wrong)} of {len(cases)} answers of the domain, asked alone, are not those of the rules."
        )
        places = shown(_exchange(case, outcome, exam.tree) for case, outcome in wrong[:3])
        return Finding(0.0, "wrong-answer", summary, places)
    changed = [
        _exchange(case, outcome, exam.tree)
        for case, outcome in zip(cases, alone.again, strict=False)
        if not _is_right(case, outcome)
    ]
    if changed:
        summary = "The same values, asked again, got another answer."
        return Finding(0.0, "other-answer", summary, shown(changed[:3]))
    if len(pairs) != len(cases) or len(alone.again) != len(cases):
        return Finding.refused("broken-answer", "The rules could not all be asked.")
    return Finding.passed(
        f"The domain answers {len(cases)} cases, each twice, with nothing else in the world."
    )


def _is_right(case: Case, outcome: Outcome) -> bool:
    if case.reason is not None:
        return outcome.raised == "Refused" and outcome.reason == case.reason
    return outcome.raised is None and _same(outcome.value, case.right)


def _same(value: Any, right: Any) -> bool:
    if isinstance(right, dict):
        return isinstance(value, dict) and all(_same(value.get(name), each) for name, each in right.items())
    return type(value) is type(right) and value == right


def _exchange(case: Case, outcome: Outcome, tree: SourceTree) -> Evidence:
    expected = f"Refused({case.reason!r})" if case.reason is not None else _told(case.right)
    got = _told(outcome.value)
    if outcome.raised is not None:
        word = outcome.reason if outcome.reason is not None else outcome.message
        got = f"{outcome.raised}({word!r})"
        if outcome.path in tree and outcome.line:
            got += f" at {outcome.path}, line {outcome.line}"
    return Evidence.exchange("The domain was asked alone.", asked=case.asked, expected=expected, got=got)


def _told(value: Any) -> str:
    if isinstance(value, dict) and "other" in value:
        return str(value["other"])
    if isinstance(value, dict):
        return ", ".join(f"{name} {_told(each)}" for name, each in value.items())
    return repr(value)
