"""Describe the values that templates get, from the views themselves."""

from __future__ import annotations

import dataclasses
import inspect
from typing import TYPE_CHECKING

from neto_gen.python import methods, package, types

if TYPE_CHECKING:
    from collections.abc import Iterator

# The modules of views; in each, a view comes after those that it contains.
_MODULES = (package, methods, types)


def described_views() -> str:
    """Return a Markdown section for each view: its docstring, its fields and properties, their types."""
    return "\n".join(line for view in views() for line in _section(view))


def views() -> Iterator[type]:
    """Yield all views, the largest first."""
    for module in _MODULES:
        own = (v for v in vars(module).values() if isinstance(v, type))
        found = [v for v in own if v.__module__ == module.__name__ and dataclasses.is_dataclass(v)]
        yield from reversed(found)


def _section(view: type) -> Iterator[str]:
    yield from (f"## {view.__name__}", "", inspect.getdoc(view) or "", "", "| name | type | |")
    yield "| --- | --- | --- |"
    for field in dataclasses.fields(view):
        yield _row(field.name, str(field.type), "")
    for name, value in vars(view).items():
        if isinstance(value, property) and value.fget is not None:
            said = " ".join((inspect.getdoc(value.fget) or "").split())
            yield _row(name, value.fget.__annotations__["return"], said)
    yield ""


def _row(name: str, kind: str, said: str) -> str:
    return f"| `{name}` | `{kind.replace('|', chr(92) + '|')}` | {said} |"
