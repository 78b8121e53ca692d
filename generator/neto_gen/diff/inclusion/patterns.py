"""Regular expressions of XML Schema as automata: what matches, examples, and what includes what.

https://www.w3.org/TR/xmlschema-2/#regexs. Texts are told apart by the characters that the patterns
name and by a few of every kind that they do not.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from neto_gen.contract.vocabulary import NCNAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Symbol = Callable[[str], bool]

_MOST_STATES = 4000
_MOST_REPEATS = 1000
# One or more of each kind of character that patterns have a name for.
_SAMPLES: Final = (
    "abcxyzABCXYZ0123456789 -_.:,;/+*#@!?()[]{}<>=&%$'\"\\|~^`\t\n\r"
    "\u00e9\u00df\u00c4\u00d7\u00b7\u03a9\u0436\u0663\u4e2d\u20ac\u2028\u0301\u01c5\U0001f600"
)


class Undecided(Exception):
    """The automata are too large, or a pattern is not understood."""


@dataclass(slots=True)
class Automaton:
    """A nondeterministic automaton: edges by state, each with what it reads, None for nothing."""

    edges: list[list[tuple[Symbol | None, int]]] = field(
        default_factory=list["list[tuple[Symbol | None, int]]"]
    )
    final: int = 0
    characters: set[str] = field(default_factory=set[str])

    def state(self) -> int:
        """A new state."""
        if len(self.edges) > _MOST_STATES:
            raise Undecided
        self.edges.append([])
        return len(self.edges) - 1

    def closure(self, states: Iterable[int]) -> frozenset[int]:
        """The states that are reached without reading."""
        found = {*states}
        waiting = [*found]
        while waiting:
            for symbol, target in self.edges[waiting.pop()]:
                if symbol is None and target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def step(self, states: frozenset[int], character: str) -> frozenset[int]:
        """The states after one character."""
        return self.closure(
            target
            for state in states
            for symbol, target in self.edges[state]
            if symbol is not None and symbol(character)
        )

    @property
    def start(self) -> frozenset[int]:
        """The states before the first character."""
        return self.closure([0])

    def matches(self, text: str) -> bool:
        """Whether the whole text matches."""
        states = self.start
        for character in text:
            states = self.step(states, character)
            if not states:
                return False
        return self.final in states


@lru_cache(maxsize=1024)
def automaton(pattern: str) -> Automaton:
    """The automaton of a pattern. Raises Undecided when it is too large or not understood."""
    return _Parser(pattern).parse()


def includes(outer: Sequence[str], inner: Sequence[str]) -> bool:
    """Whether all texts that match every pattern of `inner` match every pattern of `outer`.

    Raises Undecided when that takes too long to find out.
    """
    insides = [automaton(pattern) for pattern in inner]
    outsides = [automaton(pattern) for pattern in outer]
    alphabet = _alphabet([*insides, *outsides])
    first = (tuple(a.start for a in insides), tuple(a.start for a in outsides))
    seen = {first}
    waiting = [first]
    while waiting:
        inside, outside = waiting.pop()
        accepted = all(a.final in s for a, s in zip(insides, inside, strict=True))
        if accepted and not all(a.final in s for a, s in zip(outsides, outside, strict=True)):
            return False
        for character in alphabet:
            after = tuple(a.step(s, character) for a, s in zip(insides, inside, strict=True))
            if all(after):
                then = tuple(a.step(s, character) for a, s in zip(outsides, outside, strict=True))
                if (after, then) not in seen:
                    if len(seen) > _MOST_STATES:
                        raise Undecided
                    seen.add((after, then))
                    waiting.append((after, then))
    return True


def examples(patterns: Sequence[str], least: int, most: int, count: int = 12) -> Iterator[str]:
    """Some short texts that match every pattern, with this many characters."""
    automata = [automaton(pattern) for pattern in patterns]
    alphabet = _alphabet(automata)
    start = tuple(a.start for a in automata)
    layer: dict[tuple[frozenset[int], ...], str] = {start: ""}
    found = 0
    for length in range(min(most, 300) + 1):
        for states, text in layer.items():
            accepted = all(a.final in s for a, s in zip(automata, states, strict=True))
            if accepted and length >= least:
                yield text
                found += 1
                if found >= count:
                    return
        following: dict[tuple[frozenset[int], ...], str] = {}
        for states, text in layer.items():
            for character in alphabet:
                then = tuple(a.step(s, character) for a, s in zip(automata, states, strict=True))
                if all(then) and then not in following:
                    following[then] = text + character
        if not following or len(following) > _MOST_STATES:
            return
        layer = following


def _alphabet(automata: Sequence[Automaton]) -> list[str]:
    """One character of each kind that the automata tell apart."""
    characters = [*_SAMPLES, *sorted({c for a in automata for c in a.characters})]
    symbols = [s for a in automata for edges in a.edges for s, _ in edges if s is not None]
    kinds: dict[tuple[bool, ...], str] = {}
    symbols = [*{id(symbol): symbol for symbol in symbols}.values()]
    for character in dict.fromkeys(characters):
        kinds.setdefault(tuple(symbol(character) for symbol in symbols), character)
    return [*kinds.values()]


# Reading


class _Parser:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0
        self.automaton = Automaton()

    def parse(self) -> Automaton:
        start = self.automaton.state()
        self.automaton.final = self.branches(start)
        if self.place < len(self.pattern):
            raise Undecided
        return self.automaton

    def peek(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise Undecided
        self.place += 1
        return character

    def edge(self, source: int, symbol: Symbol | None, target: int) -> None:
        self.automaton.edges[source].append((symbol, target))

    def branches(self, start: int) -> int:
        ends = [self.branch(start)]
        while self.peek() == "|":
            self.take()
            own = self.automaton.state()
            self.edge(start, None, own)
            ends.append(self.branch(own))
        end = self.automaton.state()
        for found in ends:
            self.edge(found, None, end)
        return end

    def branch(self, start: int) -> int:
        while self.peek() not in {"", "|", ")"}:
            start = self.piece(start)
        return start

    def piece(self, start: int) -> int:
        began = self.place
        own = self.automaton.state()
        self.edge(start, None, own)
        end = self.atom(own)
        after = self.place
        least, most = self.quantifier()
        if (least, most) == (1, 1):
            return end
        resume = self.place
        if max(least, most or 0) > _MOST_REPEATS:
            raise Undecided
        # Written out as often as it may stand there; the atom is read anew each time.
        final = self.automaton.state()
        current = self.automaton.state()
        self.edge(start, None, current)
        self.automaton.edges[start].remove((None, own))
        for count in range(least if most is None else most):
            if count >= least:
                self.edge(current, None, final)
            current = self.again(began, after, current)
        if most is None:
            loop = self.automaton.state()
            self.edge(current, None, loop)
            self.edge(self.again(began, after, loop), None, loop)
            current = loop
        self.edge(current, None, final)
        self.place = resume
        return final

    def again(self, began: int, after: int, start: int) -> int:
        self.place = began
        own = self.automaton.state()
        self.edge(start, None, own)
        end = self.atom(own)
        if self.place != after:
            raise Undecided
        return end

    def quantifier(self) -> tuple[int, int | None]:
        character = self.peek()
        simple: dict[str, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
        if character in simple and character:
            self.take()
            return simple[character]
        if character != "{":
            return 1, 1
        self.take()
        text = ""
        while self.peek() != "}":
            text += self.take()
        self.take()
        least, comma, most = text.partition(",")
        if not (least or most).isdecimal():
            raise Undecided
        low = int(least or 0)
        return low, (low if not comma else int(most) if most else None)

    def atom(self, start: int) -> int:
        character = self.take()
        if character == "(":
            end = self.branches(start)
            if self.take() != ")":
                raise Undecided
            return end
        if character == "[":
            symbol = self.character_class()
        elif character == ".":
            symbol = _any_character
        elif character == "\\":
            symbol = self.escape()
        elif character in "?*+{}])":
            raise Undecided
        else:
            symbol = self.one(character)
        end = self.automaton.state()
        self.edge(start, symbol, end)
        return end

    def one(self, character: str) -> Symbol:
        self.automaton.characters.add(character)
        return character.__eq__

    def span(self, first: str, last: str) -> Symbol:
        low, high = ord(first), ord(last)
        if low > high:
            raise Undecided
        near = (low - 1, low, low + 1, high - 1, high, high + 1)
        surrogates = range(0xD800, 0xE000)
        self.automaton.characters |= {
            chr(code)
            for code in near
            if 0 < code < 0x110000 and code not in surrogates  # noqa: PLR2004
        }
        return lambda character: low <= ord(character) <= high

    def character_class(self) -> Symbol:
        negated = self.peek() == "^"
        if negated:
            self.take()
        parts: list[Symbol] = []
        minus: Symbol | None = None
        while self.peek() != "]" or not (parts or minus):
            if self.peek() == "-" and self.pattern[self.place + 1 : self.place + 2] == "[":
                self.place += 2
                minus = self.character_class()
                continue
            character = self.take()
            literal: str | None = character
            if character == "\\":
                code = self.peek()
                if code in _SINGLE:
                    self.take()
                    literal = _SINGLE[code]
                else:
                    literal = None
                    parts.append(self.escape())
            if literal is None:
                continue
            follows = self.pattern[self.place : self.place + 2]
            if follows[:1] == "-" and follows[1:] not in {"]", "[", ""}:
                self.take()
                last = self.take()
                if last == "\\":
                    last = _SINGLE.get(self.take(), "")
                    if not last:
                        raise Undecided
                parts.append(self.span(literal, last))
            else:
                parts.append(self.one(literal))
        self.take()
        return _combined(tuple(parts), minus, negated=negated)

    def escape(self) -> Symbol:
        code = self.take()
        if code in _SINGLE:
            return self.one(_SINGLE[code])
        if code.lower() in _MULTIPLE:
            symbol = _MULTIPLE[code.lower()]
            return symbol if code.islower() else _negated(symbol)
        if code in "pP":
            if self.take() != "{":
                raise Undecided
            name = ""
            while self.peek() != "}":
                name += self.take()
            self.take()
            if name.startswith("Is"):
                raise Undecided
            symbol = _of_category(name)
            return symbol if code == "p" else _negated(symbol)
        raise Undecided


_SINGLE: Final = {
    **{c: c for c in "\\|.?*+(){}-[]^$"},
    "n": "\n",
    "r": "\r",
    "t": "\t",
}


def _any_character(character: str) -> bool:
    return character not in "\n\r"


def _space(character: str) -> bool:
    return character in " \t\n\r"


def _name_start(character: str) -> bool:
    return character == ":" or NCNAME.fullmatch(character) is not None


def _name(character: str) -> bool:
    return character == ":" or NCNAME.fullmatch(f"a{character}") is not None


def _digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


_MULTIPLE: Final[dict[str, Symbol]] = {
    "s": _space,
    "i": _name_start,
    "c": _name,
    "d": _digit,
    "w": _word,
}


@lru_cache
def _negated(symbol: Symbol) -> Symbol:
    return lambda character: not symbol(character)


@lru_cache
def _of_category(name: str) -> Symbol:
    return lambda character: unicodedata.category(character).startswith(name)


def _combined(parts: tuple[Symbol, ...], minus: Symbol | None, *, negated: bool) -> Symbol:
    def symbol(character: str) -> bool:
        inside = any(part(character) for part in parts) != negated
        return inside and (minus is None or not minus(character))

    return symbol
