"""Text that came from a schema, kept apart from text that is safe to print into a module."""

from __future__ import annotations

from functools import total_ordering
from typing import NoReturn

SPACE = " \t\n\r"
_AS_SPACE = str.maketrans("\t\n\r", "   ")


def spaced(white_space: str, text: str) -> str:
    """Return a text after white space is replaced or collapsed: space, tab, line feed and return."""
    if white_space == "preserve":
        return text
    text = text.translate(_AS_SPACE)
    return text if white_space == "replace" else " ".join(words(text))


def words(text: str) -> list[str]:
    """Return the words of a text, split at the white space of XML."""
    return [word for word in text.translate(_AS_SPACE).split(" ") if word]


@total_ordering
class SchemaText:
    """Text from a schema: a name, a value, a documentation. Anyone may have written it.

    It is no `str` on purpose: it cannot be formatted, joined or printed by accident. What turns it
    into Python (`neto_gen.python`) asks for `untrusted` by name.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    @property
    def untrusted(self) -> str:
        """The text as it stands in the schema."""
        return self._text

    def in_namespace(self, namespace: SchemaText | None) -> SchemaText:
        """Return the full name of what has this name in a namespace, which stands in braces before it."""
        own = "" if namespace is None else namespace.untrusted
        return SchemaText(f"{{{own}}}{self.untrusted}") if own else self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchemaText) and other._text == self._text

    def __lt__(self, other: SchemaText) -> bool:
        return self._text < other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"SchemaText({self._text!r})"

    def __str__(self) -> NoReturn:
        message = "text from a schema is printed through a literal or a docstring only"
        raise TypeError(message)

    def __format__(self, format_spec: str) -> NoReturn:
        str(self)
        raise AssertionError
