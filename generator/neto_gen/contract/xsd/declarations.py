"""Read the declarations of one schema, with every name resolved to its namespace.

What is written in a file, not yet what it comes to: references, groups and derivations stand as they
are. The terms are those of https://www.w3.org/TR/xmlschema-1/#Schemas
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from neto_gen.contract.schema_text import SchemaText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.contract.model import IdentityConstraint
    from neto_gen.problems import Location


class QName(NamedTuple):
    """A qualified name: its namespace, "" for none, and its local part."""

    namespace: str
    name: str


def full_name(name: QName) -> SchemaText:
    """Return a name with its namespace in braces before it."""
    return SchemaText(name.name).in_namespace(SchemaText(name.namespace))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Occurrence:
    """The range of times that a particle may occur. `max_occurs` is None when unbounded."""

    min_occurs: int = 1
    max_occurs: int | None = 1
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ElementDeclaration(Occurrence):
    """An element, global or local, or a reference to a global one.

    A complex type inside it is known by a name too, one that no schema can give. `namespaces` are
    those of the prefixes that its values may have. It is `vacant` where its type is abstract, and no other
    may stand for that.
    """

    name: QName
    is_reference: bool = False
    type: QName | SimpleType | None = None
    nillable: bool = False
    abstract: bool = False
    vacant: bool = False
    default: str | None = None
    fixed: str | None = None
    heads: tuple[QName, ...] = ()
    block: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    documentation: str | None = None
    constraints: tuple[IdentityConstraint, ...] = ()
    namespaces: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Wildcard(Occurrence):
    """`xs:any` or `xs:anyAttribute`: any element or attribute of some namespaces.

    `namespaces` is `##any`, `##other`, or a list of namespaces, "" for none. It is `vacant` where it
    stands for an abstract element without substitutes, or for a choice of nothing.
    """

    namespaces: str | tuple[str, ...] = "##any"
    target_namespace: str = ""
    process_contents: str = "strict"
    vacant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ModelGroup(Occurrence):
    """A model group: a `sequence`, a `choice`, or `all`."""

    compositor: str
    particles: tuple[Particle, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GroupReference(Occurrence):
    """A reference to a named model group."""

    name: QName


Particle = ElementDeclaration | Wildcard | ModelGroup | GroupReference
"""A part of a content model."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttributeDeclaration:
    """An attribute, global or local, or a reference to a global one."""

    name: QName
    location: Location
    is_reference: bool = False
    type: QName | SimpleType | None = None
    use: str = "optional"
    default: str | None = None
    fixed: str | None = None
    documentation: str | None = None
    namespaces: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttributeGroupReference:
    """A reference to a named group of attributes."""

    name: QName
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attributes:
    """The attributes of a complex type or of a group of attributes, in the order of the schema."""

    uses: tuple[AttributeDeclaration | AttributeGroupReference, ...] = ()
    wildcard: Wildcard | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Facet:
    """A facet of a simple type, as it is written, with the namespaces of the prefixes there."""

    name: str
    value: str
    location: Location
    namespaces: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SimpleType:
    """A simple type: a restriction of a type, a list of one, or a union of several.

    `final` are the ways in which no type may be made of it.
    """

    location: Location
    variety: str
    bases: tuple[QName | SimpleType, ...]
    facets: tuple[Facet, ...] = ()
    final: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Notation:
    """A notation, of which nothing but its name counts."""

    name: QName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ComplexType:
    """A complex type.

    `derivation` is None, `extension` or `restriction` of `base`. `content` is its content model;
    `simple` its simple type where a restriction of simple content names one.
    """

    location: Location
    name: QName | None = None
    derivation: str | None = None
    base: QName | None = None
    content: Particle | None = None
    simple: SimpleType | None = None
    has_simple_content: bool = False
    mixed: bool = False
    abstract: bool = False
    block: frozenset[str] = frozenset()
    final: frozenset[str] = frozenset()
    attributes: Attributes
    documentation: str | None = None
