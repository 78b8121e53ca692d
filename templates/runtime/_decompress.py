"""Content codings: what a body is packed with, undone in steps that are small whatever is in it."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The requested codings; no others are decoded.
ACCEPTED = "gzip, deflate"
STEP = 256 * 1024  # bytes, both of input and of output

_GZIP = frozenset({"gzip", "x-gzip"})
_OTHERS = frozenset({"br", "zstd", "compress", "x-compress"})


class CodingError(Exception):
    """The body cannot be unpacked; the message says why."""


def unpacking(content_encoding: str) -> Unpacking | None:
    """Return how to decompress a body with this header, or None if it is not compressed.

    Raises CodingError. A name that is not a coding is ignored: some servers put the character set
    there.
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
        """Yield what a piece of the body decompresses to, in steps of at most STEP bytes.

        A step may be empty: reading takes time even if it yields nothing. Data after the end is
        ignored, because zlib would keep all of it.
        """
        if self._inflate is None:
            self._begin = piece = self._begin + piece
            if len(piece) < 2:  # noqa: PLR2004 - the size of zlib's header
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
    """Tell whether a deflate body has the zlib header that the standard requires; some servers omit it."""
    return begin[0] & 15 == zlib.DEFLATED and int.from_bytes(begin[:2]) % 31 == 0
