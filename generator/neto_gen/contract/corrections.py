"""What the catalogue corrects in the contract: what schemas say and the store does not keep to.

A correction changes what is documented of an element, or adds one that no schema has. Either is done
only where a schema still says what was documented, however it spells it.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from neto_gen.contract.model import Element, Enumeration, Group, Particle, RecordRef, Scalar
from neto_gen.contract.text import SchemaText
from neto_gen.contract.vocabulary import INTEGERS, STRINGS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import AnyElements, Contract, Message, Record

UNBOUNDED = "unbounded"
_FAMILIES = {**dict.fromkeys(INTEGERS, "integer"), **dict.fromkeys(STRINGS, "string")}
_TRUTHS = frozenset({"true", "false"})


def correct(contract: Contract, corrections: Sequence[Correction]) -> Contract:
    """The contract with these corrections, each where an element is as it says that it is documented.

    A record that stands in several places is corrected where all paths to it are meant.
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
    """Whether a correction means the element with this path."""
    return _is_any(path, correction.elements) and not _is_any(path, correction.but)


def documented(element: Element, correction: Correction) -> bool:
    """Whether an element is as a correction says that it is documented; one that is added is not."""
    return not correction.is_addition and all(
        _state(element, key) == value for key, value in correction.documented.items()
    )


def _correct(message: Message, corrections: Sequence[Correction]) -> Message:
    root = message.root.name.untrusted
    meant = [c for c in corrections if c.correct and any(_root(e, root) for e in c.elements)]
    if not meant:
        return message
    expected = _expected(message, meant)
    records = tuple(
        _added(_corrected(record, expected[index], meant), expected[index], meant)
        for index, record in enumerate(message.records)
    )
    return replace(message, records=records)


def _corrected(
    record: Record, expected: Collection[Expected], corrections: Sequence[Correction]
) -> Record:
    """A record with its elements as they are corrected."""
    content: list[Element | AnyElements] = []
    model = record.model
    for place, item in enumerate(record.content):
        new = item
        if isinstance(item, Element):
            new = _corrected_element(item, expected, corrections)
            if model is not None and _occurs(new) != _occurs(item):
                model = _reoccurring(model, place, new)
        content.append(new)
    return replace(record, content=tuple(content), model=model)


def _corrected_element(
    element: Element, expected: Collection[Expected], corrections: Sequence[Correction]
) -> Element:
    name = element.name.untrusted
    for number, correction in enumerate(corrections):
        is_meant = expected and all(_means(rests, number, name) for rests in expected)
        if is_meant and documented(element, correction):
            for key, value in (correction.correct or {}).items():
                element = _with(element, key, value)
    return element


def _added(
    record: Record, expected: Collection[Expected], corrections: Sequence[Correction]
) -> Record:
    """A record with the elements that are added to it, but those that it has in any spelling.

    One is enough to add it of several paths that lead to the record: it is optional in all of them.
    """
    known = {item.name.untrusted.lower() for item in record.content if isinstance(item, Element)}
    holds_elements = bool(record.content) or record.text is None
    for number, correction in enumerate(corrections):
        if not correction.is_addition or not holds_elements:
            continue
        for name in dict.fromkeys(path.rpartition(".")[2] for path in correction.elements):
            is_meant = any(_means(rests, number, name) for rests in expected)
            if is_meant and name.lower() not in known:
                known.add(name.lower())
                record = _with_element(record, _new(name, record, correction))
    return record


def _new(name: str, record: Record, correction: Correction) -> Element:
    """The element that a correction adds to a record, in the namespace of the others there."""
    others = [item for item in record.content if isinstance(item, Element)]
    element = Element(
        name=SchemaText(name),
        namespace=others[0].namespace if others else None,
        type=_scalar("string"),
        min_occurs=0,
        max_occurs=1,
    )
    for key, value in (correction.correct or {}).items():
        element = _with(element, key, value)
    return element


def _with_element(record: Record, element: Element) -> Record:
    """A record that may hold one more element, after all others."""
    model = record.model
    if model is not None:
        particle = Particle(
            term=len(record.content), min_occurs=element.min_occurs, max_occurs=element.max_occurs
        )
        together = Group(choice=False, particles=(model, particle))
        model = Particle(term=together, min_occurs=1, max_occurs=1)
    return replace(record, content=(*record.content, element), model=model)


def _reoccurring(particle: Particle, place: int, element: Element) -> Particle:
    """A content model in which the element at this place stands as often as it says itself."""
    if isinstance(particle.term, Group):
        inner = tuple(_reoccurring(one, place, element) for one in particle.term.particles)
        return replace(particle, term=replace(particle.term, particles=inner))
    if particle.term != place:
        return particle
    return replace(particle, min_occurs=element.min_occurs, max_occurs=element.max_occurs)


def _occurs(element: Element | AnyElements) -> tuple[int, int | None]:
    return element.min_occurs, element.max_occurs


def _state(element: Element, key: str) -> object:
    """What an element says for the key of a correction; None where it says nothing."""
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
    """An element that says this instead."""
    kind = element.type
    if key == "min_occurs" and isinstance(value, int):
        return replace(element, min_occurs=value)
    if key == "max_occurs":
        return replace(element, max_occurs=value if isinstance(value, int) else None)
    if key == "max_length" and isinstance(kind, Scalar) and isinstance(value, int):
        return replace(element, type=replace(kind, facets=replace(kind.facets, max_length=value)))
    if key == "open" and isinstance(kind, Enumeration):
        return replace(element, type=replace(kind, open=bool(value)))
    if key == "type" and isinstance(value, str):  # facets and defaults are of the type that it was
        return replace(element, type=_scalar(value), default=None, fixed=None)
    message = f"no correction changes {key}"
    raise ValueError(message)


def _family(kind: object) -> str | None:
    """The built-in type that values are of, whatever its bounds; None for what is no single value."""
    if isinstance(kind, Scalar):
        return _FAMILIES.get(kind.builtin, kind.builtin)
    if isinstance(kind, Enumeration) and {v.untrusted.lower() for v in kind.values} <= _TRUTHS:
        return "boolean"
    return None


def _scalar(builtin: str) -> Scalar:
    return Scalar(builtin=builtin, white_space="preserve" if builtin == "string" else "collapse")


class _Rest(NamedTuple):
    """What must still follow on a path, for a correction to mean it or to leave it out."""

    correction: int
    is_exception: bool
    names: tuple[str, ...]


Expected: TypeAlias = "frozenset[_Rest]"
"""What may follow on a path. Paths with the same future are one: there may be very many of them."""


def _expected(message: Message, corrections: Sequence[Correction]) -> list[set[Expected]]:
    """What may follow on the paths that lead to each record, without those that go in circles."""
    start = frozenset(
        _Rest(number, is_exception, tuple(path.split(".")))
        for number, correction in enumerate(corrections)
        for is_exception, paths in ((False, correction.elements), (True, correction.but))
        for path in paths
    )
    found: list[set[Expected]] = [set() for _ in message.records]
    found[0].add(_after(start, message.root.name.untrusted))
    order = _from_the_root(message)
    rank = {index: place for place, index in enumerate(order)}
    for index in order:
        for name, inner in _held(message.records[index]):
            if rank[inner] > rank[index]:  # else it goes in a circle
                found[inner].update([_after(rests, name) for rests in found[index]])
    return found


def _after(expected: Expected, name: str) -> Expected:
    """What may follow after an element of this name."""
    return frozenset(
        rest._replace(names=rest.names[1:])
        for rest in expected
        if len(rest.names) > 1 and fnmatchcase(name, rest.names[0])
    )


def _means(expected: Expected, correction: int, name: str) -> bool:
    """Whether a correction means the element of this name at the end of a path."""
    ends = [
        rest.is_exception
        for rest in expected
        if rest.correction == correction
        and len(rest.names) == 1
        and fnmatchcase(name, rest.names[0])
    ]
    return bool(ends) and not any(ends)


def _from_the_root(message: Message) -> list[int]:
    """The records in an order in which each comes after those that hold it, but in circles."""
    seen = {0}
    finished: list[int] = []
    stack = [(0, _held(message.records[0]))]
    while stack:
        index, held = stack[-1]
        for _, inner in held:
            if inner not in seen:
                seen.add(inner)
                stack.append((inner, _held(message.records[inner])))
                break
        else:
            finished.append(index)
            stack.pop()
    return finished[::-1]


def _held(record: Record) -> Iterator[tuple[str, int]]:
    """The records that the elements of a record hold, each with the name of the element."""
    for item in record.content:
        if isinstance(item, Element):
            if isinstance(item.type, RecordRef):
                yield item.name.untrusted, item.type.index
            for derived in item.derived:
                yield item.name.untrusted, derived.record.index


def _is_any(path: str, patterns: Sequence[str]) -> bool:
    names = path.split(".")
    return any(
        len(parts) == len(names) and all(map(fnmatchcase, names, parts))
        for parts in (pattern.split(".") for pattern in patterns)
    )


def _root(pattern: str, root: str) -> bool:
    return fnmatchcase(root, pattern.partition(".")[0])
