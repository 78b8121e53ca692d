"""What differs between a package and its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.publish import Manifest, find_changes
from neto_gen.publish.manifest import sha256
from tests.support import write_files

if TYPE_CHECKING:
    from pathlib import Path


def manifest(**files: bytes) -> Manifest:
    """Return a manifest of files with this content."""
    return Manifest(
        tool="t",
        settings="s",
        operations={},
        schemas={},
        lock=None,
        transcribed=0,
        templates={},
        files={name: sha256(text) for name, text in files.items()},
    )


def test_each_kind_of_change(tmp_path: Path) -> None:
    """Files are told apart by what a build would do to them."""
    write_files(tmp_path, {"same": "1", "stale": "1", "edited": "mine", "gone": "1", "in_way": "x"})
    known = manifest(same=b"1", stale=b"1", edited=b"1", gone=b"1", lost=b"1")
    wanted = {
        "same": b"1",
        "stale": b"2",
        "edited": b"2",
        "lost": b"2",
        "new": b"2",
        "in_way": b"2",
    }
    changes = find_changes(tmp_path, "p", wanted, known)
    assert changes.created == ["lost", "new"]
    assert changes.changed == ["edited", "in_way", "stale"]
    assert changes.removed == ["gone"]
    assert changes.unchanged == ["same"]
    assert changes.edited == ["edited", "in_way"]
    assert changes


def test_an_edit_that_the_build_would_make_is_none(tmp_path: Path) -> None:
    """A file that already is what would be written is no edit."""
    write_files(tmp_path, {"a": "2"})
    changes = find_changes(tmp_path, "p", {"a": b"2"}, manifest(a=b"1"))
    assert not changes
    assert changes.edited == []


def test_an_edited_file_that_should_go_is_told(tmp_path: Path) -> None:
    """A file that is no longer generated, but was edited, counts as edited."""
    write_files(tmp_path, {"a": "mine"})
    changes = find_changes(tmp_path, "p", {}, manifest(a=b"1"))
    assert (changes.removed, changes.edited) == (["a"], ["a"])


def test_the_diff_is_one_that_patch_would_take(tmp_path: Path) -> None:
    """The diff has a part for each file, with those that come and go against /dev/null."""
    write_files(tmp_path, {"changed": "one\ntwo\n", "gone": "x"})
    wanted = {"changed": b"one\n2\n", "new": b"y\n"}
    diff = find_changes(tmp_path, "p", wanted, manifest(changed=b"one\ntwo\n", gone=b"x")).diff
    assert diff == (
        "--- a/p/changed\n+++ b/p/changed\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
        "--- a/p/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n"
        "--- /dev/null\n+++ b/p/new\n@@ -0,0 +1 @@\n+y\n"
    )


def test_line_ends_are_no_difference(tmp_path: Path) -> None:
    """A file whose lines end as Windows' do is unchanged, and a diff shows what else differs."""
    (tmp_path / "same").write_bytes(b"one\r\ntwo\r\n")
    (tmp_path / "stale").write_bytes(b"one\r\ntwo\r\n")
    wanted = {"same": b"one\ntwo\n", "stale": b"one\n2\n"}
    changes = find_changes(tmp_path, "p", wanted, manifest(same=b"one\ntwo\n", stale=b"one\ntwo\n"))
    assert (changes.unchanged, changes.stale, changes.edited) == (["same"], ["stale"], [])
    assert changes.diff == "--- a/p/stale\n+++ b/p/stale\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"


def test_only_a_line_feed_ends_a_line_of_a_diff(tmp_path: Path) -> None:
    """Characters that some take for line ends stay inside the lines of a diff."""
    (tmp_path / "a").write_bytes("one\x0c\u2028\x85a\n".encode())
    diff = find_changes(tmp_path, "p", {"a": b"two\n"}, None).diff
    assert diff == "--- a/p/a\n+++ b/p/a\n@@ -1 +1 @@\n-one\x0c\u2028\x85a\n+two\n"
