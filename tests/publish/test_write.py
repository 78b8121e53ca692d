"""Writing a package: all of it, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.problems import ExitCode, Failure
from neto_gen.publish import Changes, find_changes, write_changes
from tests.support import tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

OLD = {"a.py": "old a", "b.py": "old b", "c.py": "old c", ".neto-gen.json": "{}", "mine": "mine"}
NEW = {"a.py": b"new a", "d.py": b"new d", "sub/e.py": b"new e"}
CHANGES = Changes(created=["d.py", "sub/e.py"], changed=["a.py"], removed=["b.py"])


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return a package that was written before."""
    return write_files(tmp_path / "package", OLD)


def test_everything_is_written(target: Path) -> None:
    """Files are created, changed and removed as asked, and all others stay."""
    write_changes(target, "package", NEW, b"manifest", CHANGES)
    assert tree(target) == {
        ".neto-gen.json": b"manifest",
        "a.py": b"new a",
        "c.py": b"old c",
        "d.py": b"new d",
        "mine": b"mine",
        "sub/e.py": b"new e",
    }


def test_what_does_not_change_is_not_touched(target: Path) -> None:
    """A file that is not among the changes keeps its time."""
    before = (target / "c.py").stat()
    write_changes(target, "package", NEW, b"manifest", CHANGES)
    after = (target / "c.py").stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """The folder of the package and those above it are made."""
    target = tmp_path / "src" / "a b" / "package"
    write_changes(target, "package", {"a.py": b"a"}, b"{}", Changes(created=["a.py"]))
    assert tree(target) == {".neto-gen.json": b"{}", "a.py": b"a"}


@pytest.mark.parametrize("blocked", ["d.py", "sub/e.py", "a.py", ".neto-gen.json", "b.py"])
def test_when_one_file_cannot_be_written_none_is(target: Path, blocked: str) -> None:
    """Whichever file is in the way, the package is as it was, and nothing is left behind."""
    (target / blocked).unlink(missing_ok=True)
    write_files(target, {f"{blocked}/in the way": ""})
    before = tree(target)
    with pytest.raises(Failure, match="package: cannot be written") as caught:
        write_changes(target, "package", NEW, b"manifest", CHANGES)
    assert caught.value.exit_code == ExitCode.USAGE
    assert tree(target) == before


def test_a_link_is_replaced_not_followed(target: Path, tmp_path: Path) -> None:
    """A link in place of a file is replaced; what it leads to is left alone."""
    write_files(tmp_path, {"elsewhere": "theirs"})
    (target / "a.py").unlink()
    (target / "a.py").symlink_to(tmp_path / "elsewhere")
    write_changes(target, "package", NEW, b"manifest", CHANGES)
    assert (tmp_path / "elsewhere").read_text() == "theirs"
    assert (target / "a.py").read_text() == "new a"
    assert not (target / "a.py").is_symlink()


def test_what_is_written_is_what_was_found(target: Path) -> None:
    """After a write, nothing is left to change."""
    write_changes(target, "package", NEW, b"manifest", CHANGES)
    assert not find_changes(target, "package", NEW, None)


def test_a_first_build_that_fails_leaves_no_folder(tmp_path: Path) -> None:
    """When nothing could be written, there is no package, not even an empty one."""
    name = f"{'a' * 300}.py"
    with pytest.raises(Failure, match=r"cannot be written: .* is longer than 255 bytes"):
        write_changes(
            tmp_path / "src" / "package", "package", {name: b""}, b"{}", Changes(created=[name])
        )
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_keeps_the_times_of_files(target: Path) -> None:
    """A package that could not be written looks untouched to tools that go by time."""

    def times() -> dict[str, int]:
        return {path.name: path.stat().st_mtime_ns for path in target.iterdir() if path.is_file()}

    write_files(target, {"sub": "in the way"})
    before = times()
    with pytest.raises(Failure, match="package: cannot be written"):
        write_changes(target, "package", NEW, b"manifest", CHANGES)
    assert times() == before
