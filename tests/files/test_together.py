"""Several folders of a project that change together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.files.together import Part, around, change_together
from tests.support import tree, write_files

if TYPE_CHECKING:
    from pathlib import Path


def test_the_folder_around_a_project(tmp_path: Path) -> None:
    """It is the project, or a folder of its repository; never one that others use, too."""
    project, client = tmp_path / "project", tmp_path / "client"
    assert around(project, project / "schemas") == project
    assert around(project, client) is None
    (tmp_path / ".git").mkdir()
    assert around(project, client) == tmp_path


def test_a_part_that_has_changed_meanwhile(tmp_path: Path) -> None:
    """When one file is not as it was seen, none of any folder changes."""
    write_files(tmp_path, {"a/one": "1", "b/two": "2"})
    before = tree(tmp_path)
    parts = [
        Part(tmp_path / "a", {"one": b"new"}, (), {"one": b"1"}),
        Part(tmp_path / "b", {}, ["two"], {"two": b"other"}),
    ]
    with pytest.raises(OSError, match="b/two was changed by somebody else in the meantime"):
        change_together(tmp_path, parts)
    assert tree(tmp_path) == before
    parts[1] = parts[1]._replace(seen={"two": b"2"})
    assert change_together(tmp_path, parts)
    assert tree(tmp_path) == {"a/one": b"new"}


def test_paths_that_are_too_long_together(tmp_path: Path) -> None:
    """Where folders are so deep that no common path is legal, each is to change by itself."""
    deep = tmp_path.joinpath(*["folder"] * 40)
    assert not change_together(tmp_path, [Part(deep, {"one": b"1"}, (), {})])
    assert tree(tmp_path) == {}
