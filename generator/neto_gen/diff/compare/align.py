"""Which parts of two schemas belong together: renames with a confidence, and the fewest moves."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_LOOK = 20  # the work of comparing a pair of names, besides that for their letters
_WORD = 512  # the letters that are compared at once


@dataclass(slots=True)
class Effort:
    """The work left for finding renames in one comparison.

    The unit is a pair of names that are seen to differ at a glance. `is_cut` says that there was more
    to look at than that.
    """

    left: int = 5_000_000
    is_cut: bool = False

    def take(self, work: int) -> bool:
        """Take this much work if so much is left; tell whether it was."""
        if work > self.left:
            self.is_cut = True
            return False
        self.left -= work
        return True


def renamed(
    removed: Sequence[str],
    added: Sequence[str],
    alike: Callable[[str, str], float],
    effort: Effort,
    *,
    least: float = 0.0,
) -> dict[str, tuple[str, float]]:
    """Pair removed names with added ones that they were renamed to, with a score from 0 to 1.

    `alike` is 0 for two names that cannot be one, as for those that are less alike than `least`.
    Where there are too many names, only those are looked at that differ in nothing but case and
    punctuation.
    """
    letters = _Letters()
    before, after = ([letters.of(name) for name in names] for names in (removed, added))
    scored: list[tuple[float, int, int]] = []
    for i, j in _candidates(before, after, least, effort):
        one, other = before[i].plain, after[j].plain
        if not effort.take(_LOOK + len(one) * (1 + len(other) // _WORD)):
            break
        score = alike(removed[i], added[j])
        if score > 0:
            scored.append((score, -i, -j))
    scored.sort(reverse=True)
    pairs: dict[str, tuple[str, float]] = {}
    taken: set[int] = set()
    for score, i, j in scored:
        if removed[-i] not in pairs and j not in taken:
            pairs[removed[-i]] = added[-j], round(score, 2)
            taken.add(j)
    return pairs


@dataclass(frozen=True, slots=True)
class _Name:
    """The letters and digits of a name, and a set of them: a bit for each time that one is there."""

    plain: str
    letters: int


class _Letters:
    """Numbers the letters of names, the second time that a name has one apart from the first."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[str, int], int] = {}

    def of(self, name: str) -> _Name:
        plain = _plain(name)
        seen: dict[str, int] = {}
        letters = 0
        for letter in plain:
            seen[letter] = count = seen.get(letter, 0) + 1
            letters |= 1 << self.numbers.setdefault((letter, count), len(self.numbers))
        return _Name(plain, letters)


def _candidates(
    before: Sequence[_Name], after: Sequence[_Name], least: float, effort: Effort
) -> Iterator[tuple[int, int]]:
    """Yield the pairs that may be similar: no more than the letters that they share allow."""
    if effort.take(len(before) * len(after)):
        for i, one in enumerate(before):
            letters, length = one.letters, len(one.plain)
            for j, other in enumerate(after):
                both = 2 * (letters & other.letters).bit_count()
                if both >= least * (length + len(other.plain)):
                    yield i, j
        return
    places: dict[str, list[int]] = {}
    for j, other in enumerate(after):
        places.setdefault(other.plain, []).append(j)
    for i, one in enumerate(before):
        yield from product((i,), places.get(one.plain, ()))


def alike_names(one: str, other: str) -> float:
    """Return the similarity of two names, from 0 to 1: the letters that they share in one order."""
    plain = _plain(one), _plain(other)
    if plain[0] == plain[1]:
        return 1.0
    return 2 * _common(*plain) / (len(plain[0]) + len(plain[1]))


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _common(one: str, other: str) -> int:
    """Return the length of the longest common subsequence of two texts.

    H. Hyyrö, Bit-parallel LCS-length computation revisited (2004): a row of the table is a number.
    """
    places = _places(one)
    whole = row = (1 << len(one)) - 1
    for letter in other:
        found = row & places.get(letter, 0)
        row = ((row + found) | (row - found)) & whole
    return len(one) - row.bit_count()


@lru_cache(maxsize=1024)
def _places(text: str) -> dict[str, int]:
    """Return the positions of each letter of a text, as bits."""
    found: dict[str, int] = {}
    for place, letter in enumerate(text):
        found[letter] = found.get(letter, 0) | 1 << place
    return found


def moved(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the fewest names that must move to turn one order of the same names into the other."""
    places = {name: place for place, name in enumerate(old)}
    kept = in_order([places[name] for name in new])
    return [name for index, name in enumerate(new) if index not in kept]


def in_order(places: Sequence[int]) -> set[int]:
    """Return the indexes that can stay if as few places as possible are moved."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for index, place in enumerate(places):
        length = bisect_right(tails, place)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [index]
        before.append(ends[length - 1] if length else None)
    kept: set[int] = set()
    current = ends[-1] if ends else None
    while current is not None:
        kept.add(current)
        current = before[current]
    return kept
