"""Type texts of a response by the enumerations that the request's filter lists for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element, Enumeration, Facets, RecordRef, Scalar
from neto_gen.python.records import only_element
from neto_gen.python.types import ENUMERATION, STRING, TOKEN, kind_of

if TYPE_CHECKING:
    from collections.abc import Container

    from neto_gen.contract.model import AnyElements, Message, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText


def with_listed(response: Message, request: Message, settings: Container[str]) -> Message:
    """Return the response, with the enumerations of the request's filter as types of its texts.

    What stands right in a record that the answer lists, is a text without limits, and is called as an
    enumeration of the filter is of that enumeration, though others may come. The `settings` of a filter
    say nothing of the records.
    """
    listed = _listed(request, settings)
    if not listed:
        return response
    found = {
        item.type.index
        for item in response.root.content
        if isinstance(item, Element) and item.repeated and isinstance(item.type, RecordRef)
    }
    records = (
        _with(record, listed) if index in found else record
        for index, record in enumerate(response.records)
    )
    return replace(response, records=tuple(records))


def _listed(request: Message, settings: Container[str]) -> dict[SchemaText, Enumeration]:
    """Return the enumerations of a request's filter by element name; none unless it is only a filter."""
    element = only_element(request.root)
    if element is None or element.repeated or not isinstance(element.type, RecordRef):
        return {}
    return {
        item.name: replace(item.type, borrowed=True)
        for item in request.records[element.type.index].content
        if isinstance(item, Element)
        and isinstance(item.type, Enumeration)
        and kind_of(item.type) is ENUMERATION
        and item.name.untrusted not in settings
    }


def _with(record: Record, listed: dict[SchemaText, Enumeration]) -> Record:
    content: list[Element | AnyElements] = []
    for item in record.content:
        if isinstance(item, Element) and item.name in listed and _is_free_text(item.type):
            content.append(replace(item, type=listed[item.name]))
        else:
            content.append(item)
    return replace(record, content=tuple(content))


def _is_free_text(of: SimpleType | object) -> bool:
    """Tell whether a value may be any text."""
    return isinstance(of, Scalar) and kind_of(of) in {STRING, TOKEN} and of.facets == Facets()
