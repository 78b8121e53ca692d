"""What the catalogue corrects in the contract: what schemas say and the store does not keep to."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element, Enumeration, RecordRef, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import AnyElements, Contract, Message, Record

UNBOUNDED = "unbounded"


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
    """Whether an element is as a correction says that it is documented."""
    return all(_state(element, key) == value for key, value in correction.documented.items())


def _correct(message: Message, corrections: Sequence[Correction]) -> Message:
    root = message.root.name.untrusted
    meant = [c for c in corrections if c.correct and any(_root(e, root) for e in c.elements)]
    if not meant:
        return message
    paths = _paths(message)
    records = tuple(
        replace(
            record, content=tuple(_corrected(item, paths[index], meant) for item in record.content)
        )
        for index, record in enumerate(message.records)
    )
    return replace(message, records=records)


def _corrected(
    item: Element | AnyElements, paths: Sequence[str], corrections: Sequence[Correction]
) -> Element | AnyElements:
    if not isinstance(item, Element):
        return item
    names = [f"{path}.{item.name.untrusted}" for path in paths]
    for correction in corrections:
        if all(matches(correction, name) for name in names) and documented(item, correction):
            for key, value in (correction.correct or {}).items():
                item = _with(item, key, value)
    return item


def _state(element: Element, key: str) -> object:
    """What an element says for the key of a correction; None where it says nothing."""
    kind = element.type
    if key == "min_occurs":
        return element.min_occurs
    if key == "max_occurs":
        return UNBOUNDED if element.max_occurs is None else element.max_occurs
    if key == "max_length" and isinstance(kind, Scalar):
        return kind.facets.max_length
    if key == "open" and isinstance(kind, Enumeration):
        return kind.open
    if key == "name":
        return element.name.untrusted
    return None


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
    message = f"no correction changes {key}"
    raise ValueError(message)


def _paths(message: Message) -> list[list[str]]:
    """The paths that lead to each record, without those that go in circles."""
    found: list[list[str]] = [[] for _ in message.records]

    def walk(index: int, path: str, above: frozenset[int]) -> None:
        found[index].append(path)
        for element in _elements(message.records[index]):
            kind = element.type
            if isinstance(kind, RecordRef) and kind.index not in above:
                walk(kind.index, f"{path}.{element.name.untrusted}", above | {kind.index})

    walk(0, message.root.name.untrusted, frozenset({0}))
    return found


def _elements(record: Record) -> Iterator[Element]:
    return (item for item in record.content if isinstance(item, Element))


def _is_any(path: str, patterns: Sequence[str]) -> bool:
    names = path.split(".")
    return any(
        len(parts) == len(names) and all(map(fnmatchcase, names, parts))
        for parts in (pattern.split(".") for pattern in patterns)
    )


def _root(pattern: str, root: str) -> bool:
    return fnmatchcase(root, pattern.partition(".")[0])
