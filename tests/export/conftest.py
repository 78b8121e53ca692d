"""What the tests of exports share: the API as it is exported, and a store that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.export.exported import the_api
from tests.serve.running import serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.export.api import Api
    from tests.serve.running import Running


@pytest.fixture(scope="session")
def api() -> Api:
    """Return all operations of this API."""
    return the_api()


@pytest.fixture(scope="session")
def started() -> Iterator[Running]:
    """Yield a store of `neto-gen serve`."""
    with serving() as running:
        yield running


@pytest.fixture
def store(started: Running) -> Running:
    """Return the store without records and requests."""
    assert started.control("POST", "reset") == {}
    return started
