"""Shared fixtures."""

import pytest

from helpers import new_event


@pytest.fixture
def event(client):
    return new_event(client)


@pytest.fixture
def soon(client):
    return new_event(client, days=0.1)
