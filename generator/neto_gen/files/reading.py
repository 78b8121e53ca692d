"""Read a file of the user's: one that has an end, and no more of it than can be meant."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES: Final = 32 * 1024 * 1024
# Does not wait for a writer of a pipe. Only Windows tells text from bytes here.
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_file(path: Path | str, *, most: int = MAX_BYTES, follow: bool = True) -> bytes:
    """Read a regular file of at most so many bytes.

    A link to one is followed, unless `follow` is false. Raises OSError for everything else, such as
    pipes, devices and sockets, and ValueError for an invalid path.
    """
    flags = _FLAGS if follow else _FLAGS | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags)
    try:
        # Check what was opened: the path may name something else by now.
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        if status.st_size <= most:
            content = os.read(descriptor, status.st_size + 1)
            if len(content) == status.st_size:
                return content  # as almost always
            content += _rest(descriptor, most - len(content))
            if len(content) <= most:
                return content
        raise OSError(errno.EFBIG, f"larger than {most:,} bytes", str(path))
    finally:
        os.close(descriptor)


def _rest(descriptor: int, most: int) -> bytes:
    """Read the rest of a file that is larger than reported: at most one byte over the limit."""
    pieces: list[bytes] = []
    left = most + 1
    while left > 0 and (piece := os.read(descriptor, min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
