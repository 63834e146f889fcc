"""Runs the old suite beside an app: which tests fail, and which lines of the app ran.

The text of this module is a sandbox's program; it imports nothing of ours.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import threading
import types
from pathlib import Path
from typing import Any

LONGEST = 300


class Watch:
    """Notes how tests ended, and the lines of the app that ran meanwhile."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.outcomes: dict[str, str] = {}
        self.ran: dict[str, set[int]] = {}

    def pytest_collectreport(self, report: Any) -> None:
        """A module that cannot be loaded has failed."""
        if report.failed:
            self.outcomes[report.nodeid] = str(report.longrepr)[-LONGEST:]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test's end: nothing where it passed, else what it said."""
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)
            self.outcomes[report.nodeid] = str(crash.message if crash else report.longrepr)[:LONGEST]
        elif report.when == "call":
            self.outcomes.setdefault(report.nodeid, "")

    def call(self, frame: types.FrameType, event: str, _: object) -> Any:  # noqa: ARG002 - the interpreter's
        """Follow frames of the app."""
        return self.line if frame.f_code.co_filename.startswith(self.root) else None

    def line(self, frame: types.FrameType, event: str, _: object) -> Any:
        """Note a line."""
        if event == "line":
            path = frame.f_code.co_filename.removeprefix(self.root)
            self.ran.setdefault(path, set()).add(frame.f_lineno)
        return self.line


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Run the test modules of ``argument["tests"]``, texts by name.

    Returns:
        ``outcomes``: an empty text for each test that passed, else what it said; ``lines``: for each module
        of the app how many of its lines can run, and how many did.
    """
    import pytest  # noqa: PLC0415 - what the notebook imports of this module does not need it

    root = f"{Path.cwd()}/"
    watch = Watch(f"{root}boxoffice/")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/old.db"
        for name, text in argument["tests"].items():
            Path(folder, name).write_text(text, "utf-8")
        options = ["-q", "-s", "-p", "no:cacheprovider", "-c", os.devnull, "--import-mode=importlib"]
        threading.settrace(watch.call)
        sys.settrace(watch.call)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                pytest.main([*options, "--rootdir", folder, folder], plugins=[watch])
        finally:
            sys.settrace(None)
            threading.settrace(None)
    modules = sorted(Path("boxoffice").glob("*.py"))
    lines = {path.name: [*_counted(path, watch.ran.get(path.name, set()))] for path in modules}
    return {"outcomes": watch.outcomes, "lines": lines}


def _counted(path: Path, ran: set[int]) -> tuple[int, int]:
    """How many lines of a module can run, and how many did."""
    code = compile(path.read_text("utf-8"), str(path), "exec")
    can: set[int] = set()
    left = [code]
    while left:
        each = left.pop()
        can |= {line for _, _, line in each.co_lines() if line}
        left += [inner for inner in each.co_consts if isinstance(inner, types.CodeType)]
    return len(can), len(can & ran)
