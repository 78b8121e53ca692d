"""The contract of an API: what its schemas say, however they are written.

The one vocabulary that every later stage shares. Terms are those of XML Schema 1.0
(https://www.w3.org/TR/xmlschema-1/, https://www.w3.org/TR/xmlschema-2/).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from neto_gen.contract.text import SchemaText
    from neto_gen.problems import Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What limits the values of a simple type: its own facets and those it inherits."""

    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: Decimal | None = None
    max_inclusive: Decimal | None = None
    min_exclusive: Decimal | None = None
    max_exclusive: Decimal | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A simple type: the name of its built-in type (`string`, `dateTime`, …) and its facets."""

    builtin: str
    facets: Facets = field(default_factory=Facets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enumeration:
    """A simple type that lists its values, in the order of the schema."""

    builtin: str
    values: tuple[SchemaText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A complex type: elements inside an element. `name` is the name of that element."""

    name: SchemaText
    fields: tuple[Field, ...]
    documentation: SchemaText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An element of a record. `max_occurs` is None when unbounded.

    `namespace` is the one that the element's name is in, or None.
    """

    name: SchemaText
    namespace: SchemaText | None
    type: FieldType
    min_occurs: int
    max_occurs: int | None
    documentation: SchemaText | None = None
    location: Location | None = field(default=None, compare=False)

    @property
    def repeated(self) -> bool:
        """Whether there can be more than one."""
        return self.max_occurs is None or self.max_occurs > 1

    @property
    def required(self) -> bool:
        """Whether there must be one."""
        return self.min_occurs > 0


FieldType = Scalar | Enumeration | Record
"""What an element holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A request or a response: the root element of a document. `files` are all its schema's files."""

    record: Record
    namespace: SchemaText | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An action of the API: its name on the wire, what is sent and what comes back."""

    name: SchemaText
    request: Message
    response: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """All operations of an API, in the order of their names."""

    operations: tuple[Operation, ...]
