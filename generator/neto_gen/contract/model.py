"""The contract of an API: what its schemas say, however they are written.

The one vocabulary that every later stage shares. Terms are those of XML Schema 1.0
(https://www.w3.org/TR/xmlschema-1/, https://www.w3.org/TR/xmlschema-2/).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.schema_text import SchemaText

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from neto_gen.problems import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Limits on the values of a simple type: its own facets and those it inherits.

    Bounds are numbers, or for dates and times the text of one. A value matches each of `patterns`,
    and is written as one of `values` where these are listed. `as_written` are the facets of whole
    numbers before their bounds became inclusive.
    """

    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: Decimal | SchemaText | None = None
    max_inclusive: Decimal | SchemaText | None = None
    min_exclusive: Decimal | SchemaText | None = None
    max_exclusive: Decimal | SchemaText | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    patterns: tuple[SchemaText, ...] = ()
    values: tuple[SchemaText, ...] = ()
    as_written: Facets | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A simple type of one value: its built-in type (`string`, `dateTime`, …) and its facets.

    `white_space` says what becomes of space in a value: `preserve`, `replace` or `collapse`.
    """

    builtin: str
    facets: Facets = field(default_factory=Facets)
    white_space: str = "collapse"
    location: Location | None = field(default=None, compare=False, repr=False)

    @property
    def space(self) -> str:
        """The same as `white_space`, as of an enumeration."""
        return self.white_space


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """A simple type that lists its texts, in the order of the schema.

    `white_space` says what becomes of space in a text before that is compared with these, where that
    is not what its built-in type does.

    When it is `open`, others may be sent, too. It is `borrowed` where the schema lists these texts for
    another element of the same meaning, so that others are no mistake there.
    """

    builtin: str
    values: tuple[SchemaText, ...]
    white_space: str = ""
    open: bool = False
    borrowed: bool = field(default=False, compare=False)
    location: Location | None = field(default=None, compare=False, repr=False)

    @property
    def space(self) -> str:
        """How white space in a text is treated: `preserve`, `replace` or `collapse`."""
        return self.white_space or space_of(self.builtin)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListType:
    """A simple type whose values are lists, written with space between the items."""

    item: Scalar | Enumeration | UnionType
    facets: Facets = field(default_factory=Facets)
    location: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionType:
    """A simple type whose values are of the first of several types that fits."""

    members: tuple[Scalar | Enumeration | ListType, ...]
    facets: Facets = field(default_factory=Facets)
    location: Location | None = field(default=None, compare=False, repr=False)


def space_of(builtin: str) -> str:
    """Return how white space is treated in texts of a built-in type (`whiteSpace` of XML Schema)."""
    return {"string": "preserve", "normalizedString": "replace"}.get(builtin, "collapse")


SimpleType = Scalar | Enumeration | ListType | UnionType
"""The type of a text: that of an attribute, or of an element without attributes and elements."""


def parts_of(simple_type: SimpleType) -> Iterator[SimpleType]:
    """Yield a simple type and the types it is made of."""
    yield simple_type
    if isinstance(simple_type, ListType):
        yield from parts_of(simple_type.item)
    elif isinstance(simple_type, UnionType):
        for member in simple_type.members:
            yield from parts_of(member)


def enumerations_in(simple_type: SimpleType) -> Iterator[Enumeration]:
    """Return the enumerations that a simple type is or contains."""
    return (part for part in parts_of(simple_type) if isinstance(part, Enumeration))


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record of the message, by its place in `Message.records`."""

    index: int


@dataclass(frozen=True, slots=True)
class AnyType:
    """No type: whatever is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedType:
    """A type that an element names with `xsi:type` in place of its own."""

    name: SchemaText
    namespace: SchemaText | None
    record: RecordRef


Path = tuple[tuple[SchemaText, ...], ...]
"""A path to elements or attributes: its alternatives, and of each the steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityConstraint:
    """Among the elements in an element, a `key`, `unique` values, or a `keyref` to one of these.

    `name` and `refer` are full names, with the namespace in braces. `selector` leads to the elements that
    it is about, and `fields` from there to their values. Each of these paths has alternatives, and each of
    them steps: `{namespace}name`, `{namespace}*` or `*`, after an `@` for an attribute, and first perhaps
    `//`, for all levels. `words` describes it as it is written.
    """

    kind: str
    name: SchemaText
    selector: Path
    fields: tuple[Path, ...]
    refer: SchemaText | None
    words: SchemaText = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of a record. `max_occurs` is None when unbounded.

    `type` is None where only one of the `derived` types can stand there. `namespace` is the one that the
    element's name is in, or None. It is `qualified` where that tells it from another of its name. `head` is
    the element whose place it may take. Where its type is simple or any, `block` are the ways of derivation
    of the types that it may not name. It is `vacant` where nothing that the schema declares may stand
    there.
    """

    name: SchemaText
    namespace: SchemaText | None
    type: SimpleType | RecordRef | AnyType | None
    min_occurs: int
    max_occurs: int | None
    derived: tuple[DerivedType, ...] = ()
    nillable: bool = False
    default: SchemaText | None = None
    fixed: SchemaText | None = None
    documentation: SchemaText | None = None
    location: Location | None = field(default=None, compare=False, repr=False)
    constraints: tuple[IdentityConstraint, ...] = field(default=(), repr=False)
    head: SchemaText | None = field(default=None, compare=False, repr=False)
    qualified: bool = False
    block: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    vacant: bool = field(default=False, compare=False, repr=False)

    @property
    def key(self) -> SchemaText:
        """The key of the element in its record: its name, after the namespace in braces if that counts."""
        if not self.qualified:
            return self.name
        namespace = "" if self.namespace is None else self.namespace.untrusted
        return SchemaText(f"{{{namespace}}}{self.name.untrusted}")

    @property
    def repeated(self) -> bool:
        """Whether there can be more than one."""
        return self.max_occurs is None or self.max_occurs > 1

    @property
    def required(self) -> bool:
        """Whether there must be at least one."""
        return self.min_occurs > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of a record."""

    name: SchemaText
    namespace: SchemaText | None
    type: SimpleType
    required: bool
    default: SchemaText | None = None
    fixed: SchemaText | None = None
    documentation: SchemaText | None = None
    location: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyElements:
    """A place for elements that the schema does not name.

    `namespaces` are those they may be in, "" for none; with `excluded`, those they may not be in.
    `process_contents` is `strict`, `lax` or `skip`. It is `vacant` where it stands for an abstract element
    that the schema declares no substitute for, or for a choice of nothing.
    """

    namespaces: tuple[SchemaText, ...]
    excluded: bool
    min_occurs: int
    max_occurs: int | None
    process_contents: str = field(default="strict", repr=False)
    vacant: bool = field(default=False, compare=False, repr=False)
    location: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyAttributes:
    """Attributes that the schema does not name, as `AnyElements` says of elements."""

    namespaces: tuple[SchemaText, ...]
    excluded: bool
    process_contents: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """A type that an element may name by `xsi:type`, though no record stands for it.

    Full names have the namespace in braces before them. `base` is the full name of the type that it is
    derived from, if it is one of these or built in, and `ways` are those in which it is derived from that,
    or else from any type. `text` is the type of its text, None where it may hold elements. An element has
    its `attributes`, and those that the wildcard `any_attributes` allows. An element that is declared with
    such a type may be `nillable`.
    """

    name: SchemaText
    base: SchemaText | None = None
    ways: frozenset[str] = frozenset({"restriction"})
    text: SimpleType | None = None
    attributes: tuple[Attribute, ...] = ()
    any_attributes: AnyAttributes | None = None
    nillable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Particle:
    """A part of a content model: how often something may stand there.

    `term` is a place in `Record.content`, or a group of particles.
    """

    term: int | Group
    min_occurs: int
    max_occurs: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """Particles one after the other, or with `choice` one of them."""

    choice: bool
    particles: tuple[Particle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A complex type: what an element holds. `name` is the name of that element.

    Where it allows `any_attributes`, `attribute_wildcard` says which.
    `text` is the type of its text where it holds no elements, `default` or `fixed` what the text is
    when it is empty. `content` are the elements that it
    may hold, each once, in an order in which they can be written; where `ordered`, their order is
    part of what a document says, and with `mixed` there is text between them. `model` limits what
    goes together, and is None where each element stands for itself. With `any_order` the schema
    leaves the order to the sender. `types` are the full names of the types that it stands for.
    """

    name: SchemaText
    attributes: tuple[Attribute, ...] = ()
    any_attributes: bool = False
    attribute_wildcard: AnyAttributes | None = field(default=None, repr=False)
    text: SimpleType | None = None
    default: SchemaText | None = None
    fixed: SchemaText | None = None
    content: tuple[Element | AnyElements, ...] = ()
    ordered: bool = False
    mixed: bool = False
    model: Particle | None = None
    documentation: SchemaText | None = None
    any_order: bool = field(default=False, compare=False, repr=False)
    types: frozenset[SchemaText] = field(default=frozenset(), compare=False, repr=False)
    location: Location | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or a response: the root element of a document.

    `records` are all that it leads to, its own first, those nearest to it next. `files` are all its
    schema's files. It is `nillable` where the root is, and `block` is that of the root. `elements` and
    `attributes` are the names of those that are declared and may stand where the schema names none, and
    only what is declared may. `types` are those that its elements may name by `xsi:type`, and for which it
    has no record. `constraints` are those of the root. Where the schema allows elements that it does not
    name, and they are not skipped, `declared_elements` are the types of those that it declares, by the
    names of the elements, and `declared_attributes` those of attributes.
    """

    records: tuple[Record, ...]
    namespace: SchemaText | None
    files: tuple[str, ...] = field(compare=False)
    nillable: bool = field(default=False, compare=False)
    block: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    elements: tuple[SchemaText, ...] = field(default=(), repr=False)
    attributes: tuple[SchemaText, ...] = field(default=(), repr=False)
    types: tuple[NamedType, ...] = field(default=(), compare=False, repr=False)
    constraints: tuple[IdentityConstraint, ...] = field(default=(), compare=False, repr=False)
    declared_elements: tuple[NamedType, ...] = field(default=(), compare=False, repr=False)
    declared_attributes: tuple[Attribute, ...] = field(default=(), compare=False, repr=False)

    @property
    def root(self) -> Record:
        """The record of the root element."""
        return self.records[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An action of the API: its name on the wire, what is sent and what comes back.

    A notification, which the store sends by itself, has no request.
    """

    name: SchemaText
    request: Message | None
    response: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """All operations of an API, in the order of their names."""

    operations: tuple[Operation, ...]
