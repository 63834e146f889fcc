"""Runs in a process beside the app's own: a script of the app, as from the command line.

The text of this module is a sandbox's program; it imports nothing of ours.
"""

from __future__ import annotations

import os
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any


def main(argument: dict[str, Any]) -> None:
    """Run the script; what it prints is kept by the sandbox.

    Arguments:
        argument: ``path`` of the script in the tree, its ``arguments``, and ``files``: texts by name, for
            its working folder.
    """
    script = Path(argument["path"]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        for name, text in argument["files"].items():
            Path(folder, name).write_text(text, "utf-8")
        os.chdir(folder)
        sys.argv = [argument["path"], *argument["arguments"]]
        runpy.run_path(str(script), run_name="__main__")
