"""Correct the contract with the catalogue, where what schemas say and what the store does differ.

A correction changes what is documented of an element, or adds one that no schema has. Either is done
only where a schema still says what was documented, however it spells it.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from neto_gen.contract.model import (
    AnyType,
    Element,
    Enumeration,
    Group,
    Particle,
    Record,
    RecordRef,
    Scalar,
)
from neto_gen.contract.resolve.canonical import canonical, relinked, relinked_element
from neto_gen.contract.schema_text import SchemaText
from neto_gen.contract.xsd.vocabulary import INTEGERS, STRINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import AnyElements, Contract, Message, SimpleType

UNBOUNDED = "unbounded"
_FAMILIES = {**dict.fromkeys(INTEGERS, "integer"), **dict.fromkeys(STRINGS, "string")}
_TRUTHS = frozenset({"true", "false"})


def correct(contract: Contract, corrections: Sequence[Correction]) -> Contract:
    """Return the contract with these corrections, each applied where an element is as documented.

    A record that stands in several places comes apart where a correction means only some of them: it
    makes no difference whether a schema declares it once or again in each place.
    """
    operations = (
        replace(
            operation,
            request=operation.request and _correct(operation.request, corrections),
            response=_correct(operation.response, corrections),
        )
        for operation in contract.operations
    )
    return replace(contract, operations=tuple(operations))


def matches(correction: Correction, path: str) -> bool:
    """Tell whether a correction applies to the element with this path."""
    return _is_any(path, correction.elements) and not _is_any(path, correction.but)


def documented(element: Element, correction: Correction) -> bool:
    """Tell whether an element still is what a correction calls documented; False for additions."""
    return not correction.is_addition and all(
        _state(element, key) == value for key, value in correction.documented.items()
    )


def _correct(message: Message, corrections: Sequence[Correction]) -> Message:
    root = message.root.name.untrusted
    meant = [c for c in corrections if c.correct and any(_root(e, root) for e in c.elements)]
    if not meant:
        return message
    return replace(message, records=canonical(_Correcting(message, meant).records()))


class _Value(NamedTuple):
    """The fields of a record that become the value of a corrected element."""

    text: SimpleType
    default: SchemaText | None
    fixed: SchemaText | None


class _Correcting:
    """One run that corrects the records of a message, each once for all paths with the same future."""

    def __init__(self, message: Message, corrections: Sequence[Correction]) -> None:
        self.message = message
        self.corrections = corrections
        self.found: list[Record] = []
        self.places: dict[tuple[int, Expected, _Value | None], int] = {}
        self.waiting: list[tuple[int, Expected]] = []

    def records(self) -> list[Record]:
        """Return the records that can be reached from the first, corrected."""
        start = frozenset(
            _Rest(number, is_exception, tuple(path.split(".")))
            for number, correction in enumerate(self.corrections)
            for is_exception, paths in ((False, correction.elements), (True, correction.but))
            for path in paths
        )
        self.place(0, _after(start, self.message.root.name.untrusted))
        for place, expected in self.waiting:  # grows during the loop, until all patterns have ended
            record = self.found[place]
            if expected:
                self.found[place] = self.added(self.changed(record, expected), expected)
            else:
                self.found[place] = relinked(record, lambda index: self.place(index, _NOTHING))
        return self.found

    def place(self, index: int, expected: Expected, value: _Value | None = None) -> int:
        """Return the index of a record among those found, after adding it if it is new."""
        key = index, expected, value
        if key not in self.places:
            record = self.message.records[index]
            if value is not None:
                record = replace(record, **value._asdict())
            self.places[key] = len(self.found)
            self.waiting.append((len(self.found), expected))
            self.found.append(record)
        return self.places[key]

    def changed(self, record: Record, expected: Expected) -> Record:
        """Return a record with its elements corrected."""
        content: list[Element | AnyElements] = []
        model = record.model
        for number, item in enumerate(record.content):
            new = item
            if isinstance(item, Element):
                new = self.element(item, expected)
                if model is not None and _occurs(new) != _occurs(item):
                    model = _reoccurring(model, number, new)
            content.append(new)
        return replace(record, content=tuple(content), model=model)

    def element(self, element: Element, expected: Expected) -> Element:
        """Return an element corrected; its value may be the text of a record."""
        name, held = element.name.untrusted, element.type
        text = self.message.records[held.index].text if isinstance(held, RecordRef) else None
        if text is not None:
            element = replace(element, type=text)
        new = element
        for number, correction in enumerate(self.corrections):
            if _means(expected, number, name) and documented(new, correction):
                for key, corrected in (correction.correct or {}).items():
                    new = _with(new, key, corrected)
        if not isinstance(held, RecordRef) and not element.derived:
            return new
        after = _after(expected, name)
        derived = relinked_element(replace(new, type=None), lambda index: self.place(index, after))
        if not isinstance(held, RecordRef):
            return replace(derived, type=new.type)
        value = None
        if new.type != element.type and not isinstance(new.type, RecordRef | AnyType | None):
            value = _Value(new.type, new.default, new.fixed)
        return replace(derived, type=RecordRef(self.place(held.index, after, value)))

    def added(self, record: Record, expected: Expected) -> Record:
        """Return a record with the elements that corrections add, except those it has in any spelling."""
        if record.text is not None:
            return record
        elements = [item for item in record.content if isinstance(item, Element)]
        known = {element.name.untrusted.lower() for element in elements}
        qualified = all(element.namespace is not None for element in elements)
        namespace = elements[0].namespace if elements and qualified else None
        for number, correction in enumerate(self.corrections):
            if not correction.is_addition:
                continue
            for name in dict.fromkeys(path.rpartition(".")[2] for path in correction.elements):
                if name.lower() not in known and _means(expected, number, name):
                    known.add(name.lower())
                    element = _new(name, namespace, correction)
                    record = _with_element(
                        record, self.held(element) if record.ordered else element
                    )
        return record

    def held(self, element: Element) -> Element:
        """Return an element whose value is held by a record, as all are in content whose order counts."""
        if isinstance(element.type, RecordRef | AnyType | None):
            return element
        self.found.append(Record(name=element.name, text=element.type))
        return replace(element, type=RecordRef(len(self.found) - 1))


def _new(name: str, namespace: SchemaText | None, correction: Correction) -> Element:
    """Return the element that a correction adds."""
    text = _scalar("string")
    element = Element(
        name=SchemaText(name), namespace=namespace, type=text, min_occurs=0, max_occurs=1
    )
    for key, value in (correction.correct or {}).items():
        element = _with(element, key, value)
    return element


def _with_element(record: Record, element: Element) -> Record:
    """Return a record that may hold one more element: last, or anywhere if the others have no order."""
    particle = Particle(
        term=len(record.content), min_occurs=element.min_occurs, max_occurs=element.max_occurs
    )
    model = record.model
    if model is not None:
        group = model.term
        if isinstance(group, Group) and group.choice and model.max_occurs is None:
            more = replace(group, particles=(*group.particles, particle))
            model = replace(model, term=more)
        else:
            together = Group(choice=False, particles=(model, particle))
            model = Particle(term=together, min_occurs=1, max_occurs=1)
    return replace(record, content=(*record.content, element), model=model)


def _reoccurring(particle: Particle, place: int, element: Element) -> Particle:
    """Return a content model in which the element at this place occurs as often as it declares."""
    if isinstance(particle.term, Group):
        inner = tuple(_reoccurring(one, place, element) for one in particle.term.particles)
        return replace(particle, term=replace(particle.term, particles=inner))
    if particle.term != place:
        return particle
    return replace(particle, min_occurs=element.min_occurs, max_occurs=element.max_occurs)


def _occurs(element: Element | AnyElements) -> tuple[int, int | None]:
    return element.min_occurs, element.max_occurs


def _state(element: Element, key: str) -> object:
    """Return what an element has for a key of a correction, or None where it has nothing."""
    kind = element.type
    facts = {
        "name": element.name.untrusted,
        "min_occurs": element.min_occurs,
        "max_occurs": UNBOUNDED if element.max_occurs is None else element.max_occurs,
        "max_length": kind.facets.max_length if isinstance(kind, Scalar) else None,
        "open": kind.open if isinstance(kind, Enumeration) else None,
        "type": _family(kind),
    }
    return facts.get(key)


def _with(element: Element, key: str, value: object) -> Element:
    """Return an element with the value of one key of a correction changed."""
    kind = element.type
    if key == "min_occurs" and isinstance(value, int):
        return replace(element, min_occurs=value)
    if key == "max_occurs":
        return replace(element, max_occurs=value if isinstance(value, int) else None)
    if key == "max_length" and isinstance(kind, Scalar) and isinstance(value, int):
        return replace(element, type=replace(kind, facets=replace(kind.facets, max_length=value)))
    if key == "open" and isinstance(kind, Enumeration):
        return replace(element, type=replace(kind, open=bool(value)))
    if key == "type" and isinstance(value, str):  # facets and defaults belong to the old type
        return replace(element, type=_scalar(value), default=None, fixed=None)
    message = f"no correction changes {key}"
    raise ValueError(message)


def _family(kind: object) -> str | None:
    """Return the built-in type that values belong to, without bounds; None unless it is a single value."""
    if isinstance(kind, Scalar):
        return _FAMILIES.get(kind.builtin, kind.builtin)
    if isinstance(kind, Enumeration) and {v.untrusted.lower() for v in kind.values} <= _TRUTHS:
        return "boolean"
    return None


def _scalar(builtin: str) -> Scalar:
    return Scalar(builtin=builtin, white_space="preserve" if builtin == "string" else "collapse")


class _Rest(NamedTuple):
    """The names that must still follow on a path for a correction to apply to it, or to leave it out."""

    correction: int
    is_exception: bool
    names: tuple[str, ...]


Expected: TypeAlias = "frozenset[_Rest]"
"""What may follow on a path. Paths with the same future are one: there may be very many of them."""
_NOTHING: Expected = frozenset()


def _after(expected: Expected, name: str) -> Expected:
    """Return what is still expected after an element of this name."""
    return frozenset(
        rest._replace(names=rest.names[1:])
        for rest in expected
        if len(rest.names) > 1 and fnmatchcase(name, rest.names[0])
    )


def _means(expected: Expected, correction: int, name: str) -> bool:
    """Tell whether a correction applies to an element of this name, which ends a path."""
    ends = [
        rest.is_exception
        for rest in expected
        if rest.correction == correction
        and len(rest.names) == 1
        and fnmatchcase(name, rest.names[0])
    ]
    return bool(ends) and not any(ends)


def _is_any(path: str, patterns: Sequence[str]) -> bool:
    names = path.split(".")
    return any(
        len(parts) == len(names) and all(map(fnmatchcase, names, parts))
        for parts in (pattern.split(".") for pattern in patterns)
    )


def _root(pattern: str, root: str) -> bool:
    return fnmatchcase(root, pattern.partition(".")[0])
