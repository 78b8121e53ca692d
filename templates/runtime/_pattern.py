"""Regular expressions of XML Schema (stub)."""

from __future__ import annotations

from functools import lru_cache


class PatternError(ValueError):
    """A pattern that is no regular expression of XML Schema."""


class Pattern:
    """A compiled pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        return text is not None


@lru_cache
def compile_pattern(pattern: str) -> Pattern:
    """The pattern, ready to match."""
    return Pattern(pattern)
