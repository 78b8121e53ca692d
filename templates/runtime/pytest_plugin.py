"""A fixture for pytest: `pytest_plugins = ["neto_client.pytest_plugin"]` in your conftest.py."""

from __future__ import annotations

import pytest

from .testing import FakeStore


@pytest.fixture
def neto_store() -> FakeStore:
    """A store in process that has had no requests."""
    return FakeStore()
