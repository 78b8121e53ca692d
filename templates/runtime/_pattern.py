"""Regular expressions of XML Schema, matched in time that grows with the length of the text alone.

The syntax is that of https://www.w3.org/TR/xmlschema-2/#regexs. A pattern matches a whole text, and `^`
and `$` stand for themselves. The states that a text can lead to are followed side by side, so that no
pattern can make a text take long; Python's own expressions, which try one way after the other, can.

Long, because it is one parser and one matcher, which vendored code keeps together.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from sys import getsizeof
from typing import TYPE_CHECKING, NoReturn
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Test = Callable[[str], bool]

_MOST_STATES = 5_000
_MOST_NESTED = 50
_MOST_CHARACTERS = 50_000
# Limits in bytes: for each pattern, for all, and for a step and the states that it leads to.
_MOST_REMEMBERED = 2_000_000
_MOST_OF_ALL = 32_000_000
_BEFORE_LOOKING = 100_000
_STEP = 250

_SPECIAL = frozenset("|()[]{}?*+.\\")
_SINGLE = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    **{character: character for character in "\\|.-^?*+{}()[]"},
}
# Characters that need no escape. XML Schema does not allow one, but published schemas use it.
UNESCAPED = frozenset(" !\"#$%&',/:;<=>@_`~")
_QUANTITY = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}", re.ASCII)
_PROPERTY = re.compile(r"\{([A-Za-z0-9-]+)\}", re.ASCII)
_CATEGORIES = frozenset(
    letter + kind
    for letter, kinds in (
        *(("L", "ultmo"), ("M", "nce"), ("N", "dlo"), ("P", "cdseifo")),
        *(("Z", "slp"), ("S", "mcko"), ("C", "cfon")),
    )
    for kind in ("", *kinds)
)
# https://www.w3.org/TR/xml/#NT-NameStartChar
_NAME_START = (
    (":", ":"), ("A", "Z"), ("_", "_"), ("a", "z"), ("\xc0", "\xd6"), ("\xd8", "\xf6"),
    ("\xf8", "\u02ff"), ("\u0370", "\u037d"), ("\u037f", "\u1fff"), ("\u200c", "\u200d"),
    ("\u2070", "\u218f"), ("\u2c00", "\u2fef"), ("\u3001", "\ud7ff"), ("\uf900", "\ufdcf"),
    ("\ufdf0", "\ufffd"), ("\U00010000", "\U000effff"),
)  # fmt: skip
_NAME = (
    *_NAME_START, ("-", "."), ("0", "9"), ("\xb7", "\xb7"), ("\u0300", "\u036f"), ("\u203f", "\u2040"),
)  # fmt: skip


class PatternError(ValueError):
    """A pattern that is no regular expression of XML Schema, or one that is too large to match."""


class Pattern:
    """A pattern, ready to match. Raises PatternError when it is not one.

    `start` are the states that no character is needed for.
    """

    def __init__(self, pattern: str) -> None:
        if len(pattern) > _MOST_CHARACTERS:
            message = f"it is too large: it has more than {_MOST_CHARACTERS:,} characters"
            raise PatternError(message)
        states = _States()
        states.start = states.add(_Parser(pattern).parse(), states.end)
        self.pattern = pattern
        self.states = states
        self.start = states.closure([states.start])
        # The next states for each set of states and a character, filled as texts need them.
        self._known: dict[frozenset[int], dict[str, frozenset[int]]] = {}
        self.remembered = self._looked = 0
        _patterns.add(self)

    def matches(self, text: str) -> bool:
        """Tell whether the whole text matches."""
        current = self.start
        for character in text:
            known = self._known.get(current)
            following = None if known is None else known.get(character)
            if following is None:
                following = self._follow(current, character)
            if not following:
                return False
            current = following
        return self.states.end in current

    def _follow(self, current: frozenset[int], character: str) -> frozenset[int]:
        following = self.states.after(current, character)
        if self.remembered > self._looked + _BEFORE_LOOKING:
            self._looked = self.remembered
            if self.remembered > _MOST_REMEMBERED:
                self.forget()
            elif sum(pattern.remembered for pattern in [*_patterns]) > _MOST_OF_ALL:
                for pattern in [*_patterns]:
                    pattern.forget()
        self._known.setdefault(current, {})[character] = following
        self.remembered += _STEP + getsizeof(following)
        return following

    def forget(self) -> None:
        """Drop what texts have needed; it is found out anew."""
        self._known.clear()
        self.remembered = self._looked = 0


_patterns = WeakSet[Pattern]()


@lru_cache(maxsize=128)  # of up to a megabyte each, with their states
def compile_pattern(pattern: str) -> Pattern:
    """Compile a pattern. Raises PatternError when it is not valid."""
    return Pattern(pattern)


class _Node:
    """A part of an expression."""


class _One(_Node):
    """One character that passes a test."""

    def __init__(self, test: Test) -> None:
        self.test = test


class _Sequence(_Node):
    """Parts one after the other."""

    def __init__(self, nodes: list[_Node]) -> None:
        self.nodes = nodes


class _Choice(_Node):
    """One of several parts."""

    def __init__(self, nodes: list[_Node]) -> None:
        self.nodes = nodes


class _Repeat(_Node):
    """A part several times over; `most` is None when unbounded."""

    def __init__(self, node: _Node, least: int, most: int | None) -> None:
        self.node = node
        self.least = least
        self.most = most


class _States:
    """The states of an expression: each leads to others freely, or to one with a character."""

    def __init__(self) -> None:
        self.free: list[list[int]] = [[]]
        self.tests: list[Test | None] = [None]
        self.end = 0
        self.start = 0
        self._steps = 0

    def add(self, node: _Node, end: int) -> int:
        """Add the states of a part that leads to `end`; the result is where it begins."""
        self._steps += 1
        if self._steps > _MOST_STATES:
            message = f"it is too large: written out, it has more than {_MOST_STATES:,} parts"
            raise PatternError(message)
        match node:
            case _One():
                return self._new([end], node.test)
            case _Sequence():
                for inner in reversed(node.nodes):
                    end = self.add(inner, end)
                return end
            case _Choice():
                return self._new([self.add(inner, end) for inner in node.nodes])
            case _Repeat():
                return self._add_repeat(node, end)
            case _:  # pragma: no cover - there are no others
                raise TypeError(type(node))

    def _add_repeat(self, node: _Repeat, end: int) -> int:
        start = end
        if node.most is None:
            start = self._new([end])
            self.free[start].append(self.add(node.node, start))
        else:
            for _ in range(node.most - node.least):
                start = self._new([end, self.add(node.node, start)])
        for _ in range(node.least):
            start = self.add(node.node, start)
        return start

    def _new(self, leads_to: list[int], test: Test | None = None) -> int:
        self.free.append(leads_to)
        self.tests.append(test)
        return len(self.free) - 1

    def after(self, states: Iterable[int], character: str) -> frozenset[int]:
        """Return the states that a character leads to."""
        reached: list[int] = []
        for state in states:
            test = self.tests[state]
            if test is not None and test(character):
                reached += self.free[state]
        return self.closure(reached)

    def closure(self, states: list[int]) -> frozenset[int]:
        """Return these states and all that can be reached from them without a character."""
        found = set(states)
        waiting = [*found]
        while waiting:
            state = waiting.pop()
            if self.tests[state] is None:
                for other in self.free[state]:
                    if other not in found:
                        found.add(other)
                        waiting.append(other)
        return frozenset(found)


class _Parser:
    """Reads one expression from the left to the right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0
        self.depth = 0

    def parse(self) -> _Node:
        node = self.expression()
        if self.place < len(self.pattern):
            self.fail(f'"{self.next()}" has no beginning')
        return node

    def next(self) -> str:
        """Return the next character, or "" at the end."""
        return self.pattern[self.place : self.place + 1]

    def take(self, expected: str) -> bool:
        """Skip the next character if it is this one, and tell whether it was."""
        found = self.next() == expected
        self.place += found
        return found

    def fail(self, what: str) -> NoReturn:
        message = f"{what}, at character {self.place + 1}"
        raise PatternError(message)

    def expression(self) -> _Node:
        self.depth += 1
        if self.depth > _MOST_NESTED:
            self.fail(f"more than {_MOST_NESTED} parts are nested")
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else _Choice(branches)

    def branch(self) -> _Node:
        pieces: list[_Node] = []
        while self.next() not in ("", "|", ")"):
            pieces.append(self.quantified(self.atom()))
        return pieces[0] if len(pieces) == 1 else _Sequence(pieces)

    def quantified(self, node: _Node) -> _Node:
        for sign, least, most in (("?", 0, 1), ("*", 0, None), ("+", 1, None)):
            if self.take(sign):
                return _Repeat(node, least, most)
        if self.next() != "{":
            return node
        found = _QUANTITY.match(self.pattern, self.place)
        if found is None or max(len(found[1]), len(found[3] or "")) > len(str(_MOST_STATES)):
            self.fail("{…} is not a quantity up to " + f"{_MOST_STATES:,}")
        self.place = found.end()
        lowest = int(found[1])
        highest = None if found[2] and not found[3] else int(found[3] or found[1])
        if highest is not None and highest < lowest:
            self.fail(f"{found[0]} ends before it begins")
        return _Repeat(node, lowest, highest)

    def atom(self) -> _Node:
        character = self.next()
        if self.take("("):
            node = self.expression()
            if not self.take(")"):
                self.fail("a ) is missing")
            return node
        if self.take("["):
            return _One(self.character_class())
        if self.take("\\"):
            escaped = self.escape()
            return _One(_is(escaped) if isinstance(escaped, str) else escaped)
        if self.take("."):
            return _One(_not(_one_of([("\n", "\n"), ("\r", "\r")])))
        if character in _SPECIAL:
            self.fail(f'"{character}" stands for itself only as \\{character}')
        self.place += 1
        return _One(_is(character))

    def character_class(self) -> Test:
        """Parse a character class, after its opening bracket."""
        self.depth += 1
        if self.depth > _MOST_NESTED:
            self.fail(f"more than {_MOST_NESTED} parts are nested")
        negated = self.take("^")
        ranges: list[tuple[str, str]] = []
        tests: list[Test] = []
        without: Test | None = None
        start = self.place
        while not self.take("]"):
            if self.pattern.startswith("-[", self.place) and self.place > start:
                self.place += 2
                without = self.character_class()
                if self.next() != "]":
                    self.fail("a ] is missing")
                continue
            first = self.class_character()
            if not isinstance(first, str):
                tests.append(first)
                continue
            last = first
            if self.next() == "-" and self.pattern[self.place + 1 : self.place + 2] not in (
                "]",
                "[",
            ):
                self.place += 1
                end = self.class_character()
                if not isinstance(end, str) or end < first:
                    self.fail("a range ends before it begins")
                last = end
            ranges.append((first, last))
        if not ranges and not tests:
            self.fail("[] holds nothing")
        self.depth -= 1
        found = _any([_one_of(ranges), *tests]) if tests else _one_of(ranges)
        if negated:
            found = _not(found)
        return found if without is None else _all([found, _not(without)])

    def class_character(self) -> str | Test:
        character = self.next()
        if not character:
            self.fail("a ] is missing")
        if character == "[":
            self.fail('"[" stands for itself only as \\[')
        self.place += 1
        return self.escape() if character == "\\" else character

    def escape(self) -> str | Test:
        """Parse an escape, after its backslash: return a character, or a test for many."""
        letter = self.next()
        self.place += 1
        if letter in _SINGLE:
            return _SINGLE[letter]
        if letter in UNESCAPED:
            return letter
        if letter and letter in "pP":
            found = _PROPERTY.match(self.pattern, self.place)
            test = None if found is None else _property(found[1])
            if found is None or test is None:
                self.fail(f"\\{letter} is not a category or block of Unicode")
            self.place = found.end()
            return test if letter == "p" else _not(test)
        if letter and letter.lower() in _CLASSES:
            test = _CLASSES[letter.lower()]
            return test if letter.islower() else _not(test)
        self.place -= 1
        return self.fail(f"\\{letter} is not an escape")


def _is(character: str) -> Test:
    return lambda found: found == character


def _one_of(ranges: Iterable[tuple[str, str]]) -> Test:
    known = tuple(ranges)
    return lambda found: any(first <= found <= last for first, last in known)


def _not(test: Test) -> Test:
    return lambda found: not test(found)


def _any(tests: Iterable[Test]) -> Test:
    known = tuple(tests)
    return lambda found: any(test(found) for test in known)


def _all(tests: Iterable[Test]) -> Test:
    known = tuple(tests)
    return lambda found: all(test(found) for test in known)


def _property(name: str) -> Test | None:
    """Return a test for a category such as `Lu`, or a block such as `IsBasicLatin`; None for others."""
    if name in _CATEGORIES:
        return lambda found: unicodedata.category(found).startswith(name)
    if not name.startswith("Is"):
        return None
    from ._unicode_blocks import BLOCKS  # noqa: PLC0415 - few patterns need them

    block = BLOCKS.get(name[2:])
    return None if block is None else _one_of([(chr(block[0]), chr(block[1]))])


_CLASSES: dict[str, Test] = {
    "s": _one_of([(" ", " "), ("\t", "\n"), ("\r", "\r")]),
    "i": _one_of(_NAME_START),
    "c": _one_of(_NAME),
    "d": lambda found: unicodedata.category(found) == "Nd",
    "w": lambda found: unicodedata.category(found)[0] not in "PZC",
}
