"""Answers as records: where reading begins.

What it takes to read is imported with the first answer, not with the module of an operation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ._errors import ResponseError
from ._limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._document import Level
    from ._document import Values as Values  # noqa: PLC0414 - for the modules of operations
    from ._limits import Limits
    from ._reading import Reading as Reading  # noqa: PLC0414 - for the modules of operations

R = TypeVar("R")


def from_xml(
    document: bytes | str,
    roots: Sequence[str],
    read: Callable[[Values, Reading], R],
    namespaces: frozenset[str] | None = None,
    *,
    strict: bool = False,
    limits: Limits = LIMITS,
) -> R:
    """Read an XML document; the first of the names that its root may have begins every path.

    `namespaces` are those of the schema, where others may stand beside them. Raises ResponseError
    with every problem of the document; where it is `strict`, what would be tolerated is one.
    """
    from ._document import parse_xml  # noqa: PLC0415 - the first answer pays for it

    reading = _reading(strict)(roots[0], namespaces, limits)
    source = parse_xml(document, roots, reading.names)
    reading.note(document, source.tag.rpartition("}")[2])
    return read_document(document, source, reading, read)


def from_json(
    document: bytes | str,
    roots: Sequence[str],
    read: Callable[[Values, Reading], R],
    *,
    strict: bool = False,
    limits: Limits = LIMITS,
) -> R:
    """Read a JSON document; the first of the names that its root may have begins every path.

    Raises ResponseError with every problem of the document; where it is `strict`, what would be
    tolerated is one.
    """
    from ._document import Inexact, parse_json  # noqa: PLC0415 - the first answer pays for it

    try:
        reading = _reading(strict)(roots[0], None, limits)
        values, root = parse_json(document, roots, limits, exact=strict)
        reading.note(document, root)
        return read_document(document, values, reading, read)
    except Inexact:
        values, _ = parse_json(document, roots, limits, exact=True)
        reading = _reading(strict)(roots[0], None, limits)
        return read_document(document, values, reading, read)


def read_document(
    document: bytes | str,
    source: Level,
    reading: Reading,
    read: Callable[[Values, Reading], R],
) -> R:
    """The record of a document. Raises ResponseError with every problem that reading meets."""
    from ._document import TooDeep, as_bytes  # noqa: PLC0415 - the first answer pays for it

    try:
        record = reading.root(source, read)
    except (RecursionError, TooDeep):
        raise ResponseError(["the answer is nested too deeply"], as_bytes(document)) from None
    if reading.problems:
        raise ResponseError(reading.problems, as_bytes(document))
    return record


def _reading(strict: bool) -> type[Reading]:  # noqa: FBT001 - inner
    if strict:
        from ._strict import StrictReading  # noqa: PLC0415 - the first answer pays for it

        return StrictReading
    from ._reading import Reading  # noqa: PLC0415 - the first answer pays for it

    return Reading
