"""What an operation says, apart from how a schema writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MANY: Final = None
"""The `maximum` of what may occur any number of times."""


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple type: a built-in type of XML Schema, and the facets that restrict it, by name."""

    builtin: str
    facets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute. Its documentation stands in its declaration."""

    name: str
    type: Simple
    required: bool = False
    documentation: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that holds a value, and has attributes where they are given."""

    name: str
    type: Simple
    minimum: int = 0
    maximum: int | None = 1
    attributes: tuple[Attribute, ...] = ()
    documentation: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """An element that holds elements, in this order, or attributes alone.

    `documentation` is that of the element, `meaning` that of its type.
    """

    name: str
    children: tuple[Item, ...]
    minimum: int = 0
    maximum: int | None = 1
    attributes: tuple[Attribute, ...] = ()
    documentation: str | None = None
    meaning: str | None = None


Item = Leaf | Branch
"""An element."""


@dataclass(frozen=True, slots=True)
class Operation:
    """An action of an API: what is sent, and what comes back."""

    action: str
    request: Branch
    response: Branch

    @property
    def messages(self) -> tuple[Branch, Branch]:
        """The request and the response."""
        return self.request, self.response


def has_own_type(item: Item) -> bool:
    """Tell whether an element needs a complex type: it holds elements, or has attributes."""
    return isinstance(item, Branch) or bool(item.attributes)


def text(most: int | None = None, *, least: int | None = None, length: int | None = None) -> Simple:
    """Return a text with limits on its length."""
    limits = {"length": length, "minLength": least, "maxLength": most}
    return Simple("string", _facets(limits))


def one_of(*values: str) -> Simple:
    """Return a text that is one of these values."""
    return Simple("string", tuple(("enumeration", value) for value in values))


def number(builtin: str = "integer", **facets: int | str) -> Simple:
    """Return a number of a built-in type, with facets by their name in XML Schema."""
    return Simple(builtin, _facets(facets))


def _facets(limits: dict[str, int | None] | dict[str, int | str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in limits.items() if value is not None)
