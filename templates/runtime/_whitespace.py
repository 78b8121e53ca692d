"""White space as XML has it: four characters, of the many that Python takes for space.

https://www.w3.org/TR/xmlschema-2/#rf-whiteSpace
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SPACE = " \t\n\r"
_AS_SPACE = str.maketrans("\t\n\r", "   ")


def replaced(text: str) -> str:
    """Return a text with a space in place of each tab and line end."""
    return text.translate(_AS_SPACE)


def words(text: str) -> list[str]:
    """Return the words of a text, split at white space."""
    return [word for word in text.translate(_AS_SPACE).split(" ") if word]


def collapsed(text: str) -> str:
    """Return the words of a text with single spaces between them."""
    return " ".join(words(text))


NORMALIZED: dict[str, Callable[[str], str]] = {"replace": replaced, "collapse": collapsed}
"""What becomes of a text, by what its type says of white space; of all others it is preserved."""
