"""What a template is given: a generated package as pieces of Python, in the order of printing.

Every text in here is `Code`; a template prints these and adds nothing of its own from a schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import Code

if TYPE_CHECKING:
    from neto_gen.python.types import Kind

# The other variables of the functions that go through lists, in templates/operation.py.jinja.
_LOCAL_NAMES = frozenset({"record", "check", "inner", "name", "add", "data"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a record.

    `wire_name` is the element's name as it stands in a tag, `wire_literal` the same as a literal.
    `kind` is None for a record. `class_name` is the class of a record or of an enumeration, and
    `stem` what the functions of a record are called after. `value_annotation` is the type of one
    value. The arguments, each with a comma before it, are those of a check: `value_arguments` of
    one value, `occurs_arguments` of how often it is there.
    """

    name: Code
    wire_name: Code
    wire_literal: Code
    kind: Kind | None
    class_name: Code | None
    stem: Code | None
    repeated: bool
    required: bool
    value_annotation: Code
    metadata: Code
    value_arguments: Code
    occurs_arguments: Code
    docstring: Code

    @property
    def annotation(self) -> Code:
        """The type of the field."""
        if self.repeated:
            return Code(f"list[{self.value_annotation}]")
        return self.value_annotation if self.required else Code(f"{self.value_annotation} | None")

    @property
    def is_record(self) -> bool:
        """Whether the element holds elements."""
        return self.kind is None

    @property
    def is_enumeration(self) -> bool:
        """Whether the element holds one of a list of values."""
        return self.kind is not None and self.class_name is not None

    @property
    def plural(self) -> Code:
        """What the names of functions end in that handle all values of a repeated element."""
        return Code("s" if self.repeated else "")

    @property
    def default(self) -> Code:
        """The arguments of the dataclass field that say what it holds when it is not given."""
        if self.repeated:
            # In quotes, as the class may be defined further down.
            quote = "'" if self.class_name else ""
            return Code(f"default_factory=list[{quote}{self.value_annotation}{quote}], ")
        return Code("" if self.required else "default=None, ")

    @property
    def needs_escape(self) -> bool:
        """Whether a value may hold characters that mean something in XML."""
        return self.is_enumeration or (self.kind is not None and self.kind.name == "string")

    @property
    def item(self) -> Code:
        """The name of the variable for one value, where a function goes through a list."""
        taken = self.name in _LOCAL_NAMES
        return Code(f"{self.name}_item") if taken else self.name

    @property
    def value(self) -> Code:
        """The expression for the value of a field that does not repeat."""
        return Code(f"record.{self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record: a dataclass, and the functions that check, read and write it.

    `stem` is what those functions are called after, `constant` the set of its names on the wire.
    """

    class_name: Code
    stem: Code
    docstring: Code
    fields: tuple[FieldView, ...]
    root: RootView | None

    @property
    def constant(self) -> Code:
        """The name of the set of names that the schema lists."""
        return Code(self.stem.upper())

    @property
    def wire_literals(self) -> Code:
        """The names that the schema lists, with commas between them."""
        return Code(", ".join(field.wire_literal for field in self.fields))


@dataclass(frozen=True, slots=True, kw_only=True)
class RootView:
    """What a record has that is the root of a document.

    `roots` is a tuple of the names that the root may have in a document, its own first.
    """

    wire_literal: Code
    namespace: Code | None
    roots: Code
    batch: BatchView | None
    envelope: EnvelopeView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A request that is no more than a list of records: `wrapped` makes it from that list.

    `argument` is what the list is called, and `item_class` the class of its records.
    """

    argument: Code
    item_class: Code
    wrapped: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesView:
    """A property of a response, `errors` or `warnings`, and the fields that it is found in."""

    name: Code
    class_name: Code
    messages: Code
    field: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeView:
    """What a response says of its own success: the field of `Ack`, and its messages, if any."""

    ack: Code
    properties: tuple[MessagesView, ...]

    @property
    def errors(self) -> Code:
        """The expression for the errors of `response`."""
        return self._messages("errors")

    @property
    def warnings(self) -> Code:
        """The expression for the warnings of `response`."""
        return self._messages("warnings")

    def _messages(self, name: str) -> Code:
        there = any(view.name == name for view in self.properties)
        return Code(f"response.{name}" if there else "()")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumerationView:
    """An enumeration: names and literals of its members, in the order of the schema."""

    class_name: Code
    docstring: Code
    members: tuple[tuple[Code, Code], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """An operation: the module with its records, and the client's method of the same name.

    `imports` are the modules and names of the standard library that its types need; `schema_files`
    the files that the operation was read from.
    """

    action: Code
    module: Code
    module_docstring: Code
    method_docstring: Code
    request: RecordView
    response: RecordView
    records: tuple[RecordView, ...]
    enumerations: tuple[EnumerationView, ...]
    imports: tuple[tuple[Code, Code], ...]
    schema_files: tuple[str, ...]

    @property
    def batch(self) -> BatchView | None:
        """How to make the request from a list, where it is no more than a list."""
        return self.request.root.batch if self.request.root else None

    @property
    def envelope(self) -> EnvelopeView | None:
        """What the response says of its own success."""
        return self.response.root.envelope if self.response.root else None

    @property
    def alias(self) -> Code:
        """What the client calls the module: its own name is that of the method."""
        return Code(f"_{self.module}")

    @property
    def argument(self) -> Code:
        """The name of the method's argument."""
        return self.batch.argument if self.batch else Code("request")

    @property
    def argument_annotation(self) -> Code:
        """The type of the method's argument."""
        whole = f"{self.alias}.{self.request.class_name}"
        if self.batch is None:
            return Code(whole)
        return Code(f"Sequence[{self.alias}.{self.batch.item_class}] | {whole}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """The whole package: its operations, in the order of their names."""

    operations: tuple[OperationView, ...]

    @property
    def module_literals(self) -> Code:
        """The names of the operations' modules, with commas between them."""
        return Code(", ".join(repr(str(operation.module)) for operation in self.operations))

    @property
    def has_envelope(self) -> bool:
        """Whether any response says of itself how it went."""
        return any(operation.envelope for operation in self.operations)

    @property
    def has_batch(self) -> bool:
        """Whether any method takes a list."""
        return any(operation.batch for operation in self.operations)
