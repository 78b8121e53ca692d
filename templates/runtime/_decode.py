"""Answers as records: where reading begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _dialect
from ._decoder import Decoder as Decoder  # noqa: PLC0414 - for the modules of operations
from ._errors import ResponseError
from ._limits import LIMITS
from ._problems import checked_unreadable
from ._raw_document import Inexact, TooDeep, as_bytes, parse_json, parse_xml
from ._raw_document import RawObject as RawObject  # noqa: PLC0414 - for the modules of operations

if TYPE_CHECKING:
    from ._fields import Document
    from ._limits import Limits
    from ._problems import Unreadable
    from ._raw_document import RawNode


def from_xml(
    document: bytes | str,
    declared: Document,
    *,
    strict: bool = False,
    unreadable: Unreadable = "keep",
    limits: Limits | None = None,
) -> Any:  # noqa: ANN401 - the class of the root
    """Read an XML document.

    Raises ResponseError where there is no sense in the document, or in a value that a record cannot
    do without, and with `raise` in any value; where it is `strict`, also for what would be tolerated.
    """
    decoder = _decoder_class(strict)(declared.roots[0], declared.namespaces, limits or LIMITS)
    decoder.names.is_scoped = declared.is_scoped or decoder.is_scoped
    decoder.names.holds_raw = declared.holds_raw
    if _dialect.QUALIFIED:
        decoder.names.default = declared.default_namespace
    needs_tree = strict or declared.is_ordered or declared.namespaces is not None
    needs_tree = needs_tree or declared.holds_raw  # of which each element keeps its namespace
    source, root = parse_xml(document, declared.roots, decoder.names, needs_tree=needs_tree)
    decoder.is_typed = decoder.names.has_types or decoder.is_scoped
    decoder.note(document, root)
    record = _read_document(document, source, decoder, declared, unreadable)
    if decoder.names.prefixes and hasattr(record, "note_prefixes"):  # as below
        record.note_prefixes(decoder.names.prefixes)
    return record


def from_json(
    document: bytes | str,
    declared: Document,
    *,
    strict: bool = False,
    unreadable: Unreadable = "keep",
    limits: Limits | None = None,
) -> Any:  # noqa: ANN401 - the class of the root
    """Read a JSON document.

    Raises ResponseError where there is no sense in the document, or in a value that a record cannot
    do without, and with `raise` in any value; where it is `strict`, also for what would be tolerated.
    """
    limits = limits or LIMITS
    try:
        decoder = _decoder_class(strict)(declared.roots[0], None, limits)
        decoder.is_typed = decoder.names.has_types = decoder.is_scoped or _has_types(document)
        values, root = parse_json(document, declared.wrappers, limits, exact=strict)
        decoder.note(document, root)
        return _read_document(document, values, decoder, declared, unreadable)
    except Inexact:
        values, _ = parse_json(document, declared.wrappers, limits, exact=True)
        decoder = _decoder_class(strict)(declared.roots[0], None, limits)
        decoder.is_typed = decoder.names.has_types = decoder.is_scoped or _has_types(document)
        return _read_document(document, values, decoder, declared, unreadable)


def _has_types(document: bytes | str) -> bool:
    """Tell whether an element of a JSON document may name its type."""
    if not _dialect.QUALIFIED:
        return False
    return "@xsi:type" in document if isinstance(document, str) else b"@xsi:type" in document


def _read_document(
    document: bytes | str,
    source: RawNode,
    decoder: Decoder,
    declared: Document,
    unreadable: Unreadable,
) -> Any:  # noqa: ANN401 - the class of the root
    """Return the record of a document. Raises ResponseError with every problem found while reading."""
    checked_unreadable(unreadable)
    try:
        record: Any = decoder.root(source, declared.read)
        if not decoder.problems:
            return record
        told = decoder.problems
        if not decoder.is_strict:
            from ._tolerant_decoder import TolerantDecoder  # noqa: PLC0415 - few responses need it

            tolerant = TolerantDecoder(declared.roots[0], decoder.names)
            record = tolerant.root(source, declared.read_tolerantly)
            told = tolerant.told if tolerant.is_refused or unreadable == "raise" else []
            if hasattr(record, "note_problems"):  # the root has no record of its own
                record.note_problems(tolerant.kept)
    except (RecursionError, TooDeep):
        raise ResponseError(["the response is nested too deeply"], as_bytes(document)) from None
    if told:
        raise ResponseError(told, as_bytes(document))
    return record


def _decoder_class(strict: bool) -> type[Decoder]:  # noqa: FBT001 - inner function
    if not strict:
        return Decoder
    from importlib import import_module  # noqa: PLC0415 - only tests ask for it

    found: type[Decoder] = import_module(f".{_dialect.STRICT}", __package__).DECODER
    return found
