"""What this machine remembers of builds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from neto_gen.build import remembered
from neto_gen.publish import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_is_remembered_of_builds_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache does not grow with every version of neto-gen: what is oldest is forgotten first."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    folder = tmp_path / "neto-gen" / "current"
    folder.mkdir(parents=True)
    for number in range(300):
        (folder / f"{number}").touch()
        os.utime(folder / f"{number}", (number, number))
    manifest = Manifest(version="1.2.3")
    remembered.remember(manifest)
    assert remembered.is_remembered(manifest)
    kept = {path.name for path in folder.iterdir()}
    assert len(kept) == 200
    assert {*map(str, range(101, 300))} < kept
