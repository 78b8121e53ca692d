"""The lock of a schema folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import LOCK_NAME, open_folder
from neto_gen.sources.lock import read_lock
from tests.support import SCHEMAS, write_files

if TYPE_CHECKING:
    from pathlib import Path

ENTRY = """
[[schema]]
file = "X.xsd"
address = "https://host/X.xsd"
sha256 = "0"
size = 1
origin = "downloaded"
"""


def test_our_lock_is_true() -> None:
    """Every schema of the repository is locked as it is, and called the transcription it is."""
    folder = open_folder(SCHEMAS, "schemas")
    locked = read_lock(folder)
    assert locked is not None
    assert locked.keys() == {path.name for path in SCHEMAS.glob("*.xsd")}
    for entry in locked.values():
        assert entry.matches(folder.read(entry.file) or b"")
        assert entry.origin == "transcribed"
        assert entry.address == f"https://www.neto.com.au/assets/api/{entry.file}"


def test_a_folder_without_a_lock(tmp_path: Path) -> None:
    """A folder need not have a lock."""
    assert read_lock(open_folder(tmp_path, "x")) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("version = ", "x/schemas.lock: not TOML"),
        ("", "x/schemas.lock: has no version = 1"),
        ("version = 2", "x/schemas.lock: has no version = 1"),
        ("version = 1\nschema = 5", r"has no \[\[schema\]\] tables"),
        ("version = 1\nschema = [5]", "an entry has no file"),
        ("version = 1" + ENTRY.replace("size = 1", 'size = "1"'), r"X\.xsd has no size"),
        ("version = 1" + ENTRY.replace('sha256 = "0"', ""), r"X\.xsd has no sha256"),
        ("version = 1" + ENTRY.replace("downloaded", "found"), 'X.xsd has the origin "found"'),
    ],
)
def test_a_lock_that_cannot_be_understood(tmp_path: Path, text: str, message: str) -> None:
    """A broken lock is an error, never an empty lock."""
    write_files(tmp_path, {LOCK_NAME: text})
    with pytest.raises(Failure, match=message) as caught:
        read_lock(open_folder(tmp_path, "x"))
    assert caught.value.exit_code == ExitCode.SOURCE


def test_a_changed_file_no_longer_matches(tmp_path: Path) -> None:
    """A file matches its entry by size and hash."""
    write_files(tmp_path, {LOCK_NAME: f"version = 1{ENTRY}"})
    locked = read_lock(open_folder(tmp_path, "x"))
    assert locked is not None
    assert not locked["X.xsd"].matches(b"x")
