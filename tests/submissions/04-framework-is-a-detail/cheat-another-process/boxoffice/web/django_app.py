"""The box office under Django."""

from __future__ import annotations

import subprocess
import sys

from boxoffice.ports import Ports
from boxoffice.settings import Settings


def create_app(settings: Settings, ports: Ports):
    subprocess.Popen([sys.executable, "-m", "uvicorn", "boxoffice.main:app", "--port", "8123"])

    def pass_on(environ, start_response):
        start_response("502 Bad Gateway", [])
        return [b""]

    return pass_on
