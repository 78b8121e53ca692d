"""What of a call may be shown: secrets are sealed, found in any spelling, and left out.

Everything that a store has said passes `printable` before it stands in a log or in a message.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

T = TypeVar("T")
K = TypeVar("K")

MASK = "***"
WITHHELD = "withheld: it may repeat a secret"
_TELLING = re.compile(
    r"key|token|secret|auth|cookie|passw|passphrase|pwd|signature|jwt|session|credential|bearer"
    r"|csrf|xsrf|hmac|saml|ticket",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"//[^/?#@\s'\"]*@")
# What is shorter stands in any text by chance.
_SHORTEST = 6
_SHORTEST_TRACE = 5
# What is longer, or has more escapes or more layers of them, takes too long to search.
_LONGEST = 5_000_000
_MOST_ESCAPES = 200_000
_DEEPEST = 8


class Sealed(Generic[T]):
    """Something that no repr, log or pickle shows."""

    __slots__ = ("_held",)

    def __init__(self, held: T) -> None:
        self._held = held

    def __repr__(self) -> str:
        return MASK

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _emptied, (type(self),)

    def reveal(self) -> T:
        """What is in it. Raises ConfigurationError when it comes from a pickle, which leaves it out."""
        try:
            return self._held
        except AttributeError:
            from ._errors import ConfigurationError  # noqa: PLC0415 - which imports this module

            message = "the secret was left out of a pickle: make what holds it anew"
            raise ConfigurationError(message) from None


def _emptied(kind: type[Sealed[Any]]) -> Sealed[Any]:
    """What a pickle has instead of a secret."""
    return kind.__new__(kind)


class Secret(Sealed[str]):
    """A text that is sent and never shown."""

    __slots__ = ()


class Unseen(bytes):
    """The value of a header that is sent: bytes that no variable of a traceback shows."""

    __slots__ = ()

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__


class Headers(Mapping[str, str]):
    """The headers of a message, whose repr masks those with a telling name."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        shown = {k: MASK if tells(k) else printable(v) for k, v in self._values.items()}
        return repr(shown)


def tells(name: str) -> bool:
    """Whether the name of a header says that its value is a secret."""
    return _TELLING.search(name) is not None


def masked(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    """The headers as they may be shown."""
    return {name: value if isinstance(value, str) else MASK for name, value in headers.items()}


def printable(text: str, longest: int = 500) -> str:
    """The text in one line of bounded length, without any character that a terminal obeys."""
    shown = text[:longest]
    if not shown.isprintable():
        shown = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown
        )[:longest]
    return shown if len(text) <= longest else f"{shown}… ({len(text)} characters in all)"


def without_userinfo(text: str) -> str:
    """The text without what stands before the hosts of its addresses: a user and a password."""
    return _USERINFO.sub(f"//{MASK}@", text)


class Secrets:
    """The secrets of a call, and what looks for them in a text."""

    __slots__ = ("_texts",)

    def __init__(self, secrets: Iterable[Secret]) -> None:
        self._texts: list[str] = []
        self.add(secrets)

    def add(self, secrets: Iterable[Secret]) -> None:
        """Look for these, too, and for what stands after the name of a scheme: `Bearer …`."""
        for secret in secrets:
            text = secret.reveal()
            for part in (text, text.rpartition(" ")[2]):
                if len(part) >= _SHORTEST and part not in self._texts:
                    self._texts.append(part)

    def are_in(self, text: str | bytes) -> bool:
        """Whether a secret stands in the text, in whatever spelling; also where that is not certain."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if not self._texts or len(data) < _SHORTEST:
            return False
        if len(data) > _LONGEST:
            return True
        return any(
            view is None or any(_has(view, _traces(text)) for text in self._texts)
            for view in _views(data)
        )

    @staticmethod
    def can_search(body: bytes) -> bool:
        """Whether the body is short enough to be searched."""
        return len(body) <= _LONGEST

    def hide(self, text: str) -> str:
        """The text with its secrets masked, or none of it where they cannot be cut out."""
        text = without_userinfo(text)
        if not self.are_in(text):
            return text
        return self.hidden(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def hidden(self, data: bytes) -> bytes:
        """The same for bytes in which there is a secret."""
        if len(data) <= _LONGEST:
            for text in self._texts:
                data = _spellings(text).sub(MASK.encode(), data)
        return WITHHELD.encode() if self.are_in(data) else data


# How the spellings of a text are found. Separators stand for nothing: a text that is divided by
# tags, comments or white space is the same text. So are small and capital letters. What is left of
# a text is compared after each layer of escapes that is taken off. Base64 and hexadecimal digits
# are not decoded; the secret is encoded instead, in every alignment.

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
def _spellings(text: str) -> re.Pattern[bytes]:
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
