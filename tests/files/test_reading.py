"""Files of the user's: with an end, and of a size that can be meant."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from neto_gen.files.reading import MAX_BYTES, read_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("size", [0, 1, 1000, 1 << 20])
def test_a_file_is_read_whole(tmp_path: Path, size: int) -> None:
    """A file up to the bound is read, through a link too, and one byte more is refused."""
    file = tmp_path / "file"
    content = os.urandom(size)
    file.write_bytes(content)
    (tmp_path / "link").symlink_to("file")
    assert read_file(file) == read_file(tmp_path / "link") == content
    assert read_file(file, most=size) == content
    with pytest.raises(OSError, match=f"larger than {size - 1:,} bytes"):
        read_file(file, most=size - 1)


@pytest.mark.parametrize("size", [0, 1, 5, 99, 100])
def test_a_file_that_is_larger_than_it_says(size: int) -> None:
    """A file of a system that says no size is read to its end, and no further than the bound."""
    with open("/proc/self/cmdline", "rb") as file:  # noqa: PTH123
        content = file.read()
    assert read_file("/proc/self/cmdline") == content
    with pytest.raises(OSError, match=f"larger than {min(size, len(content) - 1)} bytes"):
        read_file("/proc/self/cmdline", most=min(size, len(content) - 1))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe, a device and a folder are refused by name, and nobody waits for them."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    for path in (tmp_path / "pipe", tmp_path / "link", "/dev/zero", "/dev/null"):
        with pytest.raises(OSError, match="not a regular file"):
            read_file(path)
    with pytest.raises(IsADirectoryError):
        read_file(tmp_path)
    with (tmp_path / "huge").open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(OSError, match=f"larger than {MAX_BYTES:,} bytes"):
        read_file(tmp_path / "huge")


def test_a_link_is_not_followed_where_it_must_not_be(tmp_path: Path) -> None:
    """A link in the place of a file of neto-gen's own is refused."""
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    with pytest.raises(OSError, match="link"):
        read_file(tmp_path / "link", follow=False)
    assert read_file(tmp_path / "file", follow=False) == b"x"
