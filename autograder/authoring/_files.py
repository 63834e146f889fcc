"""What lies in a folder, without what tools leave behind."""

from __future__ import annotations

from pathlib import Path

CONTRACTS = "contracts.toml"
"""What a learner runs import-linter with. It lies beside a solution, and nbgrader hands it out as it is."""

LEFT_BEHIND = frozenset({"__pycache__", ".ipynb_checkpoints"})


def files_in(folder: Path) -> dict[str, bytes]:
    """Content by POSIX path relative to the folder; empty where there is no such folder."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    inside = {path.relative_to(folder): path for path in found}
    return {
        relative.as_posix(): path.read_bytes()
        for relative, path in inside.items()
        if LEFT_BEHIND.isdisjoint(relative.parts)
    }


def differences(made: dict[str, bytes], there: dict[str, bytes]) -> list[str]:
    """Paths whose content differs, or that only one of them has."""
    return [path for path in sorted({*made, *there}) if made.get(path) != there.get(path)]
