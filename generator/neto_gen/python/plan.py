"""From one operation of the contract to what its template prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, Element, RecordRef
from neto_gen.python.arguments import (
    view_batch,
    view_pages,
    view_query,
    view_wrapped,
)
from neto_gen.python.code import Code, docstring, literal, prose, texts
from neto_gen.python.envelope import envelope_module, envelope_of, view_envelope
from neto_gen.python.idempotency import changing_element, is_idempotent
from neto_gen.python.identity_constraints import view_identity_constraints
from neto_gen.python.listed import with_listed
from neto_gen.python.methods import declared_operation, view_method
from neto_gen.python.named_types import view_declared, view_named_types
from neto_gen.python.package import (
    Declared,
    OperationView,
    RecordView,
    RootView,
    SharedView,
    StreamView,
)
from neto_gen.python.records import ModuleViews, field_names, only_element
from neto_gen.python.scope import PlannedMessage, Scope, number_records
from neto_gen.python.tags import Tags, tags_of
from neto_gen.python.types import has_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import Message, Operation
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.dialect import Dialect
    from neto_gen.python.methods import MethodView
    from neto_gen.python.package import PagesView, QueryView


def plan_operation(operation: Operation, module: Code, dialect: Dialect) -> OperationView:
    """Return the view of an operation."""
    return _Planner(operation, module, dialect).plan()


def plan_names(operation: Operation, module: Code, dialect: Dialect) -> Scope:
    """Return the names of an operation's classes."""
    planner = _Planner(operation, module, dialect)
    planner.plan()
    return planner.scope


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
            request = self.planned(operation.request, strict=True)
            request.roots = (operation.request.root.name,)
        response = self.planned(self.answer(), strict=self.dialect.strict)
        response.roots = (operation.response.root.name, *(request.roots if request else ()))
        envelope = None if request is None else self.shared(response)
        planned_messages = [planned for planned in (request, response) if planned is not None]
        number_records([*planned_messages, envelope] if envelope is not None else planned_messages)
        shared = None if envelope is None else _plan_shared(envelope, self.scope)
        for planned in planned_messages:
            self.scope.add(planned)
        self.imported = frozenset(shared.public) if shared else frozenset()
        views = ModuleViews(self.scope, self.imported)
        for planned in planned_messages:
            views.add(planned)
        roots: list[RecordView] = []
        for planned in planned_messages:
            name = self.scope.record_names[planned.key(0)]
            roots.append(views.with_root(name, self.root(planned, views, sent=planned is request)))
        sent, received = roots[0] if request else None, roots[-1]
        query = sent.root.query if sent and sent.root else None
        if request is not None and query is not None:
            views.as_filters(request)
        records = tuple(views.records.values())
        entry = self.dialect.catalogue.entries.get(operation.name.untrusted)
        pages = view_pages(query, received, views.records, entry.keys if entry else ())
        method = (
            None
            if sent is None
            else view_method(operation.name, self.module, sent, received, pages)
        )
        named_types = self.named_types(planned_messages)
        declared = view_declared(planned_messages) if self.dialect.qualified else Declared()
        what = "what is sent, and what comes back" if request else "what the store sends by itself"
        return OperationView(
            name=operation.name,
            module=self.module,
            module_docstring=docstring(Code(f"{prose(operation.name)}: {what}."), indent=0),
            method=method,
            declaration=Code("") if method is None else self.declaration(method, received, pages),
            request=sent,
            response=received,
            records=records,
            enumerations=tuple(views.enumerations.values()),
            lists=tuple(views.lists.values()),
            shared=shared,
            imports=views.imports(
                self.needed(query, [*named_types, *declared.elements, *declared.attributes])
            ),
            named_types=named_types,
            identity_constraints=self.identity_constraints(planned_messages),
            declared=declared,
            schema_files=tuple(
                dict.fromkeys(
                    file for planned in planned_messages for file in planned.message.files
                )
            ),
        )

    def named_types(
        self, planned_messages: Sequence[PlannedMessage]
    ) -> tuple[tuple[Code, Code], ...]:
        """Return the types that elements may name, where clients judge what they name."""
        if not self.dialect.qualified:
            return ()
        return view_named_types(planned_messages, self.scope.record_names)

    def identity_constraints(
        self, planned_messages: Sequence[PlannedMessage]
    ) -> tuple[tuple[Code, Code], ...]:
        """Return the keys, unique values and references of elements, where clients judge these."""
        if not self.dialect.qualified:
            return ()
        return view_identity_constraints(planned_messages, self.scope.record_names)

    def answer(self) -> Message:
        """Return the response, with its texts typed by the enumerations of the request's filter."""
        operation, settings = self.operation, self.dialect.catalogue.settings
        if operation.request is None or not self.dialect.filters:
            return operation.response
        return with_listed(operation.response, operation.request, settings)

    def declaration(
        self, method: MethodView, response: RecordView, pages: PagesView | None
    ) -> Code:
        catalogue = self.dialect.catalogue
        return declared_operation(
            *(method, response, pages),
            idempotent=is_idempotent(self.operation, catalogue),
            not_idempotent_with=changing_element(self.operation, catalogue),
        )

    def needed(
        self, query: QueryView | None, named_types: Sequence[tuple[Code, Code]]
    ) -> Iterator[str]:
        """Yield the names that a module imports beside the types of its fields."""
        if query is not None:
            yield from ("TypedDict", "Unpack")
            if any("Iterable[" in annotation for _, annotation in query.fields):
                yield "Iterable"
        if any("=Decimal(" in declared or "(Decimal(" in declared for _, declared in named_types):
            yield "Decimal"

    def planned(self, message: Message, *, strict: bool) -> PlannedMessage:
        return PlannedMessage(message, strict, tags_of(message, qualified=self.dialect.qualified))

    def shared(self, response: PlannedMessage) -> PlannedMessage | None:
        """Return the response's envelope as a planned message of its own, if it can be shared."""
        envelope = envelope_of(response.message) if self.dialect.envelope else None
        if envelope is None or response.tags.key:
            return None
        return PlannedMessage(envelope, strict=False, tags=Tags(qualified=False), is_document=False)

    def root(self, planned: PlannedMessage, views: ModuleViews, *, sent: bool) -> RootView:
        record, message = planned.message.root, planned.message
        names = record.text is not None and has_names(record.text)
        opens = bool(record.attributes) or record.any_attributes or names
        start, end = planned.tags.root(record.name, message.namespace, opens=opens)
        plain = Tags(qualified=False).root(record.name, None, opens=False)
        namespaces = None
        if planned.tags.has_any or planned.tags.apart:
            namespaces = Code(
                f"frozenset({texts((*planned.tags.namespaces, *planned.tags.apart))})"
            )
        roots = tuple(dict.fromkeys(planned.roots))
        query = wrapped = None
        batch = view_batch(planned, self.scope) if sent else None
        if sent and self.dialect.filters:
            query = view_query(planned, self.scope, views.records, self.dialect.catalogue.settings)
        if sent and query is None and batch is None:
            wrapped = view_wrapped(planned, self.scope)
        return RootView(
            names=tuple(literal(name) for name in roots),
            namespace=literal(message.namespace) if message.namespace else None,
            start=None if (start, end) == plain else start,
            end=end,
            namespaces=namespaces,
            is_ordered=any(below.ordered for below in message.records),
            is_scoped=planned.tags.is_scoped,
            nillable=planned.tags.qualified and message.nillable,
            block=(
                texts(sorted(message.block)) if planned.tags.qualified and message.block else None
            ),
            elements=_frozenset(message.elements) if planned.tags.qualified else None,
            attributes=_frozenset(message.attributes) if planned.tags.qualified else None,
            batch=batch,
            wrapped=wrapped,
            query=query,
            stream=None if query or planned.tags.is_scoped else self.stream(planned),
            envelope=None if sent else view_envelope(planned, self.scope),
        )

    def stream(self, planned: PlannedMessage) -> StreamView | None:
        """Return how to stream the records that repeat below the root, or below single elements."""
        fields: list[Code] = []
        index, seen = 0, set[int]()
        while index not in seen:
            seen.add(index)
            record = planned.message.records[index]
            if record.ordered:
                return None
            listed = next((e for e in record.content if _is_list_of_records(e)), None)
            element = listed or only_element(record)
            if not isinstance(element, Element) or not isinstance(element.type, RecordRef):
                return None
            fields.append(field_names(record)[element.key])
            index = element.type.index
            if listed is not None:
                name = self.scope.record_names[planned.key(index)]
                if name in self.imported:  # messages are not records that an operation returns
                    return None
                return StreamView(fields=texts(fields), item_class=name)
        return None


def _plan_shared(envelope: PlannedMessage, scope: Scope) -> SharedView:
    """Return the view of an envelope's module, and add its names to the scope.

    It is called after what is in it, so that what an operation imports does not hang on which
    others there are.
    """
    own = Scope()
    own.add(envelope)
    views = ModuleViews(own)
    views.add(envelope)
    scope.take(own)
    return SharedView(
        module=envelope_module(envelope.message),
        public=tuple(sorted((*views.records, *views.enumerations, *own.likes.values()))),
        records=tuple(views.records.values()),
        enumerations=tuple(views.enumerations.values()),
        lists=tuple(views.lists.values()),
        imports=views.imports(),
    )


def _frozenset(names: Sequence[SchemaText]) -> Code | None:
    return Code(f"frozenset({texts(names)})") if names else None


def _is_list_of_records(element: Element | AnyElements) -> bool:
    return (
        isinstance(element, Element)
        and element.repeated
        and isinstance(element.type, RecordRef)
        and not element.derived
        and not element.nillable
    )
