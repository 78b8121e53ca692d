"""Keep secrets out of what is shown: seal them, find them in any spelling, and mask them.

Everything that a store has said passes `printable` before it stands in a log or in a message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Self

T = TypeVar("T")

MASK = "***"
WITHHELD = "withheld: it may repeat a secret"
_TELLING = re.compile(
    r"key|token|secret|auth|cookie|passw|passphrase|pwd|signature|jwt|session|credential|bearer"
    r"|csrf|xsrf|hmac|saml|ticket",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"//[^/?#@\s'\"]*@")
# Shorter texts occur everywhere by chance.
_SHORTEST = 6
# Longer texts take too long to search.
_LONGEST = 2_000_000


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
        """Return the secret. Raises ConfigurationError after unpickling, which does not restore it."""
        try:
            return self._held
        except AttributeError:
            from ._errors import ConfigurationError  # noqa: PLC0415 - it imports this module

            message = "the secret is not part of a pickle: create the object again"
            raise ConfigurationError(message) from None


def _emptied(kind: type[Sealed[Any]]) -> Sealed[Any]:
    """Return the empty object that a pickle has instead of a secret."""
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


class MaskedHeaders(Mapping[str, str]):
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
    """Tell whether a header's name indicates that its value is secret."""
    return _TELLING.search(name) is not None


def masked(headers: Mapping[str, str | Secret]) -> dict[str, str]:
    """Return headers for display, with secrets masked."""
    return {name: value if isinstance(value, str) else MASK for name, value in headers.items()}


def printable(text: str, longest: int = 500) -> str:
    """Return a text in one line of limited length, with control characters escaped."""
    shown = text[:longest]
    if not shown.isprintable():
        shown = "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown
        )[:longest]
    return shown if len(text) <= longest else f"{shown}… ({len(text)} characters in all)"


def without_userinfo(text: str) -> str:
    """Return a text without the users and passwords in its addresses."""
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
        """Tell whether a text contains, or may contain, a secret in any spelling."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if not self._texts or len(data) < _SHORTEST:
            return False
        if len(data) > _LONGEST:
            return True
        from . import _secret_search  # noqa: PLC0415 - only errors need it

        return _secret_search.any_is_in(data, self._texts)

    @staticmethod
    def can_search(body: bytes) -> bool:
        """Tell whether a body is short enough to be searched."""
        return len(body) <= _LONGEST

    def hide(self, text: str) -> str:
        """Return a text with its secrets masked, or nothing of it if they cannot be cut out."""
        text = without_userinfo(text)
        if not self.are_in(text):
            return text
        return self.hidden(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def hidden(self, data: bytes) -> bytes:
        """Return the same for bytes that contain a secret."""
        if len(data) <= _LONGEST:
            from . import _secret_search  # noqa: PLC0415 - as above

            data = _secret_search.masked(data, self._texts, MASK.encode())
        return WITHHELD.encode() if self.are_in(data) else data
