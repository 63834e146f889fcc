"""How JupyterLab is started: its command line and its environment."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from autograder.workspace._place import MARK

HOST = "127.0.0.1"
SETTINGS = Path(__file__).with_name("lab_settings")
_TRIED_PORTS = 20


class PortInUseError(OSError):
    """Something answers on the port already."""


def require_free_port(port: int) -> None:
    """Make sure that a server can listen on a port of this machine; 0 stands for any free one.

    Raises:
        PortInUseError: it cannot; names a port that is free.
    """
    if _is_free(port):
        return
    nearby = range(port + 1, min(port + _TRIED_PORTS, 2**16))
    other = next((candidate for candidate in nearby if _is_free(candidate)), 0)
    raise PortInUseError(
        f"port {port} is in use, perhaps by another JupyterLab: "
        f"take another one, as in `make lab PORT={other}` or `survive lab --port {other}`"
    )


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        # As the server itself does: a port that was closed a moment ago is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def learner_lab(home: Path, notebook: Path | None, *, port: int, browser: bool) -> list[str]:
    """The command line of JupyterLab over a learner's folder.

    Arguments:
        home: the learner's folder.
        notebook: opened first; in ``home``. None opens the launcher.
        port: to listen on; 0 for any free one.
        browser: whether a browser is opened.
    """
    page = f"/lab/tree/{notebook.relative_to(home).as_posix()}" if notebook else "/lab"
    # Tabs are remembered here, so that those of another course on this machine do not come up.
    return [*_lab(home, page, port, browser), f"--LabApp.workspaces_dir={home / MARK / 'lab-workspaces'}"]


def teacher_lab(root: Path, *, port: int, browser: bool) -> list[str]:
    """The command line of JupyterLab over the clone, with nbgrader's formgrader."""
    return _lab(root, "/lab", port, browser)


def _lab(folder: Path, page: str, port: int, browser: bool) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ip={HOST}",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url={page}",
        "--ServerApp.answer_yes=True",
        *([] if browser else ["--no-browser"]),
        *(["--allow-root"] if os.geteuid() == 0 else []),
    ]


def lab_environment(environment: Mapping[str, str], *, teacher: bool) -> dict[str, str]:
    """The environment for JupyterLab: our settings, and `survive` and `pytest` found in its terminals.

    Arguments:
        environment: what to start from.
        teacher: nbgrader's pages are shown, which a learner has no use for.
    """
    settings = SETTINGS / ("instructor" if teacher else "learner")
    return {
        **environment,
        "PATH": _before(str(Path(sys.executable).parent), environment.get("PATH")),
        "JUPYTER_CONFIG_PATH": _before(str(settings), environment.get("JUPYTER_CONFIG_PATH")),
    }


def _before(first: str, rest: str | None) -> str:
    return f"{first}{os.pathsep}{rest}" if rest else first
