"""Functions that are made of what records declare: their source, and its compilation.

Source is made of fixed fragments, of numbers, and of the names of attributes. Whatever a schema says
(names, facets, values), and whatever else a function needs, is a constant of the function, and never
text in its source. This is the only module that compiles anything.
"""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._fields import Declaration

_MOST_SOURCES = 1_000
_sources: dict[str, None] = {}


class Misfit(ValueError):
    """A value does not fit its schema: what is wrong with it, and with others, is to be explained."""


class Function:
    """A function on its way: its lines, and the constants in them."""

    def __init__(self, declared: Declaration, name: str, arguments: str) -> None:
        self.declared = declared
        self.constants: dict[str, Any] = {}
        self._name = name
        self._lines = [f"def {name}({arguments}):"]

    def add(self, depth: int, line: str) -> None:
        """Add a line, so deep in the function."""
        self._lines.append(f"{'    ' * depth}{line}")

    def constant(self, value: object) -> str:
        """The name of a constant."""
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def function(self, declared: Declaration, what: str) -> str:
        """The name of a function of another record, which is made when it is first called."""
        name, constants = self.constant(None), self.constants

        def first(*arguments: object) -> object:
            constants[name] = getattr(declared, what)
            return constants[name](*arguments)

        constants[name] = vars(declared).get(what, first)
        return name

    def compile(self) -> Any:  # noqa: ANN401 - a function
        """The function, whose lines tracebacks show."""
        record = self.declared.record
        name = f"<{record.__module__} {self._name} of {record.__qualname__}>"
        text = "".join(f"{line}\n" for line in self._lines)
        exec(compile(text, name, "exec"), self.constants)  # noqa: S102 - of fragments, see above
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        _sources[name] = None
        if len(_sources) > _MOST_SOURCES:
            oldest = next(iter(_sources))
            del _sources[oldest]
            linecache.cache.pop(oldest, None)
        return self.constants[self._name]


def stored(name: str) -> str:
    """The expression for a field of the record."""
    if not name.isidentifier():
        raise ValueError(f"not the name of a field: {name!r}")
    return f"record.{name}"
