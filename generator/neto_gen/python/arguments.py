"""Plan the arguments that a client's method takes instead of a whole request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.model import Element, RecordRef
from neto_gen.python.code import Code, texts
from neto_gen.python.package import BatchView, FieldView, PagesView, QueryView, WrappedView
from neto_gen.python.records import field_names, only_element

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.contract.model import Message, Record
    from neto_gen.python.package import RecordView
    from neto_gen.python.scope import PlannedMessage, Scope

_PARAMETERS = frozenset({"self", "filter", "options"})
_FILTER, _SELECTOR, _PAGING = "Filter", "OutputSelector", ("Page", "Limit")


def view_batch(planned: PlannedMessage, scope: Scope) -> BatchView | None:
    """Return how to build the request from a list, if its root leads by single elements to a list."""
    index, seen = 0, set[int]()
    while index not in seen:
        seen.add(index)
        record = planned.message.records[index]
        element = only_element(record)
        if element is None or not isinstance(element.type, RecordRef):
            return None
        index = element.type.index
        if element.repeated:
            argument = field_names(record)[element.key]
            return BatchView(argument=argument, item_class=scope.record_names[planned.key(index)])
    return None


def view_wrapped(planned: PlannedMessage, scope: Scope) -> WrappedView | None:
    """Return how to build the request from the one record that it holds, if it holds nothing else."""
    root = planned.message.root
    element = only_element(root)
    if element is None or element.repeated or not isinstance(element.type, RecordRef):
        return None
    argument = field_names(root)[element.key]
    own, item_class = (scope.record_names[planned.key(index)] for index in (0, element.type.index))
    if item_class == own:
        return None
    wrapped = Code(f"{own}({argument}={argument})")
    return WrappedView(argument=argument, item_class=item_class, wrapped=wrapped)


def filter_of(message: Message) -> RecordRef | None:
    """Return the record of search criteria, if a request consists of a filter with output selectors."""
    element = only_element(message.root)
    if element is None or element.name.untrusted != _FILTER or element.repeated:
        return None
    if not isinstance(element.type, RecordRef):
        return None
    record = message.records[element.type.index]
    held = {item.name.untrusted for item in record.content if isinstance(item, Element)}
    return None if _SELECTOR not in held or record.ordered else element.type


def view_query(
    planned: PlannedMessage,
    scope: Scope,
    records: dict[Code, RecordView],
    settings: tuple[str, ...],
) -> QueryView | None:
    """Return how to build the request from a filter, if it consists of a filter with output selectors.

    `settings` are the elements of a filter that find nothing by themselves.
    """
    ref = filter_of(planned.message)
    if ref is None:
        return None
    record = planned.message.records[ref.index]
    held = {item.name.untrusted for item in record.content if isinstance(item, Element)}
    filter_class = scope.record_names[planned.key(ref.index)]
    names = field_names(record)
    is_paged = held.issuperset(_PAGING)
    own = {names[item.key] for item in _named(record, _PAGING)}
    fields_class = Code(f"{filter_class}Fields")
    while fields_class in scope.taken:
        fields_class = Code(f"{fields_class}_")
    return QueryView(
        filter_class=filter_class,
        fields_class=fields_class,
        fields=tuple(
            (field.name, _argument(field))
            for field in records[filter_class].fields
            if field.name not in _PARAMETERS and not (is_paged and field.name in own)
        ),
        settings=texts(names[item.key] for item in _named(record, settings)),
        is_paged=is_paged,
    )


def view_pages(
    query: QueryView | None,
    response: RecordView,
    records: dict[Code, RecordView],
    keys: Sequence[str],
) -> PagesView | None:
    """Return how to page through a response whose records are a list right below its root.

    `keys` are the elements that tell its records apart.
    """
    stream = response.root.stream if response.root else None
    if query is None or not query.is_paged or stream is None:
        return None
    items = [f for f in response.fields if f.repeated and f.value_annotation == stream.item_class]
    if len(items) != 1:
        return None
    fields = {
        field.wire.untrusted: field.name
        for field in records[stream.item_class].fields
        if field.role == "element"
        and not field.repeated
        and field.simple
        and not field.simple.parts
    }
    return PagesView(
        item_class=stream.item_class,
        items=items[0].name,
        keys=texts(fields[key] for key in keys if key in fields),
    )


def _named(record: Record, names: tuple[str, ...]) -> list[Element]:
    """Return the elements of a record that have one of these names."""
    elements = (item for item in record.content if isinstance(item, Element))
    return [element for element in elements if element.name.untrusted in names]


def _argument(field: FieldView) -> Code:
    """Return the type of a field as an argument: a list may also be a single value or any iterable."""
    if field.repeated:
        return Code(f"{field.given} | Iterable[{field.given}]")
    return Code(f"{field.given} | None")
