"""What a template is given: a generated package as pieces of Python, in the order of printing.

Every text in here is `Code`; a template prints these and adds nothing of its own from a schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import LINE_LENGTH, Code, call, docstring, literal, paragraphs

if TYPE_CHECKING:
    from neto_gen.contract.text import SchemaText
    from neto_gen.python.types import SimpleView

_METHOD_NAMES = frozenset({"batch", "call", "options", "stop_at_error"})  # in those of the client


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChoice:
    """One of the records that an element may hold, by the name of its type.

    `name` is None for the type that the element is declared with; `written` is the name of the type as
    it stands in a document.
    """

    class_name: Code
    name: Code | None
    written: Code

    @property
    def declared(self) -> Code:
        """The argument of a declaration that says so."""
        return Code(f"({literal(self.class_name)}, {self.name}, {self.written})")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a record.

    `key` is the literal for what it is called in a level of a document. `role` says what it is:
    `element`, `attribute`, `text`, `content`, `any_elements` or `any_attributes`. It holds a value of
    the type `simple`, or a record of one of the `classes`, or else raw data. `value_annotation` is
    the type of one value, and `declared` the expression that declares it, but for whether it is
    required. `described` says it in words, and `documentation` is what the schema says of it.
    """

    name: Code
    role: str
    key: Code
    simple: SimpleView | None
    classes: tuple[Code, ...]
    repeated: bool
    required: bool
    nillable: bool
    default: Code | None
    value_annotation: Code
    declared: Code
    documentation: SchemaText | None
    described: Code

    @property
    def annotation(self) -> Code:
        """The type of the field."""
        if self.repeated:
            item = f"{self.value_annotation} | None" if self.nillable else self.value_annotation
            return Code(f"list[{item}]")
        return self.value_annotation if self.required else Code(f"{self.value_annotation} | None")

    @property
    def must_be_given(self) -> bool:
        """Whether a record is not made without it."""
        return self.required and self.default is None and self.role != "any_attributes"

    @property
    def declaration(self) -> Code:
        """The expression that declares it."""
        if not self.required or self.role == "any_attributes":
            return self.declared
        given = {} if self.default is None else {"default": self.default}
        return call("required", self.declared, **given)

    @property
    def docstring(self) -> Code:
        """What the schema says of it, as a docstring; empty without."""
        if self.documentation is None:
            return Code("")
        return docstring(*paragraphs(self.documentation), indent=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record.

    `parts` are the elements that it may hold where their order counts, and then they have one field
    together. `model` limits what stands together, if anything does.
    """

    class_name: Code
    docstring: Code
    fields: tuple[FieldView, ...]
    parts: tuple[FieldView, ...]
    model: Code | None
    root: RootView | None

    @property
    def base(self) -> Code:
        """The class that it is a kind of."""
        if self.root is None:
            return Code("_model.Record")
        if self.root.query is not None:
            return Code("_root.Query")
        if self.root.stream is None:
            return Code("_root.Root")
        kind = "Listing" if self.root.batch is None else "Batch"
        return Code(f'_root.{kind}["{self.root.stream.item_class}"]')

    @property
    def decorator(self) -> Code:
        """What declares the class."""
        root = self.root
        if root is None:
            return Code("_f.record") if self.model is None else call("record", model=self.model)
        more: dict[str, Code] = {}
        if root.namespace is not None:
            more["namespace"] = root.namespace
        if root.start is not None:
            more |= {"start": root.start, "end": root.end}
        if root.stream is not None:
            more["items"] = root.stream.fields
        if root.query is not None:
            more["settings"] = root.query.settings
        if root.namespaces is not None:
            more["namespaces"] = root.namespaces
        if root.is_ordered:
            more["is_ordered"] = Code("True")
        if self.model is not None:
            more["model"] = self.model
        return call("document", *root.names, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class RootView:
    """What a record has that is the root of a document.

    `names` are those that the root may have in a document, its own first; `start` and `end` are
    literals for its tags, where they say more than its name. `namespaces` are those of the schema,
    where others may stand beside them. Of a document that `is_ordered`, the order of elements counts
    somewhere.
    """

    names: tuple[Code, ...]
    namespace: Code | None
    start: Code | None
    end: Code
    namespaces: Code | None
    is_ordered: bool
    batch: BatchView | None
    wrapped: WrappedView | None
    query: QueryView | None
    stream: StreamView | None
    envelope: EnvelopeView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamView:
    """A document that is mainly a list of records, which can be read one by one.

    `fields` are the names of those that lead to a record, and `item_class` is its class.
    """

    fields: Code
    item_class: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A request that is no more than a list of records.

    `argument` is what the list is called, and `item_class` the class of its records.
    """

    argument: Code
    item_class: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedView:
    """A request that is no more than one record: `wrapped` makes it from that record.

    `argument` is what the record is called, and `item_class` its class.
    """

    argument: Code
    item_class: Code
    wrapped: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryView:
    """A request that says what to find: a filter, with the outputs that are wanted of it.

    `filter_class` is the class of the filter, and `fields_class` what its `fields`, each with the
    type that it has as an argument, are called together. `settings` are the names of those that find
    nothing by themselves. `is_paged` says that the answer comes in pages.
    """

    filter_class: Code
    fields_class: Code
    fields: tuple[tuple[Code, Code], ...]
    settings: Code
    is_paged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesView:
    """An answer that comes in pages: its records are of `item_class`, in the field `items`.

    `keys` are the names of the fields that tell them apart; with none, nothing does.
    """

    item_class: Code
    items: Code
    keys: Code


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
    def ack_literal(self) -> Code:
        """The name of the field of `Ack`, as a literal."""
        return literal(self.ack)

    @property
    def message_names(self) -> tuple[Code, ...]:
        """The names of the properties."""
        return tuple(view.name for view in self.properties)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumerationView:
    """An enumeration: names and literals of its members, in the order of the schema."""

    class_name: Code
    docstring: Code
    members: tuple[tuple[Code, Code], ...]
    is_open: bool

    @property
    def base(self) -> Code:
        """The class that it is a kind of."""
        kind = "ExtensibleEnumeration" if self.is_open else "OpenEnumeration"
        return Code(f"_model.{kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView:
    """What several operations have in common: the parts of the envelope of their responses.

    `public` are the names of its classes.
    """

    module: Code
    public: tuple[Code, ...]
    records: tuple[RecordView, ...]
    enumerations: tuple[EnumerationView, ...]
    imports: tuple[tuple[Code, Code], ...]

    @property
    def runtime(self) -> Code:
        """The modules of the runtime that the module needs, as they are imported."""
        return _runtime(self.records, self.enumerations)


def _runtime(
    records: tuple[RecordView, ...], enumerations: tuple[EnumerationView, ...], *more: str
) -> Code:
    """The modules of the runtime that a module with these classes needs, as they are imported."""
    bases = [*(view.base for view in records), *(view.base for view in enumerations)]
    annotations = [field.annotation for record in records for field in record.fields]
    names = ["_fields as _f"] if records else []
    if any("_model." in text for text in (*bases, *annotations)):
        names.append("_model")
    if any("_root." in text for text in bases):
        names.append("_root")
    return Code(", ".join([*names, *more]))


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView:
    """An operation: the module with its records, and the client's method of the same name.

    A notification has no request, and no method.
    `repeatable` is the literal that says whether it changes nothing, and `unless` that for the element
    with which it does. `imports` are the modules and names of the standard library that its types need; `schema_files` the files that the
    operation was read from.
    """

    action: Code
    module: Code
    module_docstring: Code
    method_docstring: Code
    request: RecordView | None
    response: RecordView
    records: tuple[RecordView, ...]
    enumerations: tuple[EnumerationView, ...]
    shared: SharedView | None
    imports: tuple[tuple[Code, Code], ...]
    schema_files: tuple[str, ...]
    repeatable: Code
    unless: Code | None
    batches_docstring: Code
    pages: PagesView | None
    pages_docstring: Code

    @property
    def runtime(self) -> Code:
        """The modules of the runtime that the module needs, as they are imported."""
        more = ["_webhook"] if self.request is None else []
        return _runtime(self.records, self.enumerations, *more)

    @property
    def batch(self) -> BatchView | None:
        """How to make the request from a list, where it is no more than a list."""
        return self.request.root.batch if self.request and self.request.root else None

    @property
    def wrapped(self) -> WrappedView | None:
        """How to make the request from a record, where it is no more than a record."""
        return self.request.root.wrapped if self.request and self.request.root else None

    @property
    def query(self) -> QueryView | None:
        """How to make the request from a filter, where it is no more than a filter."""
        return self.request.root.query if self.request and self.request.root else None

    @property
    def is_empty(self) -> bool:
        """Whether the request holds nothing."""
        return self.request is not None and not self.request.fields

    @property
    def request_class(self) -> Code:
        """The class of the request."""
        return self.request.class_name if self.request is not None else Code("")

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
        view = self.batch or self.wrapped
        if view is None:
            return Code("request" if self.query is None else "filter")
        argument = view.argument
        return Code(f"{argument}_") if argument in _METHOD_NAMES else argument

    @property
    def argument_annotation(self) -> Code:
        """The type of the method's argument."""
        whole = f"{self.alias}.{self.request_class}"
        if self.query is not None:
            return Code(f"{self.alias}.{self.query.filter_class} | {whole} | None")
        if self.batch is not None:
            return Code(f"Sequence[{self.alias}.{self.batch.item_class}] | {whole}")
        if self.wrapped is not None:
            return Code(f"{self.alias}.{self.wrapped.item_class} | {whole}")
        return Code(f"{whole} | None" if self.is_empty else whole)

    @property
    def batches_annotation(self) -> Code:
        """The type of the argument of the method that sends in batches."""
        return Code(self.argument_annotation.replace("Sequence[", "Iterable[", 1))

    @property
    def parameter(self) -> Code:
        """The method's argument with its type, and None where it can be left out."""
        optional = self.query is not None or self.is_empty
        return _parameter(self.argument, self.argument_annotation, optional=optional)

    @property
    def batches_parameter(self) -> Code:
        """The same of the method that sends in batches."""
        return _parameter(self.argument, self.batches_annotation, optional=False)

    @property
    def declaration(self) -> Code:
        """The expression that declares the operation."""
        more = {"repeatable": self.repeatable}
        if self.unless is not None:
            more["unless"] = self.unless
        if self.envelope is not None:
            more["ack"] = self.envelope.ack_literal
        if self.pages is not None:
            more |= {"items": literal(self.pages.items), "keys": self.pages.keys}
        return call("Operation", self.action, self.request_class, self.response.class_name, **more)


def _parameter(name: Code, annotation: Code, *, optional: bool) -> Code:
    """A parameter of a method, on lines that are not too long."""
    default = " = None" if optional else ""
    if len(f"        {name}: {annotation}{default},") <= LINE_LENGTH:
        return Code(f"{name}: {annotation}{default}")
    inner = f"            {annotation}"
    if len(inner) > LINE_LENGTH:
        inner = inner.replace(" | ", "\n            | ")
    return Code(f"{name}: (\n{inner}\n        ){default}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """The whole package: its operations, in the order of their names, and what they share.

    `notifications` are what the store sends by itself.
    """

    operations: tuple[OperationView, ...]
    notifications: tuple[OperationView, ...]
    dialect: str

    @property
    def shared(self) -> tuple[SharedView, ...]:
        """What operations share, each once."""
        found = {o.shared.module: o.shared for o in self.operations if o.shared is not None}
        return tuple(found.values())

    @property
    def module_literals(self) -> Code:
        """The names of the operations' modules, with commas between them."""
        found = (operation.module for operation in (*self.operations, *self.notifications))
        return Code(", ".join(map(literal, found)))

    @property
    def has_query(self) -> bool:
        """Whether any method takes the fields of a filter."""
        return any(operation.query for operation in self.operations)

    @property
    def has_pages(self) -> bool:
        """Whether any method goes through pages."""
        return any(operation.pages for operation in self.operations)

    @property
    def has_batch(self) -> bool:
        """Whether any method takes a list."""
        return any(operation.batch for operation in self.operations)
