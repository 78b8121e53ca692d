"""Limit how much of a response is read before it is rejected as hostile or broken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limit the size and depth of responses.

    `size` is the maximum number of bytes of a document, or of a single record in a stream. `depth`
    is the maximum number of levels of elements with child elements; the root is the first level. A
    response beyond a limit raises a ResponseError. A number of more than 400 digits is never
    computed, whatever the limits: it stays a text.
    """

    size: int = 256 * 1024 * 1024
    depth: int = 64


MOST_DIGITS = 400
"""How many digits a number may have, in any spelling."""

LIMITS = Limits()
"""What holds where nothing else is said."""
