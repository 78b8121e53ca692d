"""Regular expressions of XML Schema: examples of what matches, and what includes what.

They are read and followed as the runtime of a client does it. Texts are told apart by the characters
that the patterns name, by those beside them, and by one or more of every kind.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from neto_gen.contract.resolve.values import compile_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_MOST_STATES = 4000
_BLOCK: Final = re.compile(r"\\[pP]\{Is([^}]*)\}")
# One or more of each category of characters.
_SAMPLES: Final = (
    "abcxyzABCXYZ0123456789 -_.:,;/+*#@!?()[]{}<>=&%$'\"\\|~^`\t\n\r"
    "\u00e9\u00df\u00c4\u00d7\u00b7\u03a9\u0436\u0663\u4e2d\u20ac\u2028\u0301\u01c5\U0001f600"
    "\u02b0\u0903\u0488\u2160\u00b2\u00ab\u00bb\u2029\u00a6\u00ad\ue000\x7f\u0378"
)


class UndecidedPattern(Exception):
    """The automata are too large, or a pattern is not understood."""


class _States(Protocol):
    end: int
    tests: list[Callable[[str], bool] | None]

    def after(self, states: Iterable[int], character: str) -> frozenset[int]: ...


class Automaton(Protocol):
    """A pattern, ready to be followed."""

    pattern: str
    start: frozenset[int]
    states: _States

    def matches(self, text: str) -> bool:
        """Tell whether the whole text matches."""
        ...


@lru_cache(maxsize=1024)
def automaton(pattern: str) -> Automaton:
    """Return the automaton of a pattern. Raises Undecided when it is too large or not understood."""
    try:
        return cast("Automaton", compile_pattern(pattern))
    except ValueError:
        raise UndecidedPattern from None


def includes(outer: Sequence[str], inner: Sequence[str]) -> bool:
    """Tell whether all texts that match every pattern of `inner` match every pattern of `outer`.

    Raises Undecided when that takes too long to find.
    """
    insides = [automaton(pattern) for pattern in inner]
    outsides = [automaton(pattern) for pattern in outer]
    alphabet = _alphabet([*insides, *outsides])
    first = (tuple(a.start for a in insides), tuple(a.start for a in outsides))
    seen = {first}
    waiting = [first]
    while waiting:
        inside, outside = waiting.pop()
        accepted = all(a.states.end in s for a, s in zip(insides, inside, strict=True))
        if accepted and not all(a.states.end in s for a, s in zip(outsides, outside, strict=True)):
            return False
        for character in alphabet:
            after = tuple(
                a.states.after(s, character) for a, s in zip(insides, inside, strict=True)
            )
            if all(after):
                then = tuple(
                    a.states.after(s, character) for a, s in zip(outsides, outside, strict=True)
                )
                if (after, then) not in seen:
                    if len(seen) > _MOST_STATES:
                        raise UndecidedPattern
                    seen.add((after, then))
                    waiting.append((after, then))
    return True


def examples(patterns: Sequence[str], least: int, most: int, count: int = 12) -> Iterator[str]:
    """Yield some short texts of a length in this range that match every pattern."""
    automata = [automaton(pattern) for pattern in patterns]
    alphabet = _alphabet(automata)
    start = tuple(a.start for a in automata)
    layer: dict[tuple[frozenset[int], ...], str] = {start: ""}
    found = 0
    for length in range(min(most, 300) + 1):
        for states, text in layer.items():
            accepted = all(a.states.end in s for a, s in zip(automata, states, strict=True))
            if accepted and length >= least:
                yield text
                found += 1
                if found >= count:
                    return
        following: dict[tuple[frozenset[int], ...], str] = {}
        for states, text in layer.items():
            for character in alphabet:
                then = tuple(
                    a.states.after(s, character) for a, s in zip(automata, states, strict=True)
                )
                if all(then) and then not in following:
                    following[then] = text + character
        if not following or len(following) > _MOST_STATES:
            return
        layer = following


def _alphabet(automata: Sequence[Automaton]) -> list[str]:
    """Return one character of each kind that the automata distinguish."""
    tests = dict.fromkeys(test for a in automata for test in a.states.tests if test is not None)
    kinds: dict[tuple[bool, ...], str] = {}
    for character in dict.fromkeys((*_SAMPLES, *(c for a in automata for c in _near(a.pattern)))):
        kinds.setdefault(tuple(test(character) for test in tests), character)
    return [*kinds.values()]


@lru_cache(maxsize=1024)
def _near(pattern: str) -> tuple[str, ...]:
    """Return the characters that a pattern names, its blocks' ends, and the neighbours of all."""
    codes = {*map(ord, pattern)}
    for name in _BLOCK.findall(pattern):
        codes.update(_blocks()[name])
    beside = sorted({near for code in codes for near in (code - 1, code, code + 1)})
    return tuple(chr(code) for code in beside if _is_allowed(code))


def _blocks() -> dict[str, tuple[int, int]]:
    return cast(
        "dict[str, tuple[int, int]]",
        import_module("neto_gen.templates.runtime._unicode_blocks").BLOCKS,
    )


def _is_allowed(code: int) -> bool:
    """Tell whether XML allows a character (https://www.w3.org/TR/xml/#NT-Char)."""
    return (
        code in {0x9, 0xA, 0xD}
        or 0x20 <= code < 0xD800  # noqa: PLR2004
        or 0xE000 <= code < 0xFFFE  # noqa: PLR2004
        or 0x10000 <= code < 0x110000  # noqa: PLR2004
    )
