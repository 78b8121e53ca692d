"""Which parts of two schemas belong together: renames with a confidence, and the fewest moves."""

from __future__ import annotations

from bisect import bisect_left
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

_Item = TypeVar("_Item", bound="Hashable")
_MOST_PAIRS = 40_000


def renamed(
    removed: Sequence[_Item], added: Sequence[_Item], alike: Callable[[_Item, _Item], float]
) -> dict[_Item, tuple[_Item, float]]:
    """What became what, the surest pairs first; `alike` is 0 for two that cannot be one."""
    if len(removed) * len(added) > _MOST_PAIRS:
        return {}
    scored = [
        (score, -i, -j, one, other)
        for i, one in enumerate(removed)
        for j, other in enumerate(added)
        if (score := alike(one, other)) > 0
    ]
    scored.sort(key=lambda found: found[:3], reverse=True)
    pairs: dict[_Item, tuple[_Item, float]] = {}
    taken: set[_Item] = set()
    for score, _, _, one, other in scored:
        if one not in pairs and other not in taken:
            pairs[one] = (other, round(score, 2))
            taken.add(other)
    return pairs


def alike_names(one: str, other: str) -> float:
    """How much two names look like one, from 0 to 1."""
    plain = ["".join(filter(str.isalnum, name)).casefold() for name in (one, other)]
    if plain[0] == plain[1]:
        return 1.0
    return SequenceMatcher(None, plain[0], plain[1]).ratio()


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """The fewest names that must move to make one order of the same names into the other."""
    places = {name: place for place, name in enumerate(old)}
    order = [places[name] for name in new]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(order):
        length = bisect_left(tails, place)
        if length == len(tails):
            tails.append(place)
            ends.append(index)
        else:
            tails[length] = place
            ends[length] = index
        before.append(ends[length - 1] if length else None)
    kept: set[int] = set()
    current = ends[-1] if ends else None
    while current is not None:
        kept.add(current)
        current = before[current]
    return [name for index, name in enumerate(new) if index not in kept]
