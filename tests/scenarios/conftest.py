"""The app of each stage on each database, started once and asked by all scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from autograder.tree import SourceTree
from autograder.upstreams import UpstreamServer

from .app_process import AppProcess, running
from .postgresql import Cluster, cluster


@pytest.fixture(scope="session")
def app_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[SourceTree, str], AppProcess]]:
    """Gives the running app of a tree on "sqlite" or "postgresql"; the same one every time."""
    with ExitStack() as stack:
        server = stack.enter_context(UpstreamServer())

        @cache
        def postgresql() -> Cluster:
            return stack.enter_context(cluster())

        @cache
        def start(tree: SourceTree, database: str) -> AppProcess:
            folder = tmp_path_factory.mktemp("app")
            url = f"sqlite:///{folder}/boxoffice.db"
            if database == "postgresql":
                url = postgresql().new_database(folder.name)
            return stack.enter_context(running(tree, folder, url, server.tenant()))

        yield start
    assert server.troubles == ()
