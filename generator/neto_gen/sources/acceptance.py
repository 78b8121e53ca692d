"""Which schemas may break rules of XML Schema that nothing which is made of them depends on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from neto_gen.files.toml_literals import toml_literal
from neto_gen.problems import ExitCode, Failure, Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

_SETTING: Final = "accept-invalid"
_WILDCARDS: Final = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_PARTS: Final = re.compile(r"\*\*/|\*\*|\*|\?|[^*?]+")


class AcceptedSchemas:
    """The schemas of a folder, by patterns of their paths, and what was wrong with them so far.

    In a pattern, `*` and `?` stand for characters of a name, and `**` for any folders. `start` is what
    messages call the folder, with a slash; None for files that no setting names.
    """

    def __init__(self, patterns: Iterable[str] = (), start: str | None = None) -> None:
        self.start = start
        self.patterns = {pattern: _compiled(pattern) for pattern in patterns}
        self._accepted: dict[Problem, None] = {}

    @property
    def accepted(self) -> tuple[Problem, ...]:
        """The problems that were accepted."""
        return tuple(self._accepted)

    def refuse(self, problems: Iterable[Problem]) -> None:
        """Raise Failure for those problems that are not to be accepted."""
        refused: list[Problem] = []
        explained: set[str] = set()
        for problem in dict.fromkeys(problems):
            name = self._name(problem) if problem.rule else None
            if name is None:
                refused.append(problem)
            elif self.is_named(name):
                self._accepted[problem] = None
            elif name in explained:
                refused.append(problem)
            else:
                explained.add(name)
                refused.append(_explained(problem, name))
        if refused:
            raise Failure(ExitCode.SCHEMA, *refused)

    def is_named(self, name: str) -> bool:
        """Tell whether a pattern matches a file of the folder."""
        return any(pattern.fullmatch(name) for pattern in self.patterns.values())

    def unused(self, names: Iterable[str]) -> list[str]:
        """Return the patterns that match none of these files."""
        known = [*names]
        return [
            p for p, compiled in self.patterns.items() if not any(map(compiled.fullmatch, known))
        ]

    def _name(self, problem: Problem) -> str | None:
        """Return the file of the folder in which a problem is, or None for other places."""
        where = problem.where
        if self.start is None or not isinstance(where, Location):
            return None
        name = where.file.removeprefix(self.start)
        return None if name == where.file else name


def _explained(problem: Problem, name: str) -> Problem:
    """Return a problem whose hint names the setting that accepts it."""
    setting = f"{_SETTING} = {toml_literal([name])}"
    what = f"to build the schema as it is, set {setting} in [tool.neto-gen]"
    return problem._replace(hint=f"{problem.hint}; {what}" if problem.hint else what)


def _compiled(pattern: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern of paths."""
    parts = (_WILDCARDS.get(part) or re.escape(part) for part in _PARTS.findall(pattern))
    return re.compile("".join(parts), re.DOTALL)


NONE_ACCEPTED: Final = AcceptedSchemas()
"""Accepts nothing."""
