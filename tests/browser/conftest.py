"""Real JupyterLab in a real browser: one server and one browser for all tests of a worker."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from autograder.authoring.proofs.notebook import written_otherwise
from autograder.stages import content_root
from autograder.syllabus import load
from autograder.workspace import lab_environment, teacher_lab

TOKEN = "a-token-for-the-tests"
PATIENCE = 90_000
"""Milliseconds that anything may take: a busy machine is slow, a broken page never gets there."""

PATIENCE_WITH_A_NOTEBOOK = 240_000
"""Milliseconds for all cells of a notebook: some of the lessons wait for what they show."""

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
SETTINGS: Mapping[str, str] = {
    # Cells that are out of sight exist all the same, so that a test can find them.
    "@jupyterlab/notebook-extension/tracker.jupyterlab-settings": '{"windowingMode": "none"}',
}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, and the folder that it shows."""

    base: str
    folder: Path


@contextmanager
def running_lab(
    command: Callable[[int], list[str]], folder: Path, own: Path, *, teacher: bool = False
) -> Iterator[Lab]:
    """Start JupyterLab as the course does, and end it.

    Arguments:
        command: the command line, for a port.
        folder: that it shows, and in which it runs if it is there.
        own: for its settings, records and log; nothing of the user's is read or written.
        teacher: whether nbgrader's pages are there.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    for path, text in SETTINGS.items():
        (own / "settings" / path).parent.mkdir(parents=True, exist_ok=True)
        (own / "settings" / path).write_text(text)
    with (own / "lab.log").open("w") as log:
        server = subprocess.Popen(
            command(port),
            env=lab_environment(_environment(own), teacher=teacher),
            stdout=log,
            stderr=log,
            cwd=folder if folder.is_dir() else own,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/api", server, own / "lab.log")
        yield Lab(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        try:
            server.wait(PATIENCE / 1000)
        except subprocess.TimeoutExpired:
            server.kill()


def _environment(own: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY_"))}
    return {
        **ours,
        "JUPYTER_TOKEN": TOKEN,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        "XDG_DATA_HOME": str(own / "share"),
    }


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"JupyterLab did not come up:\n{log.read_text()[-2000:]}")


class LabPage:
    """A page of JupyterLab with a notebook in it."""

    def __init__(self, page: Page, lab: Lab, shots: Path) -> None:
        self.page = page
        self.lab = lab
        self._shots = shots
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)

    def open(self, notebook: str) -> None:
        """Open a notebook by its path in the folder, with its kernel ready."""
        self.page.goto(f"{self.lab.base}/lab/tree/{notebook}?token={TOKEN}&reset")
        self.wait_idle()

    def open_start(self) -> None:
        """Open the page that the server itself opens in a browser."""
        self.page.goto(f"{self.lab.base}/?token={TOKEN}")
        self.wait_idle()

    def sign_in(self) -> None:
        """Let this browser see the server's pages."""
        self.page.goto(f"{self.lab.base}/api?token={TOKEN}")

    def wait_idle(self) -> None:
        """Wait until the kernel has nothing to do."""
        self.page.wait_for_selector("#jp-main-statusbar :text('| Idle')")

    def run_lesson(self, number: str) -> None:
        """Open a lesson's notebook and run all of it: no cell fails, and it writes the app of the replay.

        So these tests prove what `survive verify` proves of a notebook.
        """
        lesson = load().lesson(number)
        self.open(f"notebooks/{lesson.slug}.ipynb")
        self.menu("Run", "Run All Cells")
        self.wait_done()
        assert self.errors() == []
        assert written_otherwise(lesson, self.lab.folder / lesson.slug) == []

    def menu(self, title: str, item: str) -> None:
        """Choose an item of the menu bar."""
        self.page.get_by_role("menuitem", name=title, exact=True).click()
        self.page.get_by_role("menuitem", name=re.compile(f"^{re.escape(item)}")).first.click()

    def wait_done(self) -> None:
        """Wait until no cell is waiting for its turn or running."""
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]
                     .every(prompt => !prompt.textContent.includes('*'))""",
            timeout=PATIENCE_WITH_A_NOTEBOOK,
        )
        self.wait_idle()

    def code(self, text: str) -> Locator:
        """The code cell that holds a text."""
        return self.page.locator(".jp-CodeCell").filter(
            has=self.page.locator(f".cm-content:has-text({text!r})")
        )

    def run_cell(self, cell: Locator, source: str | None = None) -> None:
        """Run a cell, with another text if one is given."""
        cell.scroll_into_view_if_needed()
        editor = cell.locator(".cm-content")
        editor.click()
        if source is not None:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.press("Delete")
            # Inserted as pasted: typed, the editor would add its own brackets and indentation.
            self.page.keyboard.insert_text(source)
        self.page.keyboard.press("Control+Enter")
        self.wait_done()

    def save(self) -> None:
        """Save the notebook."""
        self.page.keyboard.press("Control+S")
        expect(self.page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty")).to_have_count(0)

    def outputs(self, cell: Locator) -> Locator:
        """What a cell shows."""
        return cell.locator(".jp-OutputArea-output")

    def errors(self) -> list[str]:
        """The tracebacks and words on stderr of all cells."""
        wanted = (
            "[data-mime-type='application/vnd.jupyter.stderr'], .jp-RenderedText[data-mime-type*='error']"
        )
        return self.page.locator(wanted).all_inner_texts()

    def shot(self, name: str, what: Locator | None = None) -> Path:
        """Keep a picture of the page, or of a part."""
        path = self._shots / f"{name}.png"
        if what is None:
            self.page.screenshot(path=path)
        else:
            self._whole(what, path)
        with Image.open(path) as picture:
            # The octree keeps small patches of a colour, which the other ways melt into their neighbours.
            picture.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE).save(path, optimize=True)
        return path

    def _whole(self, what: Locator, path: Path) -> None:
        """Take a part that may be higher than the window."""
        size, box = self.page.viewport_size, what.bounding_box()
        assert size is not None
        assert box is not None
        self.page.set_viewport_size({"width": size["width"], "height": int(box["height"]) + 320})
        what.scroll_into_view_if_needed()
        what.screenshot(path=path)
        self.page.set_viewport_size(size)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(
        found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def learner_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """`survive lab` over a learner's new folder."""
    own = tmp_path_factory.mktemp("lab")
    command = [sys.executable, "-m", "autograder", "lab", "--no-browser", "--work", str(own / "work")]
    with running_lab(lambda port: [*command, "--port", str(port)], own / "work", own) as lab:
        yield lab


@pytest.fixture(scope="session")
def course_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab with formgrader over a copy of the course, as an instructor has it."""
    own = tmp_path_factory.mktemp("course")
    root = own / "course"
    for folder in ("solutions", "exercises", "notebooks"):
        shutil.copytree(
            content_root() / folder, root / folder, ignore=shutil.ignore_patterns(".*", "__pycache__")
        )
    shutil.copy(content_root() / "nbgrader_config.py", root)
    with running_lab(
        lambda port: teacher_lab(root, port=port, browser=False), root, own, teacher=True
    ) as lab:
        yield lab


@pytest.fixture(scope="session")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: a temporary folder, unless SURVIVE_SCREENSHOTS names another."""
    named = os.environ.get("SURVIVE_SCREENSHOTS")
    return Path(named).resolve() if named else tmp_path_factory.mktemp("shots")


@pytest.fixture
def open_page(chromium: Browser, shots: Path) -> Iterator[Callable[[Lab], LabPage]]:
    """Makes a page of a lab, in a browser context of its own."""
    contexts = []

    def make(lab: Lab) -> LabPage:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        return LabPage(context.new_page(), lab, shots)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def learner(learner_lab: Lab, open_page: Callable[[Lab], LabPage]) -> LabPage:
    """A learner's page."""
    return open_page(learner_lab)
