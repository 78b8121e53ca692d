"""Which elements may stand together in a record, and in which order.

A part of a content model is a tuple: the name of an element, or `sequence` or `choice` and the tuple of
its parts; then the least and the most times that it may stand there, the latter None when unbounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Model = tuple[Any, ...]


def mismatch(model: Model, names: Sequence[str]) -> str | None:
    """What is wrong with a sequence of elements, in words; None when it keeps to the model.

    Takes time in proportion to the number of elements.
    """
    matching = _Matching(names)
    if len(names) in matching.ends(model, {0}):
        return None
    place, expected = matching.furthest, " or ".join(dict.fromkeys(matching.expected))
    found = names[place] if place < len(names) else None
    if not expected:
        return f"{found} cannot stand here"
    return f"{expected} is required{f' before {found}' if found else ''}"


class _Matching:
    """The names that are matched, and how far any way through the model has come."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.furthest = 0
        self.expected: list[str] = []

    def ends(self, part: Model, starts: set[int]) -> set[int]:
        """Where the part of the model can end, if it can begin at any of the starts."""
        least, most = part[-2], part[-1]
        result = set(starts) if least == 0 else set[int]()
        seen = set(starts) if least == 0 else set[int]()
        current, count = starts, 0
        while current and (most is None or count < most):
            following = self.once(part, current)
            count = least if following == current else count + 1
            if count >= least:
                following = following - seen
                seen |= following
                result |= following
            current = following
        return result

    def once(self, part: Model, starts: set[int]) -> set[int]:
        """The same for a single occurrence of the part."""
        if part[0] == "choice" and len(part) == 4:  # noqa: PLR2004 - a group, not an element
            return {end for inner in part[1] for end in self.ends(inner, starts)}
        if part[0] == "sequence" and len(part) == 4:  # noqa: PLR2004 - a group, not an element
            for inner in part[1]:
                starts = self.ends(inner, starts)
            return starts
        return {start + 1 for start in starts if self.stands_at(start, part[0])}

    def stands_at(self, place: int, name: str) -> bool:
        if place < len(self.names) and self.names[place] == name:
            return True
        if place > self.furthest:
            self.furthest = place
            self.expected.clear()
        if place == self.furthest:
            self.expected.append(name)
        return False
