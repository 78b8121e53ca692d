"""Records that are equal as one, numbered from the root: the same however a schema is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element, Record, RecordRef

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from neto_gen.contract.schema_text import SchemaText

_MOST_ROUNDS = 100


def canonical(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that can be reached from the first, nearest first, equal ones merged.

    Records are equal when their names are, and what they hold is, all the way down.
    """
    classes = _classes(records)
    types: dict[int, frozenset[SchemaText]] = {}
    for record, found in zip(records, classes, strict=True):
        types[found] = types.get(found, frozenset()) | record.types
    places: dict[int, int] = {classes[0]: 0}
    queue = [0]
    for index in queue:  # grows during the loop
        for reference in references(records[index]):
            found = classes[reference]
            if found not in places:
                places[found] = len(places)
                queue.append(reference)
    return tuple(
        replace(relinked(records[index], lambda i: places[classes[i]]), types=types[classes[index]])
        for index in queue
    )


def classes_of(messages: Sequence[Sequence[Record]]) -> list[list[int]]:
    """Return a number for each record of several messages, the same number for equal records."""
    everything: list[Record] = []
    starts: list[int] = []
    for records in messages:
        starts.append(len(everything))
        everything += [relinked(record, len(everything).__add__) for record in records]
    classes = _classes(everything)
    return [
        classes[start : start + len(records)]
        for start, records in zip(starts, messages, strict=True)
    ]


def references(record: Record) -> list[int]:
    """Return the indexes of the records that a record's elements hold, in the order of the elements."""
    found: list[int] = []
    for element in record.content:
        if isinstance(element, Element):
            if isinstance(element.type, RecordRef):
                found.append(element.type.index)
            found += [derived.record.index for derived in element.derived]
    return found


def relinked(record: Record, place: Callable[[int], int]) -> Record:
    """Return a record whose references to records are mapped by `place`."""
    content = tuple(
        relinked_element(item, place) if isinstance(item, Element) else item
        for item in record.content
    )
    return replace(record, content=content)


def relinked_element(element: Element, place: Callable[[int], int]) -> Element:
    """Return an element whose references to records are mapped by `place`."""
    type_ = element.type
    if not element.derived and not isinstance(type_, RecordRef):
        return element
    if isinstance(type_, RecordRef):
        type_ = RecordRef(place(type_.index))
    derived = tuple(
        replace(derived, record=RecordRef(place(derived.record.index)))
        for derived in element.derived
    )
    return replace(element, type=type_, derived=derived)


def _classes(records: Sequence[Record]) -> list[int]:
    """Return a number for each record, the same number for equal records."""
    children = [references(record) for record in records]
    shapes = [relinked(record, lambda _: 0) for record in records]
    known: dict[Hashable, int] = {}
    classes: dict[int, int] = {}
    parents: list[list[int]] = [[] for _ in records]
    open_children = [len(set(own)) for own in children]
    for index, own in enumerate(children):
        for child in set(own):
            parents[child].append(index)
    ready = [index for index, count in enumerate(open_children) if count == 0]
    for index in ready:  # grows during the loop: from the leaves up, all that lead to no cycle
        key = (shapes[index], tuple(classes[child] for child in children[index]))
        classes[index] = known.setdefault(key, len(known))
        for parent in parents[index]:
            open_children[parent] -= 1
            if open_children[parent] == 0:
                ready.append(parent)
    circular = [index for index in range(len(records)) if index not in classes]
    _refine(circular, shapes, children, classes, len(known))
    return [classes[index] for index in range(len(records))]


def _refine(
    circular: Sequence[int],
    shapes: Sequence[Record],
    children: Sequence[Sequence[int]],
    classes: dict[int, int],
    first: int,
) -> None:
    """Assign numbers to the records in cycles: two are equal until some number of steps tells them apart."""
    count = 0
    keys: dict[int, Hashable] = {index: shapes[index] for index in circular}
    for _ in range(_MOST_ROUNDS):
        numbers: dict[Hashable, int] = {}
        for index in circular:
            classes[index] = first + numbers.setdefault(keys[index], len(numbers))
        if len(numbers) == count:
            return
        count = len(numbers)
        keys = {
            index: (classes[index], tuple(classes[child] for child in children[index]))
            for index in circular
        }
    for place, index in enumerate(circular):
        classes[index] = first + place
