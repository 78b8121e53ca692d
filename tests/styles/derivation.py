"""Complex types that derive from another, which no element has itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.styles.contract import Branch, Leaf, has_own_type
from tests.styles.markup import SELF, Node, Reference, documented, node

if TYPE_CHECKING:
    from tests.styles.components import Writer
    from tests.styles.contract import Attribute, Item

OBSOLETE = "Obsolete"
"""What a wider type has and its restriction has not."""


def extended(writer: Writer, item: Item) -> Node:
    """Return a complex type with the later half of the content; the first half is in its base."""
    base, extension = _halves(writer, item)
    return _extension(item, extension, writer.declare("type", f"{item.name}Base", base))


def redefined(writer: Writer, item: Item) -> tuple[Node, Node]:
    """Return a complex type with the first half of the content, and its redefinition with all of it."""
    base, extension = _halves(writer, item)
    return base, _extension(item, extension, SELF)


def _halves(writer: Writer, item: Item) -> tuple[Node, list[Node]]:
    """Return a complex type with the first half of the content, and the content of its extension."""
    half = (len(item.attributes) + 1) // 2
    first, rest = item.attributes[:half], item.attributes[half:]
    rest_nodes = writer.attributes(rest, f"{item.name}Rest")
    if isinstance(item, Leaf):
        return writer.complex(Leaf(item.name, item.type, attributes=first)), rest_nodes
    half = (len(item.children) + 1) // 2
    base = Branch(item.name, item.children[:half], attributes=first)
    particle = writer.children(item.children[half:], f"{item.name}Rest")
    return writer.complex(base), [*([particle] if particle else []), *rest_nodes]


def _extension(item: Item, content: list[Node], base: Reference) -> Node:
    kind = "simpleContent" if isinstance(item, Leaf) else "complexContent"
    meaning = documented(item.meaning) if isinstance(item, Branch) else None
    return node("complexType", meaning, node(kind, node("extension", *content, base=base)))


def restricted(writer: Writer, item: Item) -> Node:
    """Return a complex type that restricts one with more content, of wider types, all of it optional."""
    attributes = [
        writer.attribute(attribute) for attribute in item.attributes if not _is_wide(attribute)
    ]
    if item.attributes:
        attributes.append(node("attribute", name=OBSOLETE.lower(), use="prohibited"))
    base = writer.declare("type", f"{item.name}Base", _wide(writer, item))
    if isinstance(item, Leaf):
        facets = [node(facet, value=value) for facet, value in item.type.facets]
        content = node("simpleContent", node("restriction", *facets, *attributes, base=base))
        return node("complexType", content)
    particle = writer.children(item.children, item.name)
    content = node("complexContent", node("restriction", particle, *attributes, base=base))
    return node("complexType", documented(item.meaning), content)


def _wide(writer: Writer, item: Item) -> Node:
    """Return the type that is restricted."""
    attributes = [_wide_attribute(attribute) for attribute in item.attributes]
    if attributes:
        attributes.append(_wide_attribute(None))
    if isinstance(item, Leaf):
        base = Reference("builtin", item.type.builtin)
        content = node("simpleContent", node("extension", *attributes, base=base))
        return node("complexType", content)
    if not item.children:
        return node("complexType", *attributes)
    obsolete = _wide_element(OBSOLETE, Reference("builtin", "string"))
    children = [_wide_element(child.name, _wide_type(writer, child)) for child in item.children]
    return node("complexType", node("sequence", *children, obsolete), *attributes)


def _wide_type(writer: Writer, item: Item) -> Reference:
    if isinstance(item, Leaf) and not has_own_type(item):
        return Reference("builtin", item.type.builtin)
    found = writer.type_of(item)
    if not isinstance(found, Reference):
        message = "the elements of a restriction have named types"
        raise TypeError(message)
    return found


def _wide_element(name: str, found: Reference) -> Node:
    return node("element", name=name, type=found, minOccurs="0", maxOccurs="unbounded")


def _wide_attribute(attribute: Attribute | None) -> Node:
    if attribute is None:
        return node("attribute", name=OBSOLETE.lower(), type=Reference("builtin", "string"))
    base = Reference("builtin", attribute.type.builtin)
    return node("attribute", documented(attribute.documentation), name=attribute.name, type=base)


def _is_wide(attribute: Attribute) -> bool:
    """Tell whether an attribute is in the base as it is, so that it is inherited."""
    return not attribute.required and not attribute.type.facets
