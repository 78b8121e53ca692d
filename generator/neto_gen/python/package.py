"""The views that templates get: a generated package as pieces of Python, in printing order.

Every text in here is `Code`; a template prints these and adds nothing of its own from a schema.

Long, because it is a list of small views, which docs/template-values.md shows in this order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import LINE_LENGTH, Code, call, docstring, literal, prose
from neto_gen.python.methods import ClientView

if TYPE_CHECKING:
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.python.methods import MethodView
    from neto_gen.python.types import SimpleView

_MOST_LITERALS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChoice:
    """One of the records that an element may contain, by the name of its type.

    `name` is None for the declared type of the element; `written` is the name of the type as written
    in a document.
    """

    class_name: Code
    name: Code | None
    written: Code

    @property
    def declared(self) -> Code:
        """The argument of a declaration for this choice."""
        return Code(f"({literal(self.class_name)}, {self.name}, {self.written})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """A long list that a module defines once, for all fields that use it.

    `items` are types by name, or the elements of ordered content, as they are declared; `classes` are
    the types of their values, of which `union` is the name.
    """

    name: Code
    items: tuple[Code, ...]
    union: Code
    classes: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a record.

    `wire` is its name in a document. `role` is `element`, `attribute`, `text`, `content`,
    `any_elements` or `any_attributes`. Its value has the type `simple`, or is a record of one of the
    `choices`, or else raw data. It is `demanded` if the schema requires it, so that code that creates a
    record must set it, unless there is a `default`. `value_annotation` is the type of one value, and
    `declared` is the expression that declares it, without whether it is required. `taken` is the type
    that is accepted for one value, if that is wider than the type of the field; `wrapped` is the
    same for the items of a list, if the record has only that list. `about` describes the values in
    words; if `is_limited`, not every value of the type is valid. `documentation` has the paragraphs of
    the schema's documentation. `shown_annotation` is what the module says for `value_annotation`, if
    that is too long.
    """

    name: Code
    role: str
    wire: SchemaText
    simple: SimpleView | None
    choices: tuple[TypeChoice, ...]
    repeated: bool
    demanded: bool
    nillable: bool
    default: Code | None
    value_annotation: Code
    declared: Code
    about: Code
    is_limited: bool
    documentation: tuple[Code, ...]
    taken: Code | None = None
    wrapped: Code | None = None
    shown_annotation: Code | None = None

    @property
    def key(self) -> Code:
        """The literal for its name in a document."""
        return literal(self.wire)

    @property
    def classes(self) -> tuple[Code, ...]:
        """The classes of the records that it may contain."""
        return tuple(dict.fromkeys(choice.class_name for choice in self.choices))

    @property
    def required(self) -> bool:
        """Whether it always has a value; false for lists, which may be empty, and for nillable fields."""
        return self.demanded and not self.nillable and not self.repeated

    @property
    def held(self) -> Code:
        """The type of the value that the field holds."""
        value = self.shown_annotation or self.value_annotation
        if self.repeated:
            return Code(f"list[{value} | None]" if self.nillable else f"list[{value}]")
        return value if self.required else Code(f"{value} | None")

    @property
    def annotation(self) -> Code:
        """The type of the field: the type that it holds, and the types that it also accepts."""
        held = self.shown_annotation or self.value_annotation
        if self.repeated:
            if self.nillable or self.role != "element" or held == "Any":
                return self.held
            return Code(f"_f.ListOf[{held}, {self.taken}]" if self.taken else f"_f.List[{held}]")
        if self.wrapped and not self.required:
            return Code(f"_f.Wrapper[{held}, {self.wrapped}]")
        taken = f"{self.wrapped} | Iterable[{self.wrapped}]" if self.wrapped else self.taken
        if taken:
            return Code(f"_f.{'Value' if self.required else 'Optional'}[{held}, {taken}]")
        return self.held

    @property
    def given(self) -> Code:
        """The type that is accepted for one value."""
        if self.taken is None:
            return self.value_annotation
        is_listed = self.simple is not None and self.simple.class_name
        return self.taken if is_listed else Code(f"{self.value_annotation} | {self.taken}")

    @property
    def must_be_given(self) -> bool:
        """Whether a record cannot be created without it."""
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
        """The schema's documentation as a docstring; empty if it adds nothing to name and type.

        Editors show it, and the type, but not the expression that declares the field.
        """
        wire = self.wire.untrusted
        is_named_alike = wire.replace("_", "").lower() == self.name.replace("_", "")
        if self.role not in {"element", "attribute"} or (
            is_named_alike and not self.is_limited and not self.documentation
        ):
            return docstring(*self.documentation, indent=4) if self.documentation else Code("")
        summary = Code(f"`{prose(self.wire)}`: {self.about}.")
        return docstring(summary, *self.documentation, indent=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record.

    `parts` are the elements that it may contain if their order matters; they then share one field.
    `model` limits which elements may occur together, if anything does. `path` is the place of its first
    use in a document, with a `.` between names. A record that `is_filter` is a filter, or part of one.
    `any_order` means that elements may occur in any order.
    """

    class_name: Code
    path: SchemaText
    docstring: Code
    fields: tuple[FieldView, ...]
    parts: tuple[FieldView, ...]
    model: Code | None
    root: RootView | None
    is_filter: bool = False
    any_order: bool = False

    @property
    def base(self) -> Code:
        """The class that it is a kind of."""
        if self.root is None:
            return Code("_model.Record")
        if self.root.query is not None:
            return Code("_root.Query")
        if self.root.stream is None:
            return Code("_root.Root")
        kind = "Listing" if self.root.batch is None else "BatchRequest"
        return Code(f'_root.{kind}["{self.root.stream.item_class}"]')

    @property
    def decorator(self) -> Code:
        """The decorator that declares the class."""
        root = self.root
        more = {} if root is None else root.arguments
        if self.model is not None:
            more["model"] = self.model
        is_filter = root is None and self.is_filter
        more |= _switches(is_filter=is_filter, any_order=self.any_order)
        if root is not None:
            return call("document", *root.names, **more)
        return call("record", **more) if more else Code("_f.record")


def _switches(**given: bool) -> dict[str, Code]:
    """Return the true arguments as keywords for a declaration; all default to false."""
    return {name: Code("True") for name, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class RootView:
    """The properties of a record that is the root of a document.

    `names` are the names that the root may have in a document, its own first. `start` and `end` are
    literals for its tags, if these have more than its name. `namespaces` are those of the schema, if
    elements of other namespaces are allowed. `is_ordered` means that the order of elements matters
    somewhere, and `is_scoped` that values may have prefixes. The whole document may be `nillable`. `block`
    is that of the root.
    `elements` and `attributes` are what is declared and may stand where the schema names none.
    """

    names: tuple[Code, ...]
    namespace: Code | None
    start: Code | None
    end: Code
    namespaces: Code | None
    is_ordered: bool
    is_scoped: bool
    nillable: bool
    block: Code | None
    elements: Code | None
    attributes: Code | None
    batch: BatchView | None
    wrapped: WrappedView | None
    query: QueryView | None
    stream: StreamView | None
    envelope: EnvelopeView | None

    @property
    def arguments(self) -> dict[str, Code]:
        """The arguments that declare the root, in addition to its names."""
        more: dict[str, Code] = {}
        if self.namespace is not None:
            more["namespace"] = self.namespace
        if self.start is not None:
            more |= {"start": self.start, "end": self.end}
        if self.stream is not None:
            more["items"] = self.stream.fields
        if self.query is not None:
            more["settings"] = self.query.settings
        if self.namespaces is not None:
            more["namespaces"] = self.namespaces
        if self.elements is not None:
            more["elements"] = self.elements
        if self.attributes is not None:
            more["attributes"] = self.attributes
        if self.block is not None:
            more["block"] = self.block
        return more | _switches(
            is_ordered=self.is_ordered, is_scoped=self.is_scoped, nillable=self.nillable
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamView:
    """A document that is mainly a list of records, which can be read one by one.

    `fields` are the names of the fields that lead to a record, and `item_class` is its class.
    """

    fields: Code
    item_class: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A request that consists of a list of records only.

    `argument` is the name of the list, and `item_class` the class of its records.
    """

    argument: Code
    item_class: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class WrappedView:
    """A request that consists of one record only; `wrapped` creates it from that record.

    `argument` is the name of the record, and `item_class` its class.
    """

    argument: Code
    item_class: Code
    wrapped: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryView:
    """A request that consists of a filter, with output selectors.

    `filter_class` is the class of the filter. `fields` are its fields, each with its type as an
    argument, and `fields_class` is the class of all of them. `settings` are the names of fields that
    do not count as filters. `is_paged` means that the response has pages.
    """

    filter_class: Code
    fields_class: Code
    fields: tuple[tuple[Code, Code], ...]
    settings: Code
    is_paged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesView:
    """A response with pages: its records are of `item_class`, in the field `items`.

    `keys` are the names of the fields that identify a record; it may be empty.
    """

    item_class: Code
    items: Code
    keys: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesView:
    """A property of a response, `errors` or `warnings`, and the fields that lead to it."""

    name: Code
    class_name: Code
    messages: Code
    field: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeView:
    """The envelope of a response: the field of `Ack`, and its messages, if any."""

    ack: Code
    properties: tuple[MessagesView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnumerationView:
    """An enumeration: the names and literals of its members, in the order of the schema.

    `path` is the place of its first use in a document, with a `.` between names. `like` is the name of
    the type that accepts a value or its text.
    """

    class_name: Code
    path: SchemaText
    docstring: Code
    members: tuple[tuple[Code, Code], ...]
    is_open: bool
    like: Code

    @property
    def base(self) -> Code:
        """The class that it is a kind of."""
        kind = "ExtensibleEnumeration" if self.is_open else "OpenEnumeration"
        return Code(f"_model.{kind}")

    @property
    def given(self) -> Code:
        """The type that is accepted for a value: a member, or a listed text, or any text.

        Any text is accepted, too, if more are listed than Python's parser and type checkers support.
        """
        if len(self.members) > _MOST_LITERALS:
            return Code(f"{self.class_name} | str")
        rows, row = list[str](), list[str]()
        for _, text in self.members:
            if row and len(f"        | Literal[{', '.join((*row, text))}]") > LINE_LENGTH:
                rows.append(", ".join(row))
                row = []
            row.append(text)
        if row:
            rows.append(", ".join(row))
        texts = [f"Literal[{row}]" for row in rows]
        return Code(" | ".join([self.class_name, *texts, *(["str"] if self.is_open else [])]))


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """A module of records and enumerations; `module` is its name.

    `imports` are the modules and names of the standard library that its types need. `lists` are those
    that are too long to be repeated wherever they are used.
    """

    module: Code
    records: tuple[RecordView, ...]
    enumerations: tuple[EnumerationView, ...]
    lists: tuple[ListView, ...]
    imports: tuple[tuple[Code, Code], ...]

    @property
    def has_names(self) -> bool:
        """Whether a value is a qualified name, so that the module exports its class."""
        fields = (field for record in self.records for field in record.fields)
        return any(re.search(r"\bQName\b", field.annotation) for field in fields)

    @property
    def runtime(self) -> tuple[Code, ...]:
        """The runtime modules that its classes import."""
        bases = [*(view.base for view in self.records), *(view.base for view in self.enumerations)]
        annotations = [field.annotation for record in self.records for field in record.fields]
        found = ["_fields as _f"] if self.records else []
        if self.lists or any("_model." in text for text in (*bases, *annotations)):
            found.append("_model")
        if any("_root." in text for text in bases):
            found.append("_root")
        return tuple(map(Code, found))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView(ModuleView):
    """The parts of the response envelope that several operations have in common.

    `public` has the names of its classes.
    """

    public: tuple[Code, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Elements and attributes that a schema declares: a literal and a declaration for each."""

    elements: tuple[tuple[Code, Code], ...] = ()
    attributes: tuple[tuple[Code, Code], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView(ModuleView):
    """An operation: the module with its records, and the client's method of the same name.

    `name` is its name on the wire. `declaration` is the expression that declares the operation.
    `named_types` are the types that elements may name by `xsi:type`: a literal and a declaration for each.
    `identity_constraints` are those of elements: a literal for each element, and their declarations.
    `declared` may stand where the schema names nothing.
    `schema_files` are the files that it was read from. A notification has no request, no method and no
    declaration.
    """

    name: SchemaText
    module_docstring: Code
    request: RecordView | None
    response: RecordView
    shared: SharedView | None
    named_types: tuple[tuple[Code, Code], ...]
    identity_constraints: tuple[tuple[Code, Code], ...]
    declared: Declared
    schema_files: tuple[str, ...]
    method: MethodView | None
    declaration: Code

    @property
    def query(self) -> QueryView | None:
        """How to create the request from a filter, if it consists of a filter only."""
        return self.request.root.query if self.request and self.request.root else None


def records_of(view: OperationView) -> dict[str, RecordView]:
    """Return the records of an operation by class, with those that it shares."""
    shared = view.shared.records if view.shared is not None else ()
    return {record.class_name: record for record in (*view.records, *shared)}


def enumerations_of(view: OperationView) -> dict[str, EnumerationView]:
    """Return the enumerations of an operation by class, with those that it shares."""
    shared = view.shared.enumerations if view.shared is not None else ()
    return {found.class_name: found for found in (*view.enumerations, *shared)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageView:
    """The whole package: its operations, sorted by name, and what they share.

    `notifications` are messages that the store sends on its own.
    """

    operations: tuple[OperationView, ...]
    notifications: tuple[OperationView, ...]
    dialect: str

    @property
    def shared(self) -> tuple[SharedView, ...]:
        """The views that several operations share, each once."""
        found = {o.shared.module: o.shared for o in self.operations if o.shared is not None}
        return tuple(found.values())

    @property
    def client(self) -> ClientView:
        """The view of the client classes."""
        return ClientView(
            methods=tuple(o.method for o in self.operations if o.method is not None),
            modules=tuple(view.module for view in views_of(self)),
        )


def views_of(package: PackageView) -> tuple[OperationView, ...]:
    """Return all operations of a package, notifications last."""
    return (*package.operations, *package.notifications)
