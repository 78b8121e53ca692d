"""The classes of one module: which records and enumerations it has, and what they are called."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from neto_gen.contract.model import AnyElements, AnyType, Element, Enumeration, RecordRef
from neto_gen.contract.resolve.canonical import classes_of, references
from neto_gen.python import names, types
from neto_gen.python.code import Code

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from neto_gen.contract.model import Message, Record, SimpleType
    from neto_gen.contract.schema_text import SchemaText
    from neto_gen.python.tags import Tags


@dataclass(slots=True, eq=False)
class PlannedMessage:
    """One of the messages of a module, with what its records are known by.

    `strict` where what is required must be set: stores leave out what they declare as required, and
    an answer is read as far as it goes. Without `is_document` the root is no element of a document,
    and what it holds stands for itself. `equals` has a number for each record, the same for equal
    ones, in all messages of the module.
    """

    message: Message
    strict: bool
    tags: Tags
    roots: tuple[SchemaText, ...] = ()
    is_document: bool = True
    equals: Sequence[int] = ()
    with_required: frozenset[int] = frozenset()

    def key(self, index: int) -> Hashable:
        """Return the key by which equal records share a class."""
        return self.equals[index], self.strict and index in self.with_required, self.tags.key


def number_records(planned_messages: Sequence[PlannedMessage]) -> None:
    """Find what is equal in the messages of a module, and which records demand anything."""
    equals = classes_of([planned.message.records for planned in planned_messages])
    for planned, own in zip(planned_messages, equals, strict=True):
        planned.equals = own
        planned.with_required = _with_required(planned.message.records)


def _with_required(records: Sequence[Record]) -> frozenset[int]:
    """Return the indexes of the records in which, or below which, something must be set."""
    parents: dict[int, list[int]] = {}
    for index, record in enumerate(records):
        for child in references(record):
            parents.setdefault(child, []).append(index)
    queue = [index for index, record in enumerate(records) if _demands(record)]
    found = set(queue)
    for index in queue:  # grows during the loop
        for parent in parents.get(index, ()):
            if parent not in found:
                found.add(parent)
                queue.append(parent)
    return frozenset(found)


def _demands(record: Record) -> bool:
    elements = (item for item in record.content if isinstance(item, Element))
    return (
        record.text is not None
        or any(attribute.required for attribute in record.attributes)
        or (not record.ordered and any(e.required and not e.repeated for e in elements))
    )


@dataclass(slots=True)
class Scope:
    """The names of the classes of one module, of those that it shares with others too.

    `paths` says where in a document the first of a class stands, and `likes` what the type is called
    of that which may be given for a value of an enumeration.
    """

    taken: set[str] = field(default_factory=set[str])
    record_names: dict[Hashable, Code] = field(default_factory=dict["Hashable", Code])
    enumeration_names: dict[Hashable, Code] = field(default_factory=dict["Hashable", Code])
    paths: dict[Code, str] = field(default_factory=dict[Code, str])
    likes: dict[Code, Code] = field(default_factory=dict[Code, Code])

    def add(self, planned: PlannedMessage) -> None:
        """Name all classes of a message, those nearest to its root first."""
        records = planned.message.records
        queue: deque[tuple[int | Enumeration, tuple[str, ...]]] = deque()
        if planned.is_document:
            queue.append((0, (records[0].name.untrusted,)))
        else:
            queue.extend(_below(records, 0, ()))
        seen: set[int] = set()
        while queue:
            found, path = queue.popleft()
            if isinstance(found, Enumeration):
                self._name(self.enumeration_names, enumeration_key(found, path[-1]), path)
            elif found not in seen:
                seen.add(found)
                self._name(self.record_names, planned.key(found), path)
                queue.extend(_below(records, found, path))

    def take(self, other: Scope) -> None:
        """Take over the classes of another module."""
        self.taken |= other.taken
        self.record_names |= other.record_names
        self.enumeration_names |= other.enumeration_names
        self.paths |= other.paths
        self.likes |= other.likes

    def like(self, class_name: Code) -> Code:
        """Return the name of the type of arguments for an enumeration, after all classes are named.

        To be asked for when all classes have their names.
        """
        if class_name not in self.likes:
            name = Code(f"{class_name}Like")
            while name in self.taken:
                name = Code(f"{name}_")
            self.likes[class_name] = name
            self.taken.add(name)
        return self.likes[class_name]

    def _name(self, known: dict[Hashable, Code], key: Hashable, path: tuple[str, ...]) -> None:
        if key not in known:
            name = names.free_class_name(path, self.taken)
            known[key] = name
            self.paths[name] = ".".join(path)
            self.taken.add(name)


def enumeration_key(enumeration: Enumeration, name: str) -> Hashable:
    """Return the key by which equal enumerations share a class: its values, and its holder's name."""
    return enumeration, name


def text_name(record: Record) -> str:
    """Return the name that the text of a record is described by."""
    return f"{record.name.untrusted}Text"


def _below(
    records: Sequence[Record], index: int, path: tuple[str, ...]
) -> Iterator[tuple[int | Enumeration, tuple[str, ...]]]:
    """Yield the records and enumerations that a record holds, each with its path."""
    record = records[index]

    def listed(
        simple_type: SimpleType, name: str
    ) -> Iterator[tuple[int | Enumeration, tuple[str, ...]]]:
        for enumeration in types.enumerations(simple_type):
            yield enumeration, (*path, name)

    for attribute in record.attributes:
        yield from listed(attribute.type, attribute.name.untrusted)
    if record.text is not None:
        yield from listed(record.text, text_name(record))
    for item in record.content:
        if isinstance(item, AnyElements):
            continue
        name = item.name.untrusted
        if isinstance(item.type, RecordRef):
            yield item.type.index, (*path, names.element_text(item).untrusted)
        elif item.type is not None and not isinstance(item.type, AnyType):
            yield from listed(item.type, name)
        for derived in item.derived:
            yield derived.record.index, (*path, records[derived.record.index].name.untrusted)
