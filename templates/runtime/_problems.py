"""Define the problems of reading a response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Unreadable: TypeAlias = Literal["keep", "raise"]
"""What is done about a value that cannot be read: it is kept as it came, or the answer is refused."""

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that could not be read; its raw form was kept.

    `path` is its place in the document: `GetOrderResponse.Order[1].OrderLine[0].Quantity`. `raw` is the
    value, in the form of RawElement, and `expected` describes a valid value: `an integer`.
    """

    path: str
    raw: Any
    expected: str

    def __str__(self) -> str:
        return f"{self.path}: {shortened(self.raw)} is not {self.expected}"


def shortened(raw: object) -> str:
    """Return a raw value for a message, cut if it is long."""
    text = repr(raw)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def checked_unreadable(unreadable: Unreadable) -> Unreadable:
    """Return the option `unreadable` if it is valid. Raises ConfigurationError."""
    if unreadable in ("keep", "raise"):
        return unreadable
    from ._errors import ConfigurationError  # noqa: PLC0415 - only an error needs it
    from ._options import shown  # noqa: PLC0415 - only an error needs it

    message = f"unreadable is 'keep' or 'raise', not {shown(unreadable)}"
    raise ConfigurationError(message)
