"""Which elements may stand together in a record, and in which order.

A part of a content model is a tuple: the name of an element, or `sequence` or `choice` and the tuple of
its parts; then the least and the most times that it may stand there, the latter None when unbounded.

neto-gen has its own for comparing models with each other: here, one record is matched, in time that hardly
grows faster than its length, whatever a schema repeats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Model = tuple[Any, ...]
Name = str | tuple[str, ...]
"""The name of an element; of one that the schema does not name, those of the places that it may take."""


def mismatch(model: Model, names: Sequence[Name]) -> str | None:
    """Return what is wrong with a sequence of elements, or None if it matches the model.

    The time grows hardly faster than the number of elements, whatever the occurrences in the model.
    """
    wrong = misplaced(model, names)
    if wrong is None:
        return None
    found, expected = wrong[0], " or ".join(wrong[1])
    if not expected:
        return f"{found} is not allowed here"
    return f"{expected} is required{f' before {found}' if found else ''}"


def misplaced(model: Model, names: Sequence[Name]) -> tuple[str | None, list[str]] | None:
    """Return the first misplaced element, None for the end, and what may be there; or None."""
    matching = _Matching(names)
    if matching.ends(model, 1) >> len(names):
        return None
    place = matching.furthest
    found = names[place] if place < len(names) else None
    expected = dict.fromkeys(map(_shown, matching.expected))
    return (None if found is None else _shown(found)), [*expected]


def _shown(name: Name) -> str:
    name = name if isinstance(name, str) else name[0]
    return "*" if name.startswith("*") else name


class _Matching:
    """The names that are matched, and how far any way through the model has come.

    A set of places between them is a number, with a bit for each: whatever is done to the set is
    done to all places at once.
    """

    def __init__(self, names: Sequence[Name]) -> None:
        self.furthest = 0
        self.expected: list[str] = []
        self._length = len(names)
        self._places: dict[str, list[int]] = {}
        for place, name in enumerate(names):
            for own in (name,) if isinstance(name, str) else name:
                self._places.setdefault(own, []).append(place)
        self._sets: dict[str, int] = {}

    def ends(self, part: Model, starts: int) -> int:
        """Return where a part of the model can end if it begins at any of these places, as bits."""
        is_group = part[0] in {"choice", "sequence"} and len(part) == 4  # noqa: PLR2004
        return self._group(part, starts) if is_group else self._element(part, starts)

    def _group(self, part: Model, starts: int) -> int:
        least, most = part[-2], part[-1]
        result = starts if least == 0 else 0
        current, count = starts, 0
        while current and (most is None or count < most):
            following = self._once(part, current)
            count = least if following == current else count + 1
            if count >= least:
                following &= ~result
                result |= following
            current = following
        return result

    def _once(self, part: Model, starts: int) -> int:
        """Return the same for a single occurrence of a group."""
        if part[0] == "choice":
            found = 0
            for inner in part[1]:
                found |= self.ends(inner, starts)
            return found
        for inner in part[1]:
            starts = self.ends(inner, starts)
        return starts

    def _element(self, part: Model, starts: int) -> int:
        """Return the same for an element, which advances by one place each time."""
        name, least, most = part
        if most == 0 or not starts:
            return starts
        stands = self._set(name)
        most = self._length + least + 1 if most is None else most
        tried = _up_to(min(most - 1, self._length), stands, starts)
        self._note(tried & ~stands, name)
        return _up_to(min(most - least, self._length), stands, _exactly(least, stands, starts))

    def _set(self, name: str) -> int:
        """Return the places of elements with this name, as bits."""
        if name not in self._sets:
            places = bytearray(self._length // 8 + 1)
            for place in self._places.get(name, ()):
                places[place // 8] |= 1 << place % 8
            self._sets[name] = int.from_bytes(places, "little")
        return self._sets[name]

    def _note(self, missed: int, name: str) -> None:
        """Take note of places where an element of this name could stand, and does not."""
        place = missed.bit_length() - 1
        if place > self.furthest:
            self.furthest = place
            self.expected.clear()
        if place == self.furthest:
            self.expected.append(name)


def _exactly(steps: int, stands: int, starts: int) -> int:
    """Return where exactly so many steps lead, each past an element that is there."""
    length, run = 1, stands  # the places where so many follow each other
    while steps and starts:
        if steps & 1:
            starts = (starts & run) << length
        steps >>= 1
        run &= run >> length
        length *= 2
    return starts


def _up_to(steps: int, stands: int, starts: int) -> int:
    """Return where up to so many steps lead."""
    length, run = 1, stands
    while 2 * length - 1 <= steps:
        starts |= (starts & run) << length
        run &= run >> length
        length *= 2
    return starts | _exactly(steps - length + 1, stands, starts)
