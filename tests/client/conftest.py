"""A stand-in store for each test that talks to one, and the command of the client."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client.commands import Command
from tests.standing import StandInStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store() -> Iterator[StandInStore]:
    """Yield an open store on loopback."""
    with StandInStore() as open_store:
        yield open_store


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Return the command of the client, in an empty folder."""
    return Command(tmp_path, monkeypatch, capsys)
