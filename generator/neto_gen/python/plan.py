"""From one operation of the contract to what its template prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element, RecordRef
from neto_gen.python.code import Code, docstring, literal, prose, texts
from neto_gen.python.envelope import envelope_module, envelope_of, view_envelope
from neto_gen.python.methods import view_method
from neto_gen.python.package import (
    OperationView,
    RecordView,
    RootView,
    SharedView,
    StreamView,
)
from neto_gen.python.records import ModuleViews
from neto_gen.python.repeatable import changing_element, is_repeatable
from neto_gen.python.requests import (
    only_element,
    view_batch,
    view_pages,
    view_query,
    view_wrapped,
)
from neto_gen.python.scope import Role, Scope, number
from neto_gen.python.tags import Tags, tags_of

if TYPE_CHECKING:
    from neto_gen.contract.model import Message, Operation
    from neto_gen.contract.text import SchemaText
    from neto_gen.dialect import Dialect


def plan_operation(operation: Operation, module: Code, dialect: Dialect) -> OperationView:
    """The view of an operation whose module has this name."""
    return _Planner(operation, module, dialect).plan()


@dataclass(slots=True)
class _Planner:
    operation: Operation
    module: Code
    dialect: Dialect
    scope: Scope = field(default_factory=Scope)
    imported: frozenset[Code] = frozenset()

    def plan(self) -> OperationView:
        operation = self.operation
        request = None
        if operation.request is not None:
            request = self.role(operation.request, strict=True)
            request.roots = (operation.request.root.name,)
        response = self.role(operation.response, strict=self.dialect.strict)
        response.roots = (operation.response.root.name, *(request.roots if request else ()))
        envelope = None if request is None else self.shared(response)
        roles = [role for role in (request, response) if role is not None]
        number([*roles, envelope] if envelope is not None else roles)
        shared = None if envelope is None else _plan_shared(envelope, self.scope)
        for role in roles:
            self.scope.add(role)
        self.scope.finish()
        self.imported = frozenset(shared.public) if shared else frozenset()
        views = ModuleViews(self.scope, self.imported)
        for role in roles:
            views.add(role)
        roots: list[RecordView] = []
        for role in roles:
            name = self.scope.record_names[role.key(0)]
            roots.append(views.with_root(name, self.root(role, views, sent=role is request)))
        records = tuple(views.records.values())
        sent, received = roots[0] if request else None, roots[-1]
        query = sent.root.query if sent and sent.root else None
        entry = self.dialect.catalogue.entries.get(operation.name.untrusted)
        pages = view_pages(
            operation.name, query, received, views.records, entry.keys if entry else ()
        )
        what = "what is sent, and what comes back" if request else "what the store sends by itself"
        return OperationView(
            name=operation.name,
            module=self.module,
            module_docstring=docstring(Code(f"{prose(operation.name)}: {what}."), indent=0),
            method=(
                None
                if sent is None
                else view_method(
                    *(operation.name, self.module, sent, received),
                    pages=pages,
                    repeatable=is_repeatable(operation, self.dialect.catalogue),
                    unless=changing_element(operation, self.dialect.catalogue),
                )
            ),
            request=sent,
            response=received,
            records=records,
            enumerations=tuple(views.enumerations.values()),
            shared=shared,
            borrowed=_borrowed(views, self.scope),
            imports=views.imports(),
            schema_files=tuple(
                dict.fromkeys(file for role in roles for file in role.message.files)
            ),
        )

    def role(self, message: Message, *, strict: bool) -> Role:
        return Role(message, strict, tags_of(message, qualified=self.dialect.qualified))

    def shared(self, response: Role) -> Role | None:
        """The part of the response that says how it went, where it is one."""
        envelope = envelope_of(response.message) if self.dialect.envelope else None
        if envelope is None or response.tags.key:
            return None
        return Role(envelope, strict=False, tags=Tags(qualified=False), is_document=False)

    def root(self, role: Role, views: ModuleViews, *, sent: bool) -> RootView:
        record, message = role.message.root, role.message
        opens = bool(record.attributes) or record.any_attributes
        start, end = role.tags.root(record.name, message.namespace, opens=opens)
        namespaces = Code("")
        if role.tags.has_any:
            listed = texts(role.tags.namespaces)
            namespaces = Code(f"frozenset({listed})")
        roots = tuple(dict.fromkeys(role.roots))
        query = wrapped = None
        batch = view_batch(role, self.scope) if sent else None
        if sent and self.dialect.filters:
            query = view_query(role, self.scope, views.records, self.dialect.catalogue.settings)
        if sent and query is None and batch is None:
            wrapped = view_wrapped(role, self.scope)
        return RootView(
            wire_literal=literal(record.name),
            namespace=literal(message.namespace) if message.namespace else None,
            roots=texts(roots),
            start=start,
            end=end,
            namespaces=namespaces,
            is_ordered=any(below.ordered for below in message.records),
            batch=batch,
            wrapped=wrapped,
            query=query,
            stream=None if query else self.stream(role),
            envelope=None if sent else view_envelope(role, self.scope),
        )

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
            element = listed or only_element(record)
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


def _plan_shared(envelope: Role, scope: Scope) -> SharedView:
    """The view of the module of an envelope; its names are taken over into the scope.

    It is called after what is in it, so that what an operation imports does not hang on which
    others there are.
    """
    own = Scope()
    own.add(envelope)
    own.finish()
    views = ModuleViews(own)
    views.add(envelope)
    scope.take(own)
    return SharedView(
        module=envelope_module(envelope.message),
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
