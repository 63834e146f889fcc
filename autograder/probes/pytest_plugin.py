"""The fixtures of learners' tests under plain ``pytest``, run where the app is: in the exercise's folder.

The app runs in a process of its own and is asked over HTTP, as when it is graded. It is the learner's own
code on the learner's own machine: it is not isolated.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.probes._ruled import ServingRules
from autograder.probes._serving import ServingBoxoffices
from autograder.probes.inside.fixtures import Addresses, client, clock, rules, upstreams
from autograder.sandbox import Isolation, Sandbox
from autograder.tree import SourceTree

__all__ = ["boxoffice_addresses", "client", "clock", "rules", "upstreams"]

SEAMS = "boxoffice/ports.py"
"""An app that has it is put together by `create_app(settings, ports)`: its clock and its rules can be had."""


@pytest.fixture(scope="session")
def boxoffice_addresses(pytestconfig: pytest.Config) -> Iterator[Addresses]:
    """Where the app of the current folder and its upstream services listen."""
    folder = pytestconfig.invocation_params.dir
    if not (folder / "boxoffice").is_dir():
        word = f"there is no boxoffice/ in {folder.name}/: run pytest in the exercise's folder"
        pytest.fail(word, pytrace=False)
    tree = SourceTree.from_folder(Path(folder), ("boxoffice/**/*.py",))
    with (
        Sandbox(Isolation.NONE) as sandbox,
        (ServingRules if SEAMS in tree else ServingBoxoffices)(sandbox.room, tree) as serving,
        serving.version({}) as boxoffice,
    ):
        if boxoffice.served.failure:
            pytest.fail(f"the app does not start: {boxoffice.served.failure.message}", pytrace=False)
        yield Addresses(str(boxoffice.served.socket), str(serving.upstream_socket), boxoffice.control)
