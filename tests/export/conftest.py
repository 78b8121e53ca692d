"""What the tests of exports share: the API as it is exported, and a store that answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.export.exported import the_api
from tests.serve.conftest import started, store

if TYPE_CHECKING:
    from neto_gen.export.api import Api

__all__ = ["api", "started", "store"]


@pytest.fixture(scope="session")
def api() -> Api:
    """Return all operations of this API."""
    return the_api()
