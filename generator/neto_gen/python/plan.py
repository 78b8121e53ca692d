"""From one operation of the contract to what its template prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element, RecordRef
from neto_gen.python.code import Code, docstring, literal, prose, texts
from neto_gen.python.envelope import envelope_of, view_envelope
from neto_gen.python.package import (
    BatchView,
    OperationView,
    RecordView,
    RootView,
    SharedView,
    StreamView,
)
from neto_gen.python.records import ModuleViews, field_names
from neto_gen.python.repeatable import changing_element, is_repeatable
from neto_gen.python.scope import Role, Scope, number
from neto_gen.python.tags import Tags, tags_of

if TYPE_CHECKING:
    from neto_gen.contract.model import Message, Operation, Record
    from neto_gen.contract.text import SchemaText


def plan_operation(operation: Operation, module: Code, dialect: str) -> OperationView:
    """The view of an operation whose module has this name."""
    return _Planner(operation, module, dialect).plan()


@dataclass(slots=True)
class _Planner:
    operation: Operation
    module: Code
    dialect: str
    scope: Scope = field(default_factory=Scope)
    imported: frozenset[Code] = frozenset()

    def plan(self) -> OperationView:
        operation = self.operation
        request = self.role(operation.request, strict=True)
        response = self.role(operation.response, strict=self.dialect == "xsd")
        request.roots = (operation.request.root.name,)
        response.roots = (operation.response.root.name, operation.request.root.name)
        envelope = self.shared(response)
        number([role for role in (request, response, envelope) if role is not None])
        shared = None if envelope is None else _plan_shared(envelope, self.scope)
        for role in (request, response):
            self.scope.add(role)
        self.scope.finish()
        self.imported = frozenset(shared.public) if shared else frozenset()
        views = ModuleViews(self.scope, self.imported)
        for role in (request, response):
            views.add(role)
        roots: list[RecordView] = []
        for role, sent in ((request, True), (response, False)):
            name = self.scope.record_names[role.key(0)]
            roots.append(views.with_root(name, self.root(role, sent=sent)))
        records = tuple(views.records.values())
        summary = Code(f"{prose(operation.name)}: what is sent, and what comes back.")
        return OperationView(
            action=literal(operation.name),
            module=self.module,
            module_docstring=docstring(summary, indent=0),
            method_docstring=self.method_docstring(roots[0], roots[1]),
            request=roots[0],
            response=roots[1],
            records=records,
            enumerations=tuple(views.enumerations.values()),
            shared=shared,
            borrowed=_borrowed(views, self.scope),
            imports=views.imports(),
            schema_files=tuple(
                dict.fromkeys((*operation.request.files, *operation.response.files))
            ),
            repeatable=Code(repr(is_repeatable(operation))),
            unless=Code(repr(changing)) if (changing := changing_element(operation)) else None,
        )

    def role(self, message: Message, *, strict: bool) -> Role:
        return Role(message, strict, tags_of(message, qualified=self.dialect == "xsd"))

    def shared(self, response: Role) -> Role | None:
        """The part of the response that says how it went, where it is one."""
        envelope = envelope_of(response.message) if self.dialect == "neto" else None
        if envelope is None or response.tags.key:
            return None
        return Role(envelope, strict=False, tags=Tags(qualified=False), is_document=False)

    def root(self, role: Role, *, sent: bool) -> RootView:
        record, message = role.message.root, role.message
        opens = bool(record.attributes) or record.any_attributes
        start, end = role.tags.root(record.name, message.namespace, opens=opens)
        namespaces = Code("")
        if role.tags.has_any:
            listed = texts(role.tags.namespaces)
            namespaces = Code(f"frozenset({listed})")
        roots = tuple(dict.fromkeys(role.roots))
        return RootView(
            wire_literal=literal(record.name),
            namespace=literal(message.namespace) if message.namespace else None,
            roots=texts(roots),
            start=start,
            end=end,
            namespaces=namespaces,
            batch=self.batch(role) if sent else None,
            stream=self.stream(role),
            envelope=None if sent else view_envelope(role, self.scope),
        )

    def batch(self, role: Role) -> BatchView | None:
        """How to make the request from a list, if single elements lead down to one that repeats."""
        chain: list[tuple[Code, Code]] = []
        index, seen = 0, set[int]()
        while index not in seen:
            seen.add(index)
            record = role.message.records[index]
            element = _only_element(record)
            if element is None or not isinstance(element.type, RecordRef):
                return None
            class_name = self.scope.record_names[role.key(index)]
            chain.append((class_name, field_names(record)[element.name]))
            index = element.type.index
            if element.repeated:
                argument = chain[-1][1]
                wrapped = f"[*{argument}]"
                for outer, field_name in reversed(chain):
                    wrapped = f"{outer}({field_name}={wrapped})"
                item_class = self.scope.record_names[role.key(index)]
                return BatchView(
                    argument=argument,
                    fields=texts(field_name for _, field_name in chain),
                    item_class=item_class,
                    wrapped=Code(wrapped),
                )
        return None

    def stream(self, role: Role) -> StreamView | None:
        """How to read the records that repeat below the root, or below single elements that lead down."""
        path: list[SchemaText] = []
        index, seen = 0, set[int]()
        while index not in seen:
            seen.add(index)
            record = role.message.records[index]
            if record.ordered:
                return None
            listed = next((e for e in record.content if _is_list_of_records(e)), None)
            element = listed or _only_element(record)
            if not isinstance(element, Element) or not isinstance(element.type, RecordRef):
                return None
            path.append(element.name)
            index = element.type.index
            if listed is not None:
                name = self.scope.record_names[role.key(index)]
                if name in self.imported:  # messages are no records that an operation returns
                    return None
                reader = Code(f"_read_{self.scope.stems[name]}")
                return StreamView(path=texts(path), item_class=name, reader=reader)
        return None

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


def _plan_shared(envelope: Role, scope: Scope) -> SharedView:
    """The view of the module of an envelope; its names are taken over into the scope.

    It is called after what is in it, so that what an operation imports does not hang on which
    others there are.
    """
    digest = sha256(repr(envelope.message.records).encode()).hexdigest()[:8]
    own = Scope()
    own.add(envelope)
    own.finish()
    views = ModuleViews(own)
    views.add(envelope)
    scope.take(own)
    return SharedView(
        module=Code(f"_envelope_{digest}"),
        public=tuple(sorted((*views.records, *views.enumerations))),
        records=tuple(views.records.values()),
        enumerations=tuple(views.enumerations.values()),
        imports=views.imports(),
    )


def _borrowed(views: ModuleViews, scope: Scope) -> tuple[Code, ...]:
    """What the functions of imported records that a module calls are called after."""
    return tuple(sorted(scope.stems[name] for name in views.used if name in scope.stems))


def _is_list_of_records(element: Element | AnyElements) -> bool:
    return (
        isinstance(element, Element)
        and element.repeated
        and isinstance(element.type, RecordRef)
        and not element.derived
        and not element.nillable
    )


def _only_element(record: Record) -> Element | None:
    """The element of a record that holds no more than one."""
    if record.attributes or record.any_attributes or record.ordered or len(record.content) != 1:
        return None
    element = record.content[0]
    return (
        None if isinstance(element, AnyElements) or element.derived or element.nillable else element
    )
