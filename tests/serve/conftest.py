"""One store for all tests that need no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.serve.running import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serve.running import Running


@pytest.fixture(scope="session")
def started() -> Iterator[Running]:
    """Yield a store for the tests."""
    with serving() as running:
        yield running


@pytest.fixture
def store(started: Running) -> Running:
    """Return the store without records and requests."""
    assert started.control("POST", "reset") == {}
    return started
