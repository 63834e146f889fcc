"""A running server for each test, and a check that it never failed by itself."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from autograder.upstreams import Upstreams, UpstreamServer


@pytest.fixture
def server() -> Iterator[UpstreamServer]:
    with UpstreamServer() as running:
        yield running
    assert running.troubles == ()


@pytest.fixture
def upstreams(server: UpstreamServer) -> Upstreams:
    return server.tenant()


@pytest.fixture
def client() -> Iterator[httpx2.Client]:
    with httpx2.Client(timeout=10) as client:
        yield client
