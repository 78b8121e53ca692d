"""A stand-in store for each test that talks to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.standing import StandInStore

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[StandInStore]:
    """An open store on loopback."""
    with StandInStore() as open_store:
        yield open_store
