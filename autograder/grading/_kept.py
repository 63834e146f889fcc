"""Findings kept on disk, so that what has not changed is not judged again."""

from __future__ import annotations

import json
import logging
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.lessons import Finding
from autograder.verdict import Evidence

log = logging.getLogger(__name__)

FORMAT = 1
"""Of the files. Those of another format are judged anew."""


VARIABLE = "SURVIVE_FINDINGS"


@dataclass(frozen=True)
class Versioned:
    """A finding with the version of the check that made it."""

    version: str
    finding: Finding


class KeptFindings:
    """A folder with a file for each submission that was judged: what each check found, and in which version.

    Files are written whole and renamed, so that processes may share the folder and any of them may be killed.
    A file that is damaged, or cannot be written, costs judging once more and nothing else.

    Arguments:
        folder: by default ``$SURVIVE_FINDINGS``, or ``$XDG_CACHE_HOME/survives-production/findings``.
    """

    def __init__(self, folder: Path | None = None) -> None:
        named = os.environ.get(VARIABLE)
        cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        self._folder = folder or (Path(named) if named else cache / "survives-production" / "findings")

    def of(self, key: str) -> dict[str, Versioned]:
        """What is kept under a key, by check.

        Arguments:
            key: digest of everything that findings depend on, but for the versions of the checks.
        """
        try:
            data = json.loads(self._path(key).read_text("utf-8"))
            if data["format"] != FORMAT:
                return {}
            return {check: _read(item) for check, item in data["findings"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def keep(self, key: str, findings: Mapping[str, Versioned]) -> None:
        """Keep findings under a key, beside those of other checks that are there."""
        together = {**self.of(key), **findings}
        data = {"format": FORMAT, "findings": {check: asdict(item) for check, item in together.items()}}
        path = self._path(key)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_text(json.dumps(data), "utf-8")
            unfinished.replace(path)
        except OSError as error:
            log.warning("findings cannot be kept, and will be made anew: %s", error)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"


def _read(data: Mapping[str, Any]) -> Versioned:
    finding = data["finding"]
    evidence = tuple(Evidence.from_data(item) for item in finding["evidence"])
    return Versioned(data["version"], Finding(**{**finding, "evidence": evidence}))
