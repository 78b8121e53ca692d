"""Finds a text in whatever spelling: escaped, encoded, divided, cut short, in other case.

The first or last eight characters stand for the whole text where they are more than a word.
Separators stand for nothing: a text that is divided by tags, comments or white space is the same
text. So are small and capital letters, and letters of other widths. What is left of a text is compared after each layer of escapes that is taken
off, and so is what it holds if it is taken for Base64, uuencode, hexadecimal digits or numbers of
characters, and what that holds, three deep. Where what is encoded begins does not matter: the whole
text is decoded from each place where a group may begin, and what is printable is kept. Of encodings
with other bases, the secret is encoded instead, in every alignment.
"""

from __future__ import annotations

import re
import sys
from base64 import a85encode, b32encode, b85encode
from binascii import a2b_base64
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Texts with more escapes, or more layers of them, take too long to search.
_MOST_ESCAPES = 200_000
_DEEPEST = 8
# How many encodings may be nested, and how many times as long they may be together.
_MOST_ENCODINGS = 3
_MOST_DECODED = 20
# So many characters identify a text.
_TELLING = 8
# Shorter texts occur everywhere by chance.
_SHORTEST_TRACE = 5
_ESCAPE = re.compile(
    rb"(?:\\[uUx]\{|\b0x|\bU\+)0*([0-9a-fA-F]{1,6})\b\}?|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})"
    rb"|\\x([0-9a-fA-F]{2})|%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})|&#[xX]0*([0-9a-fA-F]{1,6});?"
    rb"|&#0*([0-9]{1,7});?|\\([0-7]{1,3})|&([A-Za-z][A-Za-z0-9]{1,31});|\\([\x20-\x7e])"
)
_LEADS = (b"\\", b"%", b"&")
# In style sheets, octal digits are also hexadecimal ones.
_STYLE = re.compile(rb"\\([0-9a-fA-F]{1,6})[ \t\n]?")
_OCTAL = re.compile(rb"(?<![0-9A-Za-z])[0-7]{2,3}(?![0-9A-Za-z])")
_NUMBER = re.compile(rb"(?<![0-9A-Za-z])[0-9]{1,3}(?![0-9A-Za-z])")
# The meaningful rest after all of a text is decoded.
_PRINTABLE = re.compile(rb"[\t\n\r\x20-\x7e]{6,}")
# In uuencode, a line begins with its length.
_LINE = re.compile(rb"[\r\n]+[ -`]")
_MARK = re.compile(rb"0[xX]")
_BASES = (16, 16, 16, 16, 16, 16, 16, 10, 8)
_NAMED = len(_BASES) + 1
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_FROM_ADDRESSES = bytes.maketrans(b"-_", b"+/")
# Starts at a space; zero is a space or a grave accent.
_FROM_UUENCODE = bytes.maketrans(bytes(range(0x20, 0x7B)), _BASE64 + b"A" + b" " * 26)
_NOT_BASE64 = bytes({*range(256)} - {*_BASE64})
_NOT_HEXADECIMAL = bytes({*range(256)} - {*b"0123456789abcdefABCDEF"})
_QUOTED = re.compile(rb"=([0-9a-fA-F]{2})|=\r?\n")
_TAG = re.compile(rb"<!\[CDATA\[|<[/!A-Za-z](?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>|<[/!A-Za-z][^<>]*>")
_DIVIDERS = bytes(c for c in range(256) if not chr(c).isalnum() or c > 127)  # noqa: PLR2004


class _Traces(NamedTuple):
    """The traces of a secret in a text: itself, its remains, and its encodings."""

    itself: bytes
    folded: tuple[bytes, ...]
    encoded: tuple[bytes, ...]
    exact: tuple[bytes, ...]


def any_is_in(data: bytes, texts: Iterable[str]) -> bool:
    """Tell whether bytes contain, or may contain, one of the texts in any spelling."""
    traces = [_traces(text) for text in texts]
    return any(view is None or any(_has(view, trace) for trace in traces) for view in _all(data))


def masked(data: bytes, texts: Iterable[str], mask: bytes) -> bytes:
    """Return bytes with the texts masked, if at most single characters of them are escaped."""
    for text in texts:
        data = _pattern(text).sub(mask, data)
    return data


def _has(view: bytes, traces: _Traces) -> bool:
    if traces.itself in view or any(trace in view for trace in traces.exact):
        return True
    return any(
        any(trace in left for trace in traces.encoded)
        or any(trace in left.lower() for trace in traces.folded)
        for left in _left(view)
    )


def _left(view: bytes) -> Iterator[bytes]:
    """Yield the letters and digits of a text: all of them, and those outside of markup."""
    yield view.translate(None, _DIVIDERS)
    if b"<" in view:
        text = _without(_without(view, b"<!--", b"-->"), b"<?", b"?>")
        yield _TAG.sub(b"", text).translate(None, _DIVIDERS)


def _without(data: bytes, opening: bytes, closing: bytes) -> bytes:
    """Return a text without what is between these marks."""
    kept: list[bytes] = []
    start = 0
    while (begin := data.find(opening, start)) >= 0:
        end = data.find(closing, begin + len(opening))
        if end < 0:
            break
        kept.append(data[start:begin])
        start = end + len(closing)
    return b"".join((*kept, data[start:]))


def _all(data: bytes) -> Iterator[bytes | None]:
    """Yield the views of a text, and of all that is encoded in it; None if there are too many."""
    left = _MOST_DECODED * len(data) + 100_000
    waiting = [(data, 0)]
    while waiting and left >= 0:
        text, depth = waiting.pop()
        for view in _views(text):
            yield view
            left -= len(view or b"")
            if left < 0:
                break
            if view is not None and depth < _MOST_ENCODINGS:
                waiting += [(decoded, depth + 1) for decoded in _decoded(view) if decoded]
    if left < 0:
        yield None


def _decoded(view: bytes) -> Iterator[bytes]:
    """Yield the printable parts of a text decoded as Base64, uuencode, or character numbers."""
    lines = _LINE.sub(b"", view)
    for text in (lines.translate(_FROM_UUENCODE), view.translate(_FROM_ADDRESSES)):
        digits = text.translate(None, _NOT_BASE64)
        for first in range(4):
            kept = digits[first : len(digits) - (len(digits) - first) % 4]
            yield _printable(a2b_base64(kept))
    digits = _MARK.sub(b" ", view).translate(None, _NOT_HEXADECIMAL)
    for first in range(2):
        kept = digits[first : len(digits) - (len(digits) - first) % 2]
        yield _printable(bytes.fromhex(kept.decode("ascii")))
    for pattern, base in ((_NUMBER, 10), (_OCTAL, 8)):
        numbers = (int(number, base) for number in pattern.findall(view))
        yield _printable(bytes(number for number in numbers if number < 256))  # noqa: PLR2004


def _printable(decoded: bytes) -> bytes:
    return b" \n".join(_PRINTABLE.findall(decoded.replace(b"\0", b"")))


def _views(data: bytes) -> Iterator[bytes | None]:
    """Yield a text, and the results of undoing layers of escapes; None if there are too many."""
    # Texts with two or four bytes per character are those with one byte and zeros between.
    data = data.replace(b"\0", b"")
    yield data
    if not data.isascii():
        yield normalize("NFKC", data.decode("utf-8", "replace")).encode()
    left = _MOST_ESCAPES
    leads = [lead for lead in _LEADS if lead in data]
    if len(leads) > 1:  # what looks like one kind of escape may be data in another
        for lead in leads:
            yield _ESCAPE.sub(partial(_character_after, lead), data, left)
    for _ in range(_DEEPEST):
        if b"+" in data:
            yield data.decode("utf-7", "replace").encode("utf-8", "replace")
        if b"\\" in data:
            yield _STYLE.sub(_character_in_style, data)
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


def _character_in_style(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16)
    return chr(number).encode("utf-8", "replace") if number <= sys.maxunicode else b""


def _character_after(lead: bytes, match: re.Match[bytes]) -> bytes:
    return _character(match) if match[0].startswith(lead) else match[0]


def _character(match: re.Match[bytes]) -> bytes:
    group = match.lastindex or 0
    digits = match[group]
    if group <= len(_BASES):
        number = int(digits, _BASES[group - 1])
        return chr(number).encode("utf-8", "replace") if number <= sys.maxunicode else b""
    if group == _NAMED:
        from html.entities import html5  # noqa: PLC0415 - rarely needed

        named = html5.get(f"{digits.decode('ascii')};")
        return match[0] if named is None else named.encode() if named.isascii() else b" "
    return b"\n" if digits in b"bfnrt" else digits


def _quoted(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode("ascii")) if match[1] else b""


@lru_cache(32)
def _traces(text: str) -> _Traces:
    whole = text.encode("utf-8", "surrogatepass")
    forms = {form.translate(None, _DIVIDERS).lower() for form in _views(whole) if form}
    ends = {part for form in forms for part in (_part(form), _part(form[::-1])[::-1])}
    forms = ends | {form[::-1] for form in ends}
    begin = _part(whole).decode("utf-8", "surrogatepass")
    encoded: set[bytes] = {_part(whole).hex().encode()}
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        data = begin.encode(encoding, "surrogatepass")
        encoded.update(_base64_of(data))
        encoded.update(_base32_of(data))
    return _Traces(
        _part(whole),
        tuple(form for form in forms if len(form) >= _SHORTEST_TRACE),
        tuple(
            left
            for form in encoded
            if len(left := form.translate(None, _DIVIDERS)) >= _SHORTEST_TRACE
        ),
        tuple(_base85_of(text[: len(begin) + 3].encode("utf-8", "surrogatepass"))),
    )


def _part(form: bytes) -> bytes:
    """Return the beginning that identifies a text; all of it if that may be an ordinary word."""
    part = form[:_TELLING]
    is_telling = b" " not in form and part.isascii() and not part.isalpha()
    return part if is_telling else form


def _base32_of(data: bytes) -> Iterator[bytes]:
    """Yield the part of a text's Base32 that is the same at any offset, in both cases."""
    for before in range(5):
        found = b32encode(bytes(before) + data)
        kept = found[-(-before * 8 // 5) : (before + len(data)) * 8 // 5]
        yield from (kept, kept.lower())


def _base85_of(data: bytes) -> Iterator[bytes]:
    """Yield the part of a text's Base85 that is the same at any offset, in both forms."""
    for before in range(4):
        first, last = 5 * (before > 0), (before + len(data)) // 4 * 5
        for encode in (b85encode, a85encode):
            if last - first >= _SHORTEST_TRACE:
                yield encode(b"x" * before + data)[first:last]


def _base64_of(data: bytes) -> Iterator[bytes]:
    """Yield the part of a text's Base64 that is the same at any offset."""
    from binascii import b2a_base64  # noqa: PLC0415 - rarely needed

    for before, first in ((0, 0), (1, 2), (2, 3)):
        yield b2a_base64(bytes(before) + data)[first : (before + len(data)) * 8 // 6]


@lru_cache(32)
def _pattern(text: str) -> re.Pattern[bytes]:
    """Return a pattern of a text or its beginning, with usual escapes of every character."""
    spelled = [*map(_spelled, text.encode("utf-8", "surrogatepass"))]
    whole = b"".join(spelled)
    if " " in text or len(spelled) <= _TELLING:
        return re.compile(whole)
    return re.compile(whole + b"|" + b"".join(spelled[:_TELLING]) + rb"[\w.~+/=-]*", re.ASCII)


def _spelled(character: int) -> bytes:
    """Return a pattern of a character, plain or escaped in JSON, XML or URLs, up to three times."""
    plain = re.escape(bytes((character,)))
    name = {34: b"quot|", 38: b"amp|", 39: b"apos|", 60: b"lt|", 62: b"gt|"}.get(character, b"")
    return (
        rb"(?:\\{0,3}%b|(?i:\\{1,3}(?:u00|x)%02x|%%(?:25){0,2}%02x"
        rb"|&(?:amp;){0,2}(?:%b#0{0,6}%d|#x0{0,6}%x);))"
    ) % (plain, character, character, name, character, character)
