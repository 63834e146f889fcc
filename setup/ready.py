"""Make ``.venv`` ready: an interpreter, the locked requirements with their hashes, and this package.

``make`` calls it before everything else. It needs nothing but the standard library, and it is written for
Python 3.6, so that an old interpreter can still say which one is needed. A second call finds the mark of the
first and returns at once; after an interrupted one the environment is made again from nothing.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

SUPPORTED = ((3, 11), (3, 12), (3, 13))
NAMES = ("python3.13", "python3.12", "python3.11", "python3")
ROOT = Path(__file__).resolve().parent.parent
LOCK = "requirements.lock"
NO_NETWORK = (
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Network is unreachable",
    "Temporary failure in name resolution",
)


class SetupError(Exception):
    """Set-up cannot go on; the text is the one line that says what to do."""


class Environment:
    """The virtual environment of a checkout, with the mark that says what was installed into it.

    The mark is `{}` while set-up is under way, and absent from an environment that somebody else made.
    """

    def __init__(self, root):
        self.root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self.mark = self.folder / "ready.json"
        self.log = self.folder / "setup.log"

    def wanted_mark(self):
        """What the mark says when nothing is left to do: an environment does not survive being moved."""
        digest = hashlib.sha256()
        for name in (LOCK, "pyproject.toml"):
            digest.update((self.root / name).read_bytes() + b"\0")
        return {"folder": str(self.root), "requirements": digest.hexdigest()}

    def found_mark(self):
        """What the mark says, or None without one. A damaged mark is an unfinished set-up."""
        try:
            return json.loads(self.mark.read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (ValueError, OSError):
            return {}

    def write_mark(self, mark):
        """Replace the mark in one step, so that an interruption leaves the old one or the new one."""
        new = self.mark.with_suffix(".new")
        new.write_text(json.dumps(mark), "utf-8")
        new.replace(self.mark)

    def is_usable(self):
        """Whether the packages can be brought up to date where they are."""
        mark = self.found_mark()
        here = mark is None or mark.get("folder") == str(self.root)
        return here and version_of(str(self.python)) in SUPPORTED

    def empty(self):
        """Remove everything but the mark of an unfinished set-up."""
        self.folder.mkdir(exist_ok=True)
        self.write_mark({})
        for entry in self.folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(str(entry))
            elif entry != self.mark:
                entry.unlink()


def version_of(python):
    """Major and minor version of an interpreter, or None where it does not start."""
    command = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    try:
        answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        major, minor = answer.stdout.split()
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return int(major), int(minor)


def find_interpreter():
    """The interpreter that runs this file if it is recent enough, else another one on the PATH.

    Raises:
        SetupError: there is none.
    """
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for name in NAMES:
        python = shutil.which(name)
        if python and version_of(python) in SUPPORTED:
            return python
    raise SetupError(
        f"Python 3.11, 3.12 or 3.13 is needed, and {sys.executable} is {sys.version.split()[0]}: "
        "install one of them, or name it: make PYTHON=/path/to/python3.12"
    )


def create(environment, python):
    """Make the virtual environment from nothing."""
    environment.empty()
    run([python, "-m", "venv", "--without-pip", str(environment.folder)], environment.log)


def pip_command(environment):
    """How to call a pip that installs into the environment.

    Debian keeps ensurepip in a package of its own; without it, the pip of another interpreter will do.

    Raises:
        SetupError: there is no pip to be had.
    """
    python = str(environment.python)
    own = [python, "-m", "pip"]
    if works([*own, "--version"]) or works([python, "-m", "ensurepip", "--default-pip"]):
        return own
    for outside in [sys.executable, *filter(None, map(shutil.which, NAMES))]:
        command = [outside, "-m", "pip", "--python", python]
        if works([*command, "--version"]):
            return command
    major, minor = version_of(python)
    name = f"python{major}.{minor}"
    raise SetupError(f"This {name} has no pip: sudo apt-get install {name}-venv, then call make again")


def works(command):
    """Whether a command exits with 0."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, check=False, **quiet).returncode == 0


def install(environment):
    """Install the locked requirements, then this package on top of them, editable."""
    pip = [*pip_command(environment), "--disable-pip-version-check", "--no-input", "--retries=2", "install"]
    environment.write_mark({})
    run([*pip, "--require-hashes", "-r", LOCK], environment.log, say=Progress())
    # Hatchling comes from the lock too: an isolated build would fetch one without a hash.
    run([*pip, "--no-deps", "--no-build-isolation", "--editable", "."], environment.log)
    environment.write_mark(environment.wanted_mark())


def run(command, log, say=None):
    """Run a step in the checkout, its output kept in the log.

    Raises:
        SetupError: it failed; says the likely reason.
    """
    printed = []
    with log.open("a", encoding="utf-8") as kept:
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "universal_newlines": True}
        with subprocess.Popen(command, cwd=str(log.parent.parent), stdin=subprocess.DEVNULL, **pipe) as step:
            for line in step.stdout:
                kept.write(line)
                printed.append(line.rstrip())
                if say:
                    say(line)
    if step.returncode:
        raise SetupError(reason(printed, log))


def reason(printed, log):
    """One line for a step that failed, from what it printed."""
    if any(sign in line for line in printed for sign in NO_NETWORK):
        return "The package registry cannot be reached: check the network or the proxy, then call make again"
    errors = [line for line in printed if line.lower().startswith("error")] or printed[-1:] or ["?"]
    return f"Set-up stopped: {errors[0][:200]} (all of it: {log})"


class Progress:
    """Shows on a terminal how far pip has come, and nothing elsewhere."""

    def __init__(self):
        self.found = 0

    def __call__(self, line):
        """Take one line that pip printed."""
        self.found += line.startswith("Collecting ")
        if sys.stderr.isatty() and line.startswith(("Collecting ", "Installing collected")):
            end = ", installing them\n" if line.startswith("Installing") else ""
            sys.stderr.write(f"\r{self.found:4} packages found{end}")
            sys.stderr.flush()


@contextmanager
def alone(root):
    """One set-up at a time: a second one waits for the first and then finds it done."""
    import fcntl  # noqa: PLC0415 - Windows has none and is turned away before

    with (root / LOCK).open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_ready(environment):
    """Do what is missing, and nothing where nothing is."""
    if environment.found_mark() == environment.wanted_mark() and environment.python.exists():
        return
    started = time.monotonic()
    python = None if environment.is_usable() else find_interpreter()
    sys.stderr.write(f"Setting up {environment.folder} (once; two or three minutes)\n")
    if python:
        create(environment, python)
    install(environment)
    sys.stderr.write(f"Ready after {time.monotonic() - started:.0f} seconds\n")


def main():
    """Set up the checkout that this file lies in; the exit code is 0 where it is ready."""
    try:
        with alone(ROOT):
            make_ready(Environment(ROOT))
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"Set-up stopped: {error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nSet-up was interrupted: call make again and it starts over\n")
        return 130
    return 0


if __name__ == "__main__":
    if os.name == "nt":
        sys.exit("Windows has no fork: call make inside WSL2 (wsl --install)")
    sys.exit(main())
