"""Describe the catalogue's corrections, for the fields that they change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.contract.corrections import documented, matches
from neto_gen.contract.model import Element, RecordRef

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neto_gen.catalogue import Correction
    from neto_gen.contract.model import Message, Operation


def notes_on(
    operation: Operation, path: str, corrections: Sequence[Correction]
) -> Iterator[Correction]:
    """Return the corrections that hold for the element with this path, and additions that made it.

    `operation` is as its schemas have it, without any correction.
    """
    found = [correction for correction in corrections if matches(correction, path)]
    if not found:
        return
    element = _element(operation, path.split("."))
    for correction in found:
        if correction.is_addition:
            if element is None:
                yield correction
        elif element is not None and documented(element, correction):
            yield correction


def _element(operation: Operation, path: Sequence[str]) -> Element | None:
    """Return what the schemas declare under these names, from the root on."""
    for message in (operation.request, operation.response):
        if message is not None and message.root.name.untrusted == path[0]:
            return _below(message, path[1:])
    return None


def _below(message: Message, path: Sequence[str]) -> Element | None:
    record, found = message.root, None
    for name in path:
        elements = (item for item in record.content if isinstance(item, Element))
        found = next((element for element in elements if element.key.untrusted == name), None)
        if found is None:
            return None
        if isinstance(found.type, RecordRef):
            record = message.records[found.type.index]
    return found
