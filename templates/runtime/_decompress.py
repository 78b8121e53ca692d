"""Content codings: what a body is packed with, undone in steps that are small whatever is in it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is asked for; whatever else is not undone.
ACCEPTED = "gzip, deflate"
STEP = 256 * 1024  # bytes, of what is read and of what is made

_GZIP = frozenset({"gzip", "x-gzip"})
_OTHERS = frozenset({"br", "zstd", "compress", "x-compress"})


class CodingError(Exception):
    """The body cannot be unpacked; the message says why."""


def unpacking(content_encoding: str) -> Unpacking | None:
    """How a body with this header is unpacked; None if it is not packed. Raises CodingError.

    A name that is no coding is passed over: some servers put the character set there.
    """
    if not content_encoding:
        return None
    names = [name.strip().lower() for name in content_encoding.split(",")]
    codings = [name for name in names if name in _GZIP | _OTHERS or name == "deflate"]
    if not codings:
        return None
    if len(codings) > 1:
        message = f"the response is compressed {len(codings)} times, but only once is allowed"
        raise CodingError(message)
    if codings[0] in _OTHERS:
        message = f"the response is compressed with {codings[0]}, which was not requested"
        raise CodingError(message)
    return Unpacking(in_gzip=codings[0] in _GZIP)


class Unpacking:
    """A body on its way out of gzip or deflate."""

    def __init__(self, *, in_gzip: bool) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if in_gzip else None
        self._begin = b""

    def steps(self, piece: bytes) -> Iterator[bytes]:
        """What a piece of the body unpacks to, never more than STEP bytes at a time.

        A step may be empty: what is read takes time even where it makes nothing. What follows the
        end is passed over, as zlib would keep all of it.
        """
        if self._inflate is None:
            self._begin = piece = self._begin + piece
            if len(piece) < 2:  # noqa: PLR2004 - of the header of zlib
                return
            self._inflate = zlib.decompressobj(
                zlib.MAX_WBITS if _has_zlib_header(piece) else -zlib.MAX_WBITS
            )
        for start in range(0, len(piece), STEP):
            waiting, is_full = piece[start : start + STEP], True
            while (waiting or is_full) and not self._inflate.eof:
                try:
                    made = self._inflate.decompress(waiting, STEP)
                except zlib.error as error:
                    message = f"the response's compression is broken: {error}"
                    raise CodingError(message) from None
                waiting, is_full = self._inflate.unconsumed_tail, len(made) == STEP
                yield made


def _has_zlib_header(begin: bytes) -> bool:
    """Whether deflate comes as the standard has it; some servers leave the header out."""
    return begin[0] & 15 == zlib.DEFLATED and int.from_bytes(begin[:2]) % 31 == 0
