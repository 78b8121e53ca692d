"""The manifest of a package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.problems import Failure
from neto_gen.publish import MANIFEST_NAME, Manifest, read_manifest
from neto_gen.publish.manifest import MadeOperation, sha256
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = Manifest(
    tool="t",
    settings="s",
    operations={"AddThing": MadeOperation(("AddThing.xsd",), ("a.py",), "f")},
    schemas={"AddThing.xsd": "1"},
    lock=None,
    transcribed=0,
    templates={},
    files={"a.py": sha256(b"a")},
)


def test_it_reads_as_it_was_written(tmp_path: Path) -> None:
    """A manifest comes back from its file as it went in."""
    (tmp_path / MANIFEST_NAME).write_bytes(MANIFEST.to_bytes())
    assert read_manifest(tmp_path, "p") == MANIFEST


def test_that_of_an_older_neto_gen_knows_its_files(tmp_path: Path) -> None:
    """Edits are noticed in a package of a neto-gen that wrote more of each file into its manifest."""
    data = json.loads(MANIFEST.to_bytes())
    data["files"] = {
        name: {"sha256": found, "inputs": "i"} for name, found in data["files"].items()
    }
    data["dialect"] = data.pop("settings")
    write_files(tmp_path, {MANIFEST_NAME: json.dumps(data)})
    assert read_manifest(tmp_path, "p") == MANIFEST._replace(settings="")


def test_none_is_none(tmp_path: Path) -> None:
    """A folder without a manifest, or no folder at all, has none."""
    assert read_manifest(tmp_path, "p") is None
    assert read_manifest(tmp_path / "nowhere", "p") is None


@pytest.mark.parametrize(
    "path",
    ["../evil", "/etc/passwd", "a/../../evil", "..", "C:\\evil", "a\\..\\evil", "C:evil", ".git/x"],
)
def test_paths_that_lead_out_are_refused(tmp_path: Path, path: str) -> None:
    """A manifest decides what is deleted: one that names a file outside is not believed."""
    data = json.loads(MANIFEST.to_bytes())
    data["files"][path] = data["files"]["a.py"]
    write_files(tmp_path, {MANIFEST_NAME: json.dumps(data)})
    with pytest.raises(Failure, match=r"p/\.neto-gen\.json: this manifest cannot be read"):
        read_manifest(tmp_path, "p")


@pytest.mark.parametrize("data", [None, [], {}, {"tool": "t"}, {"files": []}, "x"])
def test_what_is_no_manifest_is_refused(tmp_path: Path, data: Any) -> None:
    """A file that is no manifest stops the build rather than being taken for an empty one."""
    write_files(tmp_path, {MANIFEST_NAME: json.dumps(data)})
    with pytest.raises(Failure, match="cannot be read"):
        read_manifest(tmp_path, "p")


def test_files_are_compared_by_content(tmp_path: Path) -> None:
    """A package matches its manifest while every file is there with its content."""
    write_files(tmp_path, {"a.py": "a"})
    assert MANIFEST.matches_files(tmp_path)
    write_files(tmp_path, {"a.py": "b"})
    assert not MANIFEST.matches_files(tmp_path)
    (tmp_path / "a.py").unlink()
    assert not MANIFEST.matches_files(tmp_path)


def test_the_manifest_of_our_client_lists_every_file() -> None:
    """The committed client has a manifest that lists each of its files as it is."""
    folder = REPOSITORY / "generated" / "neto_client"
    found = read_manifest(folder, "generated/neto_client")
    assert found is not None
    names = {path.name for path in folder.iterdir() if path.is_file()} - {MANIFEST_NAME}
    assert found.files.keys() == names
    assert found.matches_files(folder)


@pytest.mark.parametrize("path", ["a\0b", "a\ud800"])
def test_paths_that_no_file_can_have_are_refused(tmp_path: Path, path: str) -> None:
    """A path that the system cannot even look up is a message, not a traceback."""
    data = json.loads(MANIFEST.to_bytes())
    data["files"][path] = data["files"]["a.py"]
    write_files(tmp_path, {MANIFEST_NAME: json.dumps(data)})
    with pytest.raises(Failure, match="this manifest cannot be read"):
        read_manifest(tmp_path, "p")
