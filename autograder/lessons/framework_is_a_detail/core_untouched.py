"""`core-untouched`: whatever serves them, the rules and the use cases are the same files, to the byte."""

from __future__ import annotations

from autograder.lessons._examination import Examination
from autograder.lessons._finding import Finding
from autograder.tree import SourceTree
from autograder.verdict import Evidence

CORE = ("boxoffice/domain", "boxoffice/services")

OPEN = frozenset(
    {"boxoffice/domain/__init__.py", "boxoffice/domain/door.py", "boxoffice/services/checking_in.py"}
)
"""What checking in needs: the facade, the rule and the use case."""

SHOWN = 4


def core_untouched(exam: Examination) -> Finding:
    """A new framework is no reason to touch the core."""
    before, now = _core(exam.stage), _core(exam.tree)
    changed = [
        (path, _what(path, before, now))
        for path in sorted(before.keys() | now.keys())
        if before.get(path) != now.get(path)
    ]
    if not changed:
        return Finding.passed(f"All {len(before)} other modules of the core are as they were, to the byte.")
    places = [Evidence.source(words, path, line) for path, (words, line) in changed[:SHOWN]]
    if len(changed) > SHOWN:
        places.append(Evidence.text(f"And {len(changed) - SHOWN} more modules."))
    names = ", ".join(sorted(path.removeprefix("boxoffice/") for path in OPEN))
    one = "A module of the core is" if len(changed) == 1 else f"{len(changed)} modules of the core are"
    summary = f"{one} not as the exercise found it. Yours to write are {names}."
    return Finding(0.0, "core-touched", summary, tuple(places))


def _core(tree: SourceTree) -> dict[str, str]:
    inside = {path: text for path, text in tree.files.items() if _is_core(path)}
    return {path: text for path, text in inside.items() if path not in OPEN}


def _is_core(path: str) -> bool:
    return any(path == f"{layer}.py" or path.startswith(f"{layer}/") for layer in CORE)


def _what(path: str, before: dict[str, str], now: dict[str, str]) -> tuple[str, int | None]:
    """What happened to a module, and the first line that differs."""
    if path not in now:
        return "It is gone.", None
    if path not in before:
        return "It is new.", None
    pairs = zip(before[path].splitlines(), now[path].splitlines(), strict=False)
    first = next((number for number, (old, new) in enumerate(pairs, 1) if old != new), None)
    return "From here on it differs from the module that the exercise found.", first
