"""From one operation of the contract to what its template prints."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeGuard

from neto_gen.contract.model import Enumeration, Record, Scalar
from neto_gen.python import names, types
from neto_gen.python.code import Code, docstring, literal, paragraphs, prose
from neto_gen.python.fields import view_field
from neto_gen.python.package import (
    BatchView,
    EnumerationView,
    EnvelopeView,
    FieldView,
    MessagesView,
    OperationView,
    RecordView,
    RootView,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.contract.model import Field, Message, Operation
    from neto_gen.contract.text import SchemaText

_CLASS_INDENT = 4


def plan_operation(operation: Operation, module: Code) -> OperationView:
    """The view of an operation whose module has this name."""
    return _Planner(operation, module).plan()


@dataclass(slots=True)
class _Role:
    """One of the two messages.

    Only what we send has fields that must be set: stores leave out what they declare as required,
    and an answer is read as far as it goes.
    """

    message: Message
    sent: bool
    roots: tuple[SchemaText, ...]


@dataclass(frozen=True, slots=True)
class _Named:
    """A record or an enumeration in one role: what gets a class of its own."""

    type: Record | Enumeration
    strict: bool


@dataclass(slots=True)
class _Planner:
    operation: Operation
    module: Code
    class_names: dict[_Named, Code] = field(default_factory=dict["_Named", Code])
    paths: dict[Code, str] = field(default_factory=dict[Code, str])
    stems: dict[str, Code] = field(default_factory=dict[str, Code])

    def plan(self) -> OperationView:
        operation = self.operation
        request = _Role(operation.request, sent=True, roots=(operation.request.record.name,))
        response = _Role(
            operation.response,
            sent=False,
            roots=(operation.response.record.name, operation.request.record.name),
        )
        for role in (request, response):
            self.name_classes(role)
        self.stems = names.unique(
            (name, Code(names.snake_case(name))) for name in self.class_names.values()
        )
        records: dict[Code, RecordView] = {}
        enumerations: dict[Code, EnumerationView] = {}
        for role in (request, response):
            self.add_views(role.message.record, role, records, enumerations)
        roots = [records[self.class_of(r.message.record, r)] for r in (request, response)]
        summary = Code(f"{prose(operation.name)}: what is sent, and what comes back.")
        return OperationView(
            action=literal(operation.name),
            module=self.module,
            module_docstring=docstring(summary, indent=0),
            method_docstring=self.method_docstring(roots[0], roots[1]),
            request=roots[0],
            response=roots[1],
            records=tuple(records.values()),
            enumerations=tuple(enumerations.values()),
            imports=_imports(records.values()),
            schema_files=tuple(
                dict.fromkeys((*operation.request.files, *operation.response.files))
            ),
        )

    def name_classes(self, role: _Role) -> None:
        """Name all classes of a message, those nearest to its root first."""
        taken = set(self.class_names.values())
        root = role.message.record
        queue: deque[tuple[Record | Enumeration, tuple[str, ...]]] = deque()
        queue.append((root, (root.name.untrusted,)))
        while queue:
            found, path = queue.popleft()
            named = _named(found, role)
            if named not in self.class_names:
                name = names.free_class_name(path, taken)
                self.class_names[named] = name
                self.paths[name] = ".".join(path)
                taken.add(name)
            if isinstance(found, Record):
                queue.extend(
                    (element.type, (*path, element.name.untrusted))
                    for element in found.fields
                    if _has_class(element.type)
                )

    def class_of(self, found: Record | Enumeration, role: _Role) -> Code:
        return self.class_names[_named(found, role)]

    def add_views(
        self,
        record: Record,
        role: _Role,
        records: dict[Code, RecordView],
        enumerations: dict[Code, EnumerationView],
    ) -> None:
        """Add the view of a record, then those of all that it holds."""
        name = self.class_of(record, role)
        if name in records:
            return
        fields = self.fields(record, role)
        records[name] = RecordView(
            class_name=name,
            stem=self.stems[name],
            docstring=docstring(
                Code(f"The element `{prose(self.paths[name])}`."),
                *paragraphs(record.documentation),
                indent=_CLASS_INDENT,
            ),
            fields=fields,
            root=self.root(record, role) if record is role.message.record else None,
        )
        for element in record.fields:
            if isinstance(element.type, Record):
                self.add_views(element.type, role, records, enumerations)
            elif isinstance(element.type, Enumeration) and (
                types.kind_of(element.type) is types.ENUMERATION
            ):
                enumeration_name = self.class_of(element.type, role)
                enumerations[enumeration_name] = self.enumeration(enumeration_name, element.type)

    def enumeration(self, name: Code, enumeration: Enumeration) -> EnumerationView:
        values = dict.fromkeys(enumeration.values)
        members = names.unique((value, names.member_name(value)) for value in values)
        return EnumerationView(
            class_name=name,
            docstring=docstring(
                Code(f"The values of `{prose(self.paths[name])}`."), indent=_CLASS_INDENT
            ),
            members=tuple((members[value], literal(value)) for value in values),
        )

    def fields(self, record: Record, role: _Role) -> tuple[FieldView, ...]:
        found = _field_names(record)
        return tuple(self.field(element, found[element.name], role) for element in record.fields)

    def field(self, element: Field, name: Code, role: _Role) -> FieldView:
        class_name = self.class_of(element.type, role) if _has_class(element.type) else None
        return view_field(
            element,
            name,
            class_name=class_name,
            stem=self.stems[class_name] if class_name else None,
            required=role.sent and element.required and not element.repeated,
        )

    def root(self, record: Record, role: _Role) -> RootView:
        namespace = role.message.namespace
        roots = dict.fromkeys(literal(name) for name in role.roots)
        return RootView(
            wire_literal=literal(record.name),
            namespace=literal(namespace) if namespace else None,
            roots=Code(f"({', '.join(roots)}{',' if len(roots) == 1 else ''})"),
            batch=self.batch(record, role) if role.sent else None,
            envelope=None if role.sent else self.envelope(record, role),
        )

    def batch(self, record: Record, role: _Role) -> BatchView | None:
        """How to make the request from a list, if single elements lead down to one that repeats."""
        chain: list[tuple[Code, Code]] = []
        while len(record.fields) == 1:
            element = record.fields[0]
            chain.append((self.class_of(record, role), _field_names(record)[element.name]))
            if not isinstance(element.type, Record):
                return None
            if element.repeated:
                argument = chain[-1][1]
                wrapped = f"[*{argument}]"
                for class_name, field_name in reversed(chain):
                    wrapped = f"{class_name}({field_name}={wrapped})"
                item_class = self.class_of(element.type, role)
                return BatchView(argument=argument, item_class=item_class, wrapped=Code(wrapped))
            record = element.type
        return None

    def envelope(self, record: Record, role: _Role) -> EnvelopeView | None:
        """The fields in which a response of this API says how it went."""
        fields = {element.name.untrusted: element for element in record.fields}
        field_names = _field_names(record)
        ack = fields.get("Ack")
        if ack is None or ack.repeated or not isinstance(ack.type, Scalar | Enumeration):
            return None
        messages = fields.get("Messages")
        properties: list[MessagesView] = []
        if messages and not messages.repeated and isinstance(messages.type, Record):
            message_names = _field_names(messages.type)
            for element in messages.type.fields:
                name = {"Error": "errors", "Warning": "warnings"}.get(element.name.untrusted)
                if name and element.repeated and _is_message(element.type):
                    properties.append(
                        MessagesView(
                            name=Code(name),
                            class_name=self.class_of(element.type, role),
                            messages=field_names[messages.name],
                            field=message_names[element.name],
                        )
                    )
        return EnvelopeView(ack=field_names[ack.name], properties=tuple(properties))

    def method_docstring(self, request: RecordView, response: RecordView) -> Code:
        action = prose(self.operation.name)
        batch = request.root.batch if request.root else None
        first = Code(f"Send `{action}` and return what the store answers.")
        takes = (
            Code(f"Takes a list of `{batch.item_class}`, or the request, `{request.class_name}`.")
            if batch
            else Code(f"Takes the request, `{request.class_name}`.")
        )
        envelope = response.root.envelope if response.root else None
        raises = "Raises RequestError when a value does not fit the schema" + (
            ", and ApiError when the store refuses the request; every error of this client is a "
            "NetoError. Warnings of the store are in `warnings` of what is returned."
            if envelope
            else "; every error of this client is a NetoError."
        )
        return docstring(first, takes, Code(raises), indent=8)


def _named(found: Record | Enumeration, role: _Role) -> _Named:
    return _Named(found, strict=role.sent and _has_required(found))


def _has_class(found: Record | Scalar | Enumeration) -> TypeGuard[Record | Enumeration]:
    return isinstance(found, Record) or types.kind_of(found) is types.ENUMERATION


def _has_required(found: Record | Scalar | Enumeration) -> bool:
    return isinstance(found, Record) and any(
        (element.required and not element.repeated) or _has_required(element.type)
        for element in found.fields
    )


def _field_names(record: Record) -> dict[SchemaText, Code]:
    return names.unique((element.name, names.field_name(element.name)) for element in record.fields)


def _is_message(found: Record | Scalar | Enumeration) -> TypeGuard[Record]:
    if not isinstance(found, Record):
        return False
    texts = {
        inner.name.untrusted
        for inner in found.fields
        if isinstance(inner.type, Scalar)
        and types.kind_of(inner.type) is types.STRING
        and not inner.repeated
    }
    return {"Message", "SeverityCode"} <= texts


def _imports(records: Iterable[RecordView]) -> tuple[tuple[Code, Code], ...]:
    """What the types of the fields need from the standard library."""
    kinds = {view.kind for record in records for view in record.fields}
    moments = [kind.annotation for kind in (types.DATE, types.DATE_TIME) if kind in kinds]
    imports: list[tuple[Code, Code]] = []
    if moments:
        imports.append((Code("datetime"), Code(", ".join(moments))))
    if types.DECIMAL in kinds:
        imports.append((Code("decimal"), Code("Decimal")))
    return tuple(imports)
