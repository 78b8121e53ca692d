"""Settings of other tools in a project's pyproject.toml: read them, and add one where none is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, NamedTuple, cast

from neto_gen.files.line_ends import line_end_of
from neto_gen.files.reading import read_file
from neto_gen.files.toml_literals import toml_literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    Table = Mapping[str, object]


class Setting(NamedTuple):
    """A list that belongs into a table of pyproject.toml: `table` is its name, with dots."""

    table: str
    key: str
    values: tuple[str | Mapping[str, str], ...]

    @property
    def line(self) -> str:
        """The line that goes into the table."""
        return f"{self.key} = {toml_literal(self.values)}"

    def __str__(self) -> str:
        """Return the setting's line and the name of its table."""
        return f"{self.line} in [{self.table}]"


def read_settings(root: Path) -> Table:
    """Read pyproject.toml; return an empty table if it cannot be read, which others report."""
    try:
        return tomllib.loads(read_file(root / "pyproject.toml").decode())
    except (OSError, ValueError, RecursionError):
        return {}


def table_of(settings: object, *names: str) -> Table:
    """Return a nested table, or an empty one."""
    for name in names:
        settings = cast("Table", settings).get(name) if isinstance(settings, dict) else None
    return cast("Table", settings) if isinstance(settings, dict) else {}


def texts_of(value: object) -> list[str]:
    """Return the strings of a setting that takes one or several."""
    return [item for item in items_of(value) if isinstance(item, str)]


def items_of(value: object) -> list[object]:
    """Return the items of a list; any other value is the only item."""
    return cast("list[object]", value) if isinstance(value, list) else [value]


def with_setting(text: str, setting: Setting) -> str | None:
    """Return the text of pyproject.toml with one more setting, and comments unchanged.

    It goes to the top of its table, or into a new one at the end. Returns None if the key exists
    already, or the table is written in a way that leaves no place.
    """
    end = line_end_of(text)
    head = re.compile(rf"^[ \t]*\[[ \t]*{re.escape(setting.table)}[ \t]*\][^\r\n]*", re.MULTILINE)
    found = head.search(text)
    if found is None:
        gap = "" if not text.strip() else end if text.endswith("\n") else end * 2
        changed = f"{text}{gap}[{setting.table}]{end}{setting.line}{end}"
    else:
        changed = f"{text[: found.end()]}{end}{setting.line}{text[found.end() :]}"
    try:
        before, after = tomllib.loads(text), tomllib.loads(changed)
    except (ValueError, RecursionError):
        return None
    return changed if after == _with(before, setting) else None


def add_settings(content: bytes, settings: Iterable[Setting]) -> tuple[bytes, list[Setting]]:
    """Return pyproject.toml with more settings, and those that could not be added."""
    text, left = content.decode(), list[Setting]()
    for setting in settings:
        changed = with_setting(text, setting)
        if changed is None:
            left.append(setting)
        else:
            text = changed
    return text.encode(), left


def _with(settings: Table, setting: Setting) -> Table:
    """Return a copy of the settings with one more."""
    first, _, others = setting.table.partition(".")
    inner = settings.get(first, {})
    if not isinstance(inner, dict):
        return {}
    table = cast("Table", inner)
    if others:
        return {**settings, first: _with(table, setting._replace(table=others))}
    return {**settings, first: {**table, setting.key: [*setting.values]}}


def joined(*values: Sequence[str]) -> tuple[str, ...]:
    """Return all texts, each once, in their first order."""
    return tuple(dict.fromkeys(text for some in values for text in some))
