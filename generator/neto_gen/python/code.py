"""Text that may be printed into a module, and the only ways to make it from a schema's text."""

from __future__ import annotations

import textwrap
from decimal import Decimal
from typing import TYPE_CHECKING

from neto_gen.contract.schema_text import SchemaText

if TYPE_CHECKING:
    from collections.abc import Iterable

LINE_LENGTH = 100
"""How long lines of modules may be."""

_WIDTH = 84


class Code(str):
    """A piece of Python. Templates print nothing else.

    Made by this package alone, from its own words or through the functions below.
    """

    __slots__ = ()


def literal(value: SchemaText | str | int | Decimal) -> Code:
    """Return a literal for a text, a whole number, or a decimal number."""
    if isinstance(value, int):
        return Code(repr(value))
    if isinstance(value, Decimal):
        return Code(f'Decimal("{value:f}")')
    text = value.untrusted if isinstance(value, SchemaText) else value
    quoted = repr(text)
    if quoted[0] == "'" and text.count('"') <= text.count("'"):
        # In double quotes, as black prefers where that needs no more escapes.
        body = quoted[1:-1].replace("\\'", "'").replace('"', '\\"')
        quoted = f'"{body}"'
    return Code(quoted)


def texts(values: Iterable[SchemaText | str]) -> Code:
    """Return a literal for a tuple of texts."""
    return tuple_of(map(literal, values))


def tuple_of(items: Iterable[Code]) -> Code:
    """Return a tuple of expressions."""
    found = [*items]
    return Code(f"({', '.join(found)}{',' if len(found) == 1 else ''})")


def call(function: str, *arguments: Code, **keywords: Code) -> Code:
    """Return a call of a declaring function of the runtime, such as `_f.string(…)`."""
    given = [*arguments, *(f"{name}={value}" for name, value in keywords.items())]
    return Code(f"_f.{function}({', '.join(given)})")


def prose(text: SchemaText | str) -> Code:
    """Return a text escaped for a triple-quoted docstring, which it cannot end."""
    raw = text if isinstance(text, str) else text.untrusted
    words = " ".join(raw.split())
    safe = "".join(
        character if character.isprintable() else f"\\u{{{ord(character):x}}}"
        for character in words
    )
    return Code(safe.replace("\\", "\\\\").replace('"', "'"))


def spoken(prose: str) -> str:
    """Return the text that a docstring's source stands for: undo the escaping of backslashes."""
    return prose.replace("\\\\", "\\")


def docstring(summary: Code, *paragraphs: Code, indent: int) -> Code:
    """Return a docstring at this indentation, wrapped to the line length, with its quotes."""
    margin = " " * indent
    lines: list[str] = []
    for paragraph in (summary, *paragraphs):
        if lines:
            lines.append("")
        lines += _wrapped(paragraph, _WIDTH - indent)
    body = "\n".join(f"{margin}{line}".rstrip() for line in lines).lstrip()
    return Code(f'"""{body}"""' if len(lines) == 1 else f'"""{body}\n{margin}"""')


def _wrapped(paragraph: str, width: int) -> list[str]:
    if len(paragraph) <= width and paragraph.strip() and "\t" not in paragraph:
        return [paragraph.strip()]  # as most are
    wrapped = textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False)
    return wrapped or [""]


def paragraphs(documentation: SchemaText | None) -> tuple[Code, ...]:
    """Return a schema's documentation as paragraphs of a docstring."""
    return () if documentation is None else (prose(documentation),)
