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

# What any schema may lead to, however small it is: this bounds the work that a few lines can cause. At
# these limits, a build takes some 250 MB, and with as many values some 700 MB: there are invoices with
# 150,000.
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
# Large schemas may lead to more: to so much for each element that is written in their files, up to a ceiling
# at which a build takes some 2 GB. NeTEx leads to three fields, particles or derived types for each
# element, and to 1,400 characters; OVAL and QTI to 700.
GROWTH: Final = {
    **dict.fromkeys(
        ("particles", "attributes", "derived types", "records", "fields"), (5, 500_000)
    ),
    "characters of Python": (1_600, 128_000_000),
}
MOST_LEVELS: Final = 250  # no client reads deeper documents
_HINT = "split the message, or the types and groups that are used again and again"
# The least that the generated code of a record and of a field holds, and how often it repeats names.
_RECORD, _FIELD, _NAMED = 400, 250, 3
MOST_REPEATED: Final = 20  # items of a list that a module repeats wherever it is used


class Size:
    """Counts what is found below one root. Raises Failure where there is too much of anything.

    `elements` is how many elements the files of the schema have.
    """

    def __init__(self, elements: int = 0) -> None:
        self.elements = elements
        self.counts = Counter[str]()

    def add(self, what: str, number: int, location: Location | None) -> None:
        """Count so many more of something."""
        self.counts[what] += number
        if self.counts[what] > MOST[what] and self.counts[what] > (most := self.most(what)):
            raise Failure(
                ExitCode.SCHEMA, Problem(f"leads to more than {most:,} {what}", location, _HINT)
            )

    def most(self, what: str) -> int:
        """Return how many of something there may be."""
        each, ceiling = GROWTH.get(what, (0, 0))
        return max(MOST[what], min(each * self.elements, ceiling))


def require_moderate(
    records: Sequence[Record],
    location: Location | None,
    elements: int,
    *,
    in_python: bool = True,
) -> None:
    """Raise Failure when the client of a message, or its comparison, would be too large.

    The first record is that of the root, whose place is `location`; `elements` is how many the files
    have. Not `in_python`, the values of enumerations become no members of classes: there may be more
    of them.
    """
    size = Size(elements)
    listed = "values of enumerations" if in_python else "values that are compared"
    enumerations: set[tuple[Enumeration, str]] = set()
    lengths = _path_lengths(records, location)
    lists = set[tuple[int, ...]]()
    for index, record in enumerate(records):
        where = record.location or location
        size.add("fields", len(record.attributes) + len(record.content), where)
        characters = _RECORD + _NAMED * lengths[index] + _length(record.documentation)
        for name, text in _texts(record):
            characters += _FIELD + _NAMED * len(name) + text
        characters += _NAMED * sum(lengths[inner] for inner in _written(record, lists))
        size.add("characters of Python", characters, where)
        for name, simple_type in _types(record):
            for enumeration in enumerations_in(simple_type):
                if (enumeration, name) not in enumerations:
                    enumerations.add((enumeration, name))
                    size.add(listed, len(enumeration.values), where)
                    length = sum(_NAMED * _length(value) for value in enumeration.values)
                    size.add("characters of Python", length, where)


def _written(record: Record, lists: set[tuple[int, ...]]) -> Iterator[int]:
    """Yield the records that one names, but for those in the long lists in `lists`; add its own to these."""
    for element in record.content:
        if isinstance(element, Element):
            if isinstance(element.type, model.RecordRef):
                yield element.type.index
            derived = tuple(derived.record.index for derived in element.derived)
            if derived not in lists:
                yield from derived
                if len(derived) > MOST_REPEATED:
                    lists.add(derived)


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
