"""Count how large a message gets, before anything is built from it.

A schema of a few kilobytes can mean very much: types that use each other several times under
several names, extensions of extensions, a long text that many elements share.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from neto_gen.contract import model
from neto_gen.contract.model import AnyElements, Element, Enumeration, enumerations_in, parts_of
from neto_gen.contract.resolve.canonical import references
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.contract.model import Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.problems import Location

# The benchmark of the generator builds 20,000 elements. At this limit, a build takes some 250 MB, and with
# as many values some 700 MB: there are invoices with 150,000.
MOST: Final = {
    "particles": 100_000,
    "attributes": 100_000,
    "derived types": 100_000,
    "records": 100_000,
    "fields": 25_000,
    "values of enumerations": 200_000,
    "characters of Python": 16_000_000,
    "values that are compared": 500_000,
}
MOST_LEVELS: Final = 250  # no client reads deeper documents
_HINT = "split the message, or the types and groups that are used again and again"
# The least that the generated code of a record and of a field holds, and how often it repeats names.
_RECORD, _FIELD, _NAMED = 400, 250, 3


class Size:
    """Counts what is found below one root. Raises Failure where there is too much of anything."""

    def __init__(self) -> None:
        self.counts = Counter[str]()

    def add(self, what: str, number: int, location: Location | None) -> None:
        """Count so many more of something."""
        self.counts[what] += number
        if self.counts[what] > MOST[what]:
            problem = Problem(f"leads to more than {MOST[what]:,} {what}", location, _HINT)
            raise Failure(ExitCode.SCHEMA, problem)


def require_moderate(
    records: Sequence[Record], location: Location | None, *, in_python: bool = True
) -> None:
    """Raise Failure when the client of a message, or its comparison, would be too large.

    The first record is that of the root, whose place is `location`. Not `in_python`, the values of
    enumerations become no members of classes: there may be more of them.
    """
    size = Size()
    listed = "values of enumerations" if in_python else "values that are compared"
    enumerations: set[tuple[Enumeration, str]] = set()
    lengths = _path_lengths(records, location)
    for index, record in enumerate(records):
        where = record.location or location
        size.add("fields", len(record.attributes) + len(record.content), where)
        characters = _RECORD + _NAMED * lengths[index] + _length(record.documentation)
        for name, text in _texts(record):
            characters += _FIELD + _NAMED * len(name) + text
        characters += _NAMED * sum(lengths[inner] for inner in references(record))
        size.add("characters of Python", characters, where)
        for name, simple_type in _types(record):
            for enumeration in enumerations_in(simple_type):
                if (enumeration, name) not in enumerations:
                    enumerations.add((enumeration, name))
                    size.add(listed, len(enumeration.values), where)
                    length = sum(_NAMED * _length(value) for value in enumeration.values)
                    size.add("characters of Python", length, where)


def _path_lengths(records: Sequence[Record], location: Location | None) -> list[int]:
    """Return the length of the shortest path to each record; classes are named after the path's end."""
    lengths, levels = [0] * len(records), [0] * len(records)
    lengths[0] = _length(records[0].name) + 1
    queue = [0]
    for index in queue:  # grows during the loop
        for inner in references(records[index]):
            if not lengths[inner]:
                lengths[inner] = lengths[index] + _length(records[inner].name) + 1
                levels[inner] = levels[index] + 1
                queue.append(inner)
    if levels[queue[-1]] > MOST_LEVELS:
        what = f"leads through more than {MOST_LEVELS} levels of elements"
        hint = "make the message flatter, or the types recursive"
        raise Failure(ExitCode.SCHEMA, Problem(what, location, hint))
    return lengths


def _texts(record: Record) -> Iterator[tuple[str, int]]:
    """Yield the name of each field, with the length of its other texts."""
    for item in (*record.attributes, *record.content):
        if not isinstance(item, AnyElements):
            others = (item.default, item.fixed, item.documentation)
            yield item.name.untrusted, sum(map(_length, others)) + _facets_length(item.type)


def _facets_length(found: object) -> int:
    """Return the length of the texts of a simple type that are written out for each of its fields."""
    if not isinstance(found, model.SimpleType):
        return 0
    listed = [part.facets for part in parts_of(found) if not isinstance(part, Enumeration)]
    return sum(_length(text) for facets in listed for text in (*facets.patterns, *facets.values))


def _types(record: Record) -> Iterator[tuple[str, SimpleType]]:
    """Yield the simple types of a record, each with the name of its field."""
    for attribute in record.attributes:
        yield attribute.name.untrusted, attribute.type
    if record.text is not None:
        yield record.name.untrusted, record.text
    for item in record.content:
        if isinstance(item, Element) and isinstance(item.type, model.SimpleType):
            yield item.name.untrusted, item.type


def _length(text: SchemaText | None) -> int:
    return 0 if text is None else len(text.untrusted)
