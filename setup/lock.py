"""Resolve the dependencies again: ``requirements.lock`` with hashes, and ``constraints.txt`` made from it.

A maintainer's tool (``make lock``). Versions that still fit are kept; ``make lock ARGS=--upgrade`` takes the
newest, ``make lock ARGS=--constraints`` makes only ``constraints.txt`` again. The resolver, uv, is put into
an environment of its own and removed again: nobody else needs it.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
CONSTRAINTS = ROOT / "constraints.txt"
HEADER = "# Made from requirements.lock by `make lock`, for conda and Binder; not to be edited.\n"
EXTRAS = re.compile(r"(?<=\w)\[[^]]*\]")
COMPILE = (
    *("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    # With extras: pip 23.2, which Python 3.11 brings along, looks for a package that is wanted with one among
    # all of its versions, and stops at the first that has no hash.
    *("--no-header", "--no-annotate", "--no-strip-extras"),
    *("--extra", "dev", "--output-file", LOCK.name, "pyproject.toml"),
)


def constraints(lock: str) -> str:
    """The lock's versions and markers, without hashes and extras, which pip takes for no constraint."""
    lines = [line.removesuffix("\\").rstrip() for line in lock.splitlines() if line[:1].isalnum()]
    pins = [EXTRAS.sub("", line, count=1) for line in lines]
    return HEADER + "".join(f"{pin}\n" for pin in pins)


def resolve(options: list[str]) -> None:
    """Write ``requirements.lock`` from ``pyproject.toml``, with hashes for every platform."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        command = [str(python), "-m", "uv", *COMPILE, *options]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def main(arguments: list[str]) -> None:
    """Write both files."""
    if arguments != ["--constraints"]:
        resolve(arguments)
    CONSTRAINTS.write_text(constraints(LOCK.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
