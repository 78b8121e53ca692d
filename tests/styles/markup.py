"""Elements of XML Schema before it is decided which file, namespace and prefix they get."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

XML_SCHEMA: Final = "http://www.w3.org/2001/XMLSchema"


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of a global component, or of a built-in type, in an attribute.

    Simple and complex types are both of the kind `type`, as they share their names.
    """

    kind: str
    name: str


SELF: Final = Reference("self", "")
"""A reference in a component to what it redefines, before it has a name."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element of a schema document."""

    tag: str
    attributes: tuple[tuple[str, str | Reference], ...]
    children: tuple[Node | str, ...]

    def named(self, name: str) -> Node:
        """Return the same with a name."""
        return Node(self.tag, (("name", name), *self.attributes), self.children)

    def replaced(self, old: Reference, new: Reference) -> Node:
        """Return the same with one reference in place of another, at any depth."""
        return Node(
            self.tag,
            tuple((name, new if value == old else value) for name, value in self.attributes),
            tuple(
                child if isinstance(child, str) else child.replaced(old, new)
                for child in self.children
            ),
        )

    def descendants(self) -> Iterator[Node]:
        """Yield all elements below this one."""
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child.descendants()


def node(tag: str, *children: Node | str | None, **attributes: str | Reference | None) -> Node:
    """Return an element; what is None is left out."""
    return Node(
        tag,
        tuple((name, value) for name, value in attributes.items() if value is not None),
        tuple(child for child in children if child is not None),
    )


def documented(text: str | None) -> Node | None:
    """Return the annotation with a text, if there is one."""
    return None if text is None else node("annotation", node("documentation", text))


@dataclass(slots=True)
class Printer:
    """Prints elements with the prefix of XML Schema, and references as `refer` gives them.

    `refer` returns a qualified name, and the attributes that declare its prefix in place.
    """

    prefix: str
    refer: Callable[[Reference], tuple[str, dict[str, str]]]

    def lines(self, element: Node, indent: str = "") -> Iterator[str]:
        """Yield the lines of an element; text is never broken or indented."""
        tag = f"{self.prefix}:{element.tag}" if self.prefix else element.tag
        start = f"{indent}<{tag}{self._attributes(element)}"
        texts = [child for child in element.children if isinstance(child, str)]
        nodes = [child for child in element.children if isinstance(child, Node)]
        if texts:
            yield f"{start}>{escape(''.join(texts))}</{tag}>"
        elif nodes:
            yield f"{start}>"
            for child in nodes:
                yield from self.lines(child, f"{indent}  ")
            yield f"{indent}</{tag}>"
        else:
            yield f"{start}/>"

    def _attributes(self, element: Node) -> str:
        found: dict[str, str] = {}
        for name, value in element.attributes:
            if isinstance(value, str):
                found[name] = value
            else:
                found[name], declarations = self.refer(value)
                found |= declarations
        return "".join(f' {name}="{escape(value)}"' for name, value in found.items())
