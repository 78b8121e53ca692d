"""Answers as records: where reading begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._document import Inexact, TooDeep, as_bytes, parse_json, parse_xml
from ._document import Values as Values  # noqa: PLC0414 - for the modules of operations
from ._errors import ResponseError
from ._limits import LIMITS
from ._reading import Reading as Reading  # noqa: PLC0414 - for the modules of operations

if TYPE_CHECKING:
    from ._document import Level
    from ._fields import Document
    from ._limits import Limits


def from_xml(
    document: bytes | str, declared: Document, *, strict: bool = False, limits: Limits = LIMITS
) -> Any:  # noqa: ANN401 - of the class of the root
    """Read an XML document.

    Raises ResponseError with every problem of the document; where it is `strict`, what would be
    tolerated is one.
    """
    reading = _reading(strict)(declared.roots[0], declared.namespaces, limits)
    needs_tree = strict or declared.is_ordered or declared.namespaces is not None
    source, root = parse_xml(document, declared.roots, reading.names, needs_tree=needs_tree)
    reading.note(document, root)
    return _read_document(document, source, reading, declared)


def from_json(
    document: bytes | str, declared: Document, *, strict: bool = False, limits: Limits = LIMITS
) -> Any:  # noqa: ANN401 - of the class of the root
    """Read a JSON document.

    Raises ResponseError with every problem of the document; where it is `strict`, what would be
    tolerated is one.
    """
    try:
        reading = _reading(strict)(declared.roots[0], None, limits)
        values, root = parse_json(document, declared.wrappers, limits, exact=strict)
        reading.note(document, root)
        return _read_document(document, values, reading, declared)
    except Inexact:
        values, _ = parse_json(document, declared.wrappers, limits, exact=True)
        reading = _reading(strict)(declared.roots[0], None, limits)
        return _read_document(document, values, reading, declared)


def _read_document(
    document: bytes | str, source: Level, reading: Reading, declared: Document
) -> Any:  # noqa: ANN401 - of the class of the root
    """The record of a document. Raises ResponseError with every problem that reading meets."""
    try:
        record = reading.root(source, declared.read)
    except (RecursionError, TooDeep):
        raise ResponseError(["the answer is nested too deeply"], as_bytes(document)) from None
    if reading.problems:
        raise ResponseError(reading.problems, as_bytes(document))
    return record


def _reading(strict: bool) -> type[Reading]:  # noqa: FBT001 - inner
    if strict:
        from ._strict import StrictReading  # noqa: PLC0415 - only tests ask for it

        return StrictReading
    return Reading
