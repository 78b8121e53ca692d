"""What a template is given: a generated package as pieces of Python, in the order of printing.

Every text in here is `Code`; a template prints these and adds nothing of its own from a schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from neto_gen.python.code import LINE_LENGTH, Code, literal
from neto_gen.python.methods import ClientView

if TYPE_CHECKING:
    from neto_gen.contract.text import SchemaText
    from neto_gen.python.methods import MethodView
    from neto_gen.python.types import SimpleView

# The other variables of the functions that go through lists, in templates/records.py.jinja.
_LOCAL_NAMES = frozenset(
    {"record", "check", "inner", "name", "add", "data", "reading", "values"}
    | {
        "content",
        "is_plain",
        "isinstance",
        "len",
        "type",
        "str",
        "int",
        "float",
        "bool",
        "bytes",
        "list",
    }
    | {"date", "datetime", "time"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordUse:
    """A record as the value of a field: its class, and what its functions are called after.

    `opens` says that what writes it also ends the start tag, as it has attributes; `text` that it
    holds text.
    """

    class_name: Code
    stem: Code
    opens: bool
    text: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeChoice:
    """One of the records that an element may hold, by the name of its type.

    `name` is None for the type that the element is declared with; `attribute` is the `xsi:type`
    that is written, with a space before it.
    """

    name: Code | None
    attribute: Code
    use: RecordUse


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """A field of a record.

    `wire` is what it is called in a level of a document, and `key` the literal for that; `tag` is the
    name of its element or attribute as it stands in a tag, and in an f-string. `role` says what it
    is: `element`, `attribute`, `text`, `content`, `any_elements` or `any_attributes`.

    What it holds is one of: `simple`, a value of a simple type; `record`; `choices`, one of several
    records, which functions called after `choice_stem` tell apart; or none of these, raw data.

    `empty` is what an element that is there and empty holds. `value_annotation` is the type of one
    value. The arguments, each with a comma before it, are
    those of a check: `occurs_arguments` of how often it is there. `about` says what it may hold, and
    `documentation` are the paragraphs that the schema has of it: the `docstring` has both.
    """

    name: Code
    role: str
    wire: SchemaText
    tag: Code
    simple: SimpleView | None
    record: RecordUse | None
    choices: tuple[TypeChoice, ...]
    choice_stem: Code
    repeated: bool
    required: bool
    nillable: bool
    must_occur: bool
    default: Code | None
    fixed: Code | None
    empty: Code | None = None
    value_annotation: Code
    metadata: Code
    occurs_arguments: Code
    about: Code
    documentation: tuple[Code, ...]
    docstring: Code

    @property
    def key(self) -> Code:
        """The literal for what it is called in a level of a document."""
        return literal(self.wire)

    @property
    def annotation(self) -> Code:
        """The type of the field."""
        if self.repeated:
            item = f"{self.value_annotation} | None" if self.nillable else self.value_annotation
            return Code(f"list[{item}]")
        return self.value_annotation if self.required else Code(f"{self.value_annotation} | None")

    @property
    def is_record(self) -> bool:
        """Whether the element holds a record."""
        return self.record is not None or bool(self.choices)

    @property
    def stem(self) -> Code:
        """What the functions of the record that it holds are called after."""
        return self.choice_stem if self.record is None else self.record.stem

    @property
    def is_text(self) -> bool:
        """Whether it is an element that does not repeat, and holds a text."""
        return (
            self.role in {"element", "text"}
            and not self.repeated
            and self.simple is not None
            and self.simple.is_text
        )

    @property
    def misfit(self) -> Code | None:
        """The expression that is false when nothing is wrong with its variable; None without a short one."""
        if self.repeated or self.fixed is not None or self.simple is None:
            return None
        return self.simple.misfit(self.item)

    @property
    def needs_value(self) -> bool:
        """Whether None is wrong, though its type has it."""
        return self.must_occur and not self.nillable and not self.required

    @property
    def fits_record(self) -> bool:
        """Whether its record is asked if it fits, and nothing else is to be found out."""
        if self.record is None:
            return False
        return not self.repeated or not (self.nillable or self.occurs_arguments)

    @property
    def runtime(self) -> frozenset[str]:
        """The modules of the runtime that reading and writing it takes."""
        simple = self.simple
        if simple is None:
            return frozenset[str]() if self.is_record else frozenset({"_write"})
        writes = {"_write"} if simple.needs_escape else set[str]()
        return frozenset(writes | ({"_text"} if simple.is_converted else set[str]()))

    @property
    def uses(self) -> tuple[RecordUse, ...]:
        """The records that the element may hold."""
        return (self.record,) if self.record else tuple(choice.use for choice in self.choices)

    @property
    def classes(self) -> Code:
        """The classes of its records, as an argument."""
        names = ", ".join(use.class_name for use in self.uses)
        return Code(names if len(self.uses) == 1 else f"({names})")

    @property
    def text_argument(self) -> Code:
        """The argument of a reading function that says that its record holds text."""
        return Code(", text=True" if any(use.text for use in self.uses) else "")

    @property
    def plural(self) -> Code:
        """What the names of functions end in that handle all values of a repeated element."""
        return Code("s" if self.repeated else "")

    @property
    def default_argument(self) -> Code:
        """The arguments of the dataclass field that say what it holds when it is not given."""
        if self.role == "any_attributes":
            return Code(f"default_factory={self.value_annotation}, ")
        if self.repeated:
            # In quotes, as a class may be defined further down.
            simple = self.simple is not None and not self.simple.needs_quotes and not self.nillable
            quote = "" if simple else '"'
            item = f"{self.value_annotation} | None" if self.nillable else self.value_annotation
            return Code(f"default_factory=list[{quote}{item}{quote}], ")
        if self.default is not None:
            return Code(f"default={self.default}, ")
        return Code("" if self.required else "default=None, ")

    @property
    def item(self) -> Code:
        """The name of the variable for one value."""
        taken = self.name in _LOCAL_NAMES
        return Code(f"{self.name}_item") if taken else self.name

    @property
    def value(self) -> Code:
        """The expression for the value of a field that does not repeat."""
        return Code(f"record.{self.name}")

    @property
    def count(self) -> Code:
        """The expression for how many there are."""
        if self.repeated:
            return Code(f"len(record.{self.name})")
        if self.required or (self.nillable and self.must_occur):
            return Code("1")
        return Code(f"record.{self.name} is not None")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyElementsView:
    """A place for elements that the schema does not name: the arguments of its check."""

    arguments: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordView:
    """A record: a dataclass, and the functions that check, read and write it.

    `stem` is what those functions are called after, `constant` the set of its names on the wire.
    `fields` are all; `content` the elements that it may hold where their order counts, and then
    they have one field together. `model` limits what stands together, if anything does. `path` is
    where in a document the first of them stands, with a `.` between names.
    """

    class_name: Code
    path: SchemaText
    stem: Code
    docstring: Code
    fields: tuple[FieldView, ...]
    content: tuple[FieldView | AnyElementsView, ...]
    content_annotation: Code
    mixed: bool
    any_elements: AnyElementsView | None
    opens: bool
    holds_text: bool
    model: Code | None
    keys: tuple[Code, ...]
    root: RootView | None

    @property
    def constant(self) -> Code:
        """The name of the set of names that the schema lists."""
        return Code(self.stem.upper())

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
    def key_set(self) -> Code:
        """The set of the names that the schema lists: on a line, or each on a line of its own."""
        if not self.keys:
            return Code("frozenset()")
        line = Code(f"frozenset({{{', '.join(self.keys)}}})")
        if len(f"_{self.constant} = {line}") <= LINE_LENGTH:
            return line
        items = "".join(f"        {key},\n" for key in self.keys)
        return Code(f"frozenset(\n    {{\n{items}    }}\n)")

    @property
    def plain_text(self) -> Code:
        """The text of all fields that may have to be escaped: on a line, or on several."""
        values = [f"{{record.{field.name}}}" for field in self.plain_texts]
        line = Code(f'f"{"".join(values)}"')
        if len(f"    is_plain = _write.is_plain({line})") <= LINE_LENGTH:
            return line
        lines = [""]
        for value in values:
            if lines[-1] and len(f'        f"{lines[-1]}{value}"') > LINE_LENGTH:
                lines.append("")
            lines[-1] += value
        return Code("\n" + "".join(f'        f"{text}"\n' for text in lines) + "    ")

    @property
    def attributes(self) -> tuple[FieldView, ...]:
        """The fields that are attributes."""
        return tuple(f for f in self.fields if f.role in {"attribute", "any_attributes"})

    @property
    def inner(self) -> tuple[FieldView, ...]:
        """The fields that stand between the tags."""
        return tuple(f for f in self.fields if f.role not in {"attribute", "any_attributes"})

    @property
    def is_ordered(self) -> bool:
        """Whether the order of its elements counts."""
        return any(field.role == "content" for field in self.fields)

    @property
    def choice_fields(self) -> tuple[FieldView, ...]:
        """The elements that may hold one of several records."""
        elements = [f for f in (*self.fields, *self.content) if isinstance(f, FieldView)]
        return tuple(field for field in elements if field.choices)

    @property
    def extra_arguments(self) -> Code:
        """What of the rest has a field of its own, and whether there is no order, as arguments."""
        elements = self.any_elements is not None or self.is_ordered
        attributes = any(field.role == "any_attributes" for field in self.fields)
        in_any_order = self.model is not None and not elements
        return Code(
            (", elements=False" if elements else "")
            + (", attributes=False" if attributes else "")
            + (", in_order=False" if in_any_order else "")
        )

    @property
    def is_plain_list(self) -> bool:
        """Whether each of its fields can be checked by itself, and none holds one of several records."""
        return self.model is None and not self.is_ordered and not self.choice_fields

    @property
    def plain_texts(self) -> tuple[FieldView, ...]:
        """The elements that hold one text each: whether to escape any is asked once, for several."""
        found = tuple(f for f in self.inner if f.is_text)
        return found if len(found) > 1 else ()

    @property
    def counts(self) -> Code:
        """The names of its elements, and how many there are of each, as arguments."""
        found = [
            (
                f"('*', len(record.{field.name}))"
                if field.role == "any_elements"
                else f"({field.key}, {field.count})"
            )
            for field in self.inner
        ]
        return Code(", ".join(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class RootView:
    """What a record has that is the root of a document.

    `roots` is a tuple of the names that the root may have in a document, its own first; `start` and
    `end` are literals for its tags, the former without its last character where attributes follow.
    `namespaces` is an argument for those of the schema, where others may stand beside them. Of a
    document that `is_ordered`, the order of elements counts somewhere.
    """

    wire_literal: Code
    namespace: Code | None
    roots: Code
    start: Code
    end: Code
    namespaces: Code
    is_ordered: bool
    batch: BatchView | None
    wrapped: WrappedView | None
    query: QueryView | None
    stream: StreamView | None
    envelope: EnvelopeView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamView:
    """A document that is mainly a list of records, which can be read one by one.

    `path` are the names of the elements that lead to a record; `item_class` is its class, and
    `reader` the function that reads it.
    """

    path: Code
    item_class: Code
    reader: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchView:
    """A request that is no more than a list of records: `wrapped` makes it from that list.

    `argument` is what the list is called, and `item_class` the class of its records; `fields` are
    the names of the fields that lead to the list.
    """

    argument: Code
    fields: Code
    item_class: Code
    wrapped: Code


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
    type that it has as an argument, are called together. `enumerations` are the literals for the
    names of those that hold listed values, with the classes of these. `settings` are the names of those that find
    nothing by themselves. `is_paged` says that the answer comes in pages, and
    `takes_sequences` that one of the fields takes several values.
    """

    filter_class: Code
    fields_class: Code
    fields: tuple[tuple[Code, Code], ...]
    enumerations: tuple[tuple[Code, Code], ...]
    settings: Code
    is_paged: bool
    takes_sequences: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesView:
    """An answer that comes in pages: its records are of `item_class`, in the field `items`.

    `keys` are the names of the fields that tell them apart; with none, nothing does. `docstring` is
    that of the method that goes through them.
    """

    item_class: Code
    items: Code
    keys: Code
    docstring: Code


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
    """An enumeration: names and literals of its members, in the order of the schema.

    `path` is where in a document the first of its values stands, with a `.` between names.
    """

    class_name: Code
    path: SchemaText
    docstring: Code
    members: tuple[tuple[Code, Code], ...]
    is_open: bool

    @property
    def base(self) -> Code:
        """The class that it is a kind of."""
        kind = "ExtensibleEnumeration" if self.is_open else "OpenEnumeration"
        return Code(f"_model.{kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleView:
    """A module of records and enumerations, which is called `module`.

    `imports` are the modules and names of the standard library that its types need.
    """

    module: Code
    records: tuple[RecordView, ...]
    enumerations: tuple[EnumerationView, ...]
    imports: tuple[tuple[Code, Code], ...]

    @property
    def has_fields(self) -> bool:
        """Whether any record has a field."""
        return any(record.fields for record in self.records)

    @property
    def takes_sequences(self) -> bool:
        """Whether a request is made from a list, or from fields that take several values."""
        roots = [record.root for record in self.records if record.root is not None]
        return any(root.batch or (root.query and root.query.takes_sequences) for root in roots)

    @property
    def runtime(self) -> tuple[Code, ...]:
        """The modules of the runtime that its records use."""
        found = {"_model"}
        for record in self.records:
            if record.root is not None:
                found.add("_root")
            for field in (*record.fields, *record.content):
                if isinstance(field, FieldView):
                    found |= field.runtime
        return tuple(Code(name) for name in sorted(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedView(ModuleView):
    """What several operations have in common: the parts of the envelope of their responses.

    `public` are the names of its classes.
    """

    public: tuple[Code, ...]

    @property
    def fitted(self) -> frozenset[Code]:
        """What the functions of the records are called after that are asked if they fit: of all."""
        return frozenset(record.stem for record in self.records)


def _fitted(records: tuple[RecordView, ...]) -> frozenset[Code]:
    fields = (field for record in records if record.is_plain_list for field in record.fields)
    held = (field.record.stem for field in fields if field.record and field.fits_record)
    roots = (record.stem for record in records if record.root)
    return frozenset((*held, *roots))


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationView(ModuleView):
    """An operation: the module with its records, and the client's method of the same name.

    `name` is what it is called on the wire. A notification has no request, and no method.
    `borrowed` are what the functions of `shared` that the module calls are called after;
    `schema_files` the files that the operation was read from.
    """

    name: SchemaText
    module_docstring: Code
    request: RecordView | None
    response: RecordView
    shared: SharedView | None
    borrowed: tuple[Code, ...]
    schema_files: tuple[str, ...]
    method: MethodView | None

    @property
    def fitted(self) -> frozenset[Code]:
        """What the functions of the records are called after that are asked if they fit."""
        return _fitted(self.records)

    @property
    def query(self) -> QueryView | None:
        """How to make the request from a filter, where it is no more than a filter."""
        return self.request.root.query if self.request and self.request.root else None


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
    def client(self) -> ClientView:
        """What the clients show of it."""
        views = (*self.operations, *self.notifications)
        return ClientView(
            methods=tuple(o.method for o in self.operations if o.method is not None),
            modules=tuple(view.module for view in views),
        )
