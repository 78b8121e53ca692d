"""How much of an answer is read before it is given up as hostile or broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large an answer may be.

    `size` is the most bytes of a document, or of a single record where records are read from a
    stream. `depth` is the most levels of elements that hold others, of which the root is the first.
    An answer beyond a limit is a ResponseError. A number that takes more than 400 digits to write is
    never worked out, whatever the limits: it stays a text.
    """

    size: int = 256 * 1024 * 1024
    depth: int = 64


MOST_DIGITS = 400
"""How many digits a number may have, in any spelling."""

LIMITS = Limits()
"""What holds where nothing else is said."""
