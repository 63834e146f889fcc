"""Serves an app as it is deployed: a module's `app`, told by the environment where everything is.

Sent into the sandbox as text.
"""

import importlib
import os
import tempfile
from pathlib import Path
from typing import Any

NOBODY = "http://127.0.0.1:1"
"""Where nobody listens."""


def main(argument: dict[str, Any]) -> Any:
    """The app that the argument's `entry` names, with the services at its paths and a new database."""
    for name, path in argument["environment"].items():
        root = NOBODY if name in argument["unreachable"] else os.environ["UPSTREAMS"]
        os.environ[name] = root + path
    os.environ["DATABASE_URL"] = f"sqlite:///{Path(tempfile.mkdtemp()) / 'boxoffice.db'}"
    module, _, name = argument["entry"].partition(":")
    return getattr(importlib.import_module(module), name)
