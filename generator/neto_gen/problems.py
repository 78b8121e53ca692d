"""Define problems as values: what is wrong, where, and what to do about it."""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


MOST_SHOWN: Final = 20
_MOST_NAMES = 10
_LONGEST_NAME = 100
_LONGEST = 2_000
_MOST_COMPARED = 1_000
_MOST_LINES = 100
_ABBREVIATED = 2


class ExitCode(IntEnum):
    """The exit codes of the command line."""

    DONE = 0
    DIFFERS = 1
    USAGE = 2
    SCHEMA = 3
    SOURCE = 4
    UNEXPECTED = 5


class Location(NamedTuple):
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing that is wrong. `hint` says what to do, where that is not plain from `what`.

    `diff` shows it, where two texts should be the same. `rule` is what the specification of XML Schema
    calls the rule that a schema breaks, where nothing that is made of the schema depends on it.
    """

    what: str
    where: Location | str | None = None
    hint: str | None = None
    diff: str = ""
    rule: str = ""

    def __str__(self) -> str:
        place = "" if self.where is None else f"{self.where}: "
        return printable(shortened(place + self.what))


class Failure(Exception):
    """Work that cannot go on, with every problem that was found; its text has the first of them."""

    def __init__(self, exit_code: ExitCode, *problems: Problem) -> None:
        lines = [str(problem) for problem in problems[:MOST_SHOWN]]
        more = len(problems) - len(lines)
        super().__init__("\n".join([*lines, *([and_more(more)] if more else [])]))
        self.exit_code = exit_code
        self.problems = problems


def printable(text: str) -> str:
    """Return a text from outside with control characters escaped, so that a terminal is safe."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def printable_lines(text: str) -> str:
    """Return a text of several lines with control characters escaped, except tabs."""
    return "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))


def first_lines(text: str) -> str:
    """Return the first lines of a text, and how many more there are."""
    lines = text.splitlines(keepends=True)
    more = len(lines) - _MOST_LINES
    if more <= 0:
        return text
    return f"{''.join(lines[:_MOST_LINES])}… and {more:,} more {'line' if more == 1 else 'lines'}\n"


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return a text cut to a readable length."""
    return text if len(text) <= longest else f"{text[:longest]}…"


def listed(names: Iterable[str], otherwise: str = "none") -> str:
    """Return the first of these names in one line, and how many more there are."""
    found = [*names]
    shown = [shortened(name, _LONGEST_NAME) for name in found[:_MOST_NAMES]]
    more = len(found) - len(shown)
    if not more:
        return ", ".join(shown) or otherwise
    return f"{', '.join(shown)} {and_more(more)}"


def and_more(number: int) -> str:
    """Return "and so many more"."""
    return f"and {number:,} more"


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a hint that suggests the most similar known word, or else another remedy."""
    from difflib import get_close_matches  # noqa: PLC0415 - only needed if something is wrong

    # Comparing is slow: skip long names, and stop after many unknown ones.
    words = (name for name in known if len(name) <= _LONGEST_NAME)
    few = sorted(islice(words, _MOST_COMPARED))
    if len(word) > _LONGEST_NAME or not (plain := _plain(word)):
        return otherwise
    names = {_plain(name): name for name in reversed(few)}
    longer = sorted(
        (n for n in names if n.startswith(plain) and len(plain) > _ABBREVIATED), key=len
    )
    close = longer[:1] or get_close_matches(plain, names, n=1)
    return f"did you mean {names[close[0]]}?" if close else otherwise


def _plain(name: str) -> str:
    """Return a name without what people mistype first: capitals and separators."""
    return re.sub(r"[-_.\s]", "", name).casefold()


def reason(error: Exception) -> str:
    """Return the system's own words for an error."""
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
