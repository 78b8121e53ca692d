"""Finds a text in whatever spelling: escaped, encoded, divided, in other case.

Separators stand for nothing: a text that is divided by
tags, comments or white space is the same text. So are small and capital letters. What is left of
a text is compared after each layer of escapes that is taken off. Base64 and hexadecimal digits
are not decoded; the secret is encoded instead, in every alignment.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What has more escapes, or more layers of them, takes too long to search.
_MOST_ESCAPES = 200_000
_DEEPEST = 8
# What is shorter stands in any text by chance.
_SHORTEST_TRACE = 5
_ESCAPE = re.compile(
    rb"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})"
    rb"|%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})|&#[xX]([0-9a-fA-F]{1,12});?"
    rb"|&#([0-9]{1,12});?|\\([0-7]{3})|&([A-Za-z][A-Za-z0-9]{1,31});|\\([\x20-\x7e])"
)
_BASES = (16, 16, 16, 16, 16, 16, 16, 10, 8)
_NAMED = len(_BASES) + 1
_QUOTED = re.compile(rb"=([0-9a-fA-F]{2})|=\r?\n")
_TAG = re.compile(rb"<!\[CDATA\[|<[/!A-Za-z][^<>]*>")
_DIVIDERS = bytes(c for c in range(256) if not chr(c).isalnum() or c > 127)  # noqa: PLR2004


class _Traces(NamedTuple):
    """What shows that a secret is in a text: itself, what is left of it, and its encodings."""

    itself: bytes
    folded: tuple[bytes, ...]
    encoded: tuple[bytes, ...]


def any_is_in(data: bytes, texts: Iterable[str]) -> bool:
    """Whether one of the texts is in the bytes, in whatever spelling; also where that is not certain."""
    return any(
        view is None or any(_has(view, _traces(text)) for text in texts) for view in _views(data)
    )


def masked(data: bytes, texts: Iterable[str], mask: bytes) -> bytes:
    """The bytes with a mask over the texts, where no more than single characters are escaped."""
    for text in texts:
        data = _pattern(text).sub(mask, data)
    return data


def _has(view: bytes, traces: _Traces) -> bool:
    if traces.itself in view:
        return True
    return any(
        any(trace in left for trace in traces.encoded)
        or any(trace in left.lower() for trace in traces.folded)
        for left in _left(view)
    )


def _left(view: bytes) -> Iterator[bytes]:
    """The letters and digits of a text: all of them, and those outside of markup."""
    yield view.translate(None, _DIVIDERS)
    if b"<" in view:
        text = _without(_without(view, b"<!--", b"-->"), b"<?", b"?>")
        yield _TAG.sub(b"", text).translate(None, _DIVIDERS)


def _without(data: bytes, opening: bytes, closing: bytes) -> bytes:
    """The text without what stands between these."""
    kept: list[bytes] = []
    start = 0
    while (begin := data.find(opening, start)) >= 0:
        end = data.find(closing, begin + len(opening))
        if end < 0:
            break
        kept.append(data[start:begin])
        start = end + len(closing)
    return b"".join((*kept, data[start:]))


def _views(data: bytes) -> Iterator[bytes | None]:
    """The text, and what it is with each layer of escapes taken off; None where there are too many."""
    # Texts of two or four bytes a character are those of one byte with zeros between.
    data = data.replace(b"\0", b"")
    yield data
    left = _MOST_ESCAPES
    for _ in range(_DEEPEST):
        decoded, count = _ESCAPE.subn(_character, data, max(left, 1))
        if decoded == data:
            break
        left -= count
        yield decoded if left > 0 else None
        data = decoded
    else:
        yield None
    if b"=" in data:
        yield _QUOTED.sub(_quoted, data)


def _character(match: re.Match[bytes]) -> bytes:
    group = match.lastindex or 0
    digits = match[group]
    if group <= len(_BASES):
        number = int(digits, _BASES[group - 1])
        return chr(number).encode("utf-8", "replace") if number <= sys.maxunicode else b""
    if group == _NAMED:
        from html.entities import html5  # noqa: PLC0415 - seldom needed

        named = html5.get(f"{digits.decode('ascii')};")
        return match[0] if named is None else named.encode() if named.isascii() else b" "
    return b" " if digits in b"bfnrt" else digits


def _quoted(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode("ascii")) if match[1] else b""


@lru_cache(32)
def _traces(text: str) -> _Traces:
    itself = text.encode("utf-8", "surrogatepass")
    forms = {form.translate(None, _DIVIDERS).lower() for form in _views(itself) if form}
    forms |= {form[::-1] for form in forms} | {itself.hex().encode()}
    encoded: set[bytes] = set()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        for once in _base64_of(text.encode(encoding, "surrogatepass")):
            encoded |= {once, *_base64_of(once)}
    return _Traces(
        itself,
        tuple(form for form in forms if len(form) >= _SHORTEST_TRACE),
        tuple(
            left
            for form in encoded
            if len(left := form.translate(None, _DIVIDERS)) >= _SHORTEST_TRACE
        ),
    )


def _base64_of(data: bytes) -> Iterator[bytes]:
    """What of the text is the same in Base64 whatever stands before and after it."""
    from binascii import b2a_base64  # noqa: PLC0415 - seldom needed

    for before, first in ((0, 0), (1, 2), (2, 3)):
        yield b2a_base64(bytes(before) + data)[first : (before + len(data)) * 8 // 6]


@lru_cache(32)
def _pattern(text: str) -> re.Pattern[bytes]:
    """A text, each of whose characters may be escaped in the usual ways."""
    return re.compile(b"".join(map(_spelled, text.encode("utf-8", "surrogatepass"))))


def _spelled(character: int) -> bytes:
    """A character, by itself or in the escapes of JSON, XML and addresses, up to three deep."""
    plain = re.escape(bytes((character,)))
    name = {34: b"quot|", 38: b"amp|", 39: b"apos|", 60: b"lt|", 62: b"gt|"}.get(character, b"")
    return (
        rb"(?:\\{0,3}%b|(?i:\\{1,3}(?:u00|x)%02x|%%(?:25){0,2}%02x"
        rb"|&(?:amp;){0,2}(?:%b#0{0,6}%d|#x0{0,6}%x);))"
    ) % (plain, character, character, name, character, character)
