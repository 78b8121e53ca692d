"""What can go wrong, as values: where, what, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line ends with."""

    DONE = 0
    DIFFERS = 1
    USAGE = 2
    SCHEMA = 3
    SOURCE = 4


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `hint` says what to do, where that is not plain from `what`."""

    what: str
    where: Location | str | None = None
    hint: str | None = None

    def __str__(self) -> str:
        place = "" if self.where is None else f"{self.where}: "
        return printable(place + self.what)


class Failure(Exception):
    """Work that cannot go on, with every problem that was found."""

    def __init__(self, exit_code: ExitCode, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.exit_code = exit_code
        self.problems = problems


def printable(text: str) -> str:
    """Text that came from outside, with nothing in it that a terminal would obey."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )
