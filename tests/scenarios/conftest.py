"""One PostgreSQL for all; the app of each stage on each database, started once and asked by all scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from autograder.tree import SourceTree
from autograder.upstreams import UpstreamServer

from .app_process import AppProcess, running
from .postgresql import Cluster, cluster


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], Cluster]]:
    """Gives the cluster; it is started when the first test asks for it."""
    with ExitStack() as stack:

        @cache
        def start() -> Cluster:
            return stack.enter_context(cluster())

        yield start


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path, postgresql: Callable[[], Cluster]) -> str:
    """The URL of a new database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/boxoffice.db"
    return postgresql().new_database(tmp_path.name)


@pytest.fixture(scope="session")
def app_of(
    tmp_path_factory: pytest.TempPathFactory, postgresql: Callable[[], Cluster]
) -> Iterator[Callable[[SourceTree, str], AppProcess]]:
    """Gives the running app of a tree on "sqlite" or "postgresql"; the same one every time."""
    with ExitStack() as stack:
        server = stack.enter_context(UpstreamServer())

        @cache
        def start(tree: SourceTree, database: str) -> AppProcess:
            folder = tmp_path_factory.mktemp("app")
            url = f"sqlite:///{folder}/boxoffice.db"
            if database == "postgresql":
                url = postgresql().new_database(folder.name)
            return stack.enter_context(running(tree, folder, url, server.tenant()))

        yield start
    assert server.troubles == ()
