"""Records as documents: where writing begins and ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from . import _dialect
from ._characters import has_no_noncharacters, has_only_characters
from ._compile import Misfit
from ._encode_parts import NeedsNone, default_namespace
from ._errors import RequestError
from ._explain import explain
from ._fields import marks_module
from ._interrupts import let_signals_through
from ._json import encode_json
from ._nil import NIL, declared_of, is_nil_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._fields import Declaration, Document
    from ._model import Record

R = TypeVar("R")

# How JSON escapes what XML cannot carry, for the most part.
_ESCAPED = re.compile(rb"\\(?:[bf]|u00)")
# So much is looked at together where a request is not held as a whole.
_MOST_PARTS = 1_000


def to_xml(record: Record, document: Document, *, checked: bool = True) -> bytes:
    """Return the XML document in UTF-8.

    Raises RequestError when the record is not valid for its schema; without `checked` only when it
    cannot be written, for example because of a character that XML excludes.
    """
    body = _encode(record, document, checked=checked, is_xml=True)
    if not has_only_characters(body):
        _plain_copy_of(record, document, checked=checked, is_xml=True)
    return body


def to_json(record: Record, document: Document, *, checked: bool = True) -> bytes:
    """Return the JSON document in UTF-8. Raises RequestError as `to_xml` does."""
    body = _encode(record, document, checked=checked, is_xml=False)
    if (b"\\" in body and _ESCAPED.search(body)) or not has_no_noncharacters(body):
        _plain_copy_of(record, document, checked=checked, is_xml=False)
    return body


def ready(record: R, document: Document, *, checked: bool, is_xml: bool) -> R:
    """Return the record if it is valid for its schema, or else a copy with plain values.

    Raises RequestError when a value cannot be sent; with `checked`, when the copy is not valid.
    """
    parts: list[str] = []

    def look(text: str) -> None:
        parts.append(text)
        if len(parts) == _MOST_PARTS:
            test()

    def test() -> None:
        if not has_only_characters("".join(parts).encode()):
            raise Misfit
        parts.clear()

    try:
        (document.to_xml if checked else document.to_xml_typed)(record, look)
        test()
    except Exception as error:  # noqa: BLE001 - whatever a class that we do not know does
        let_signals_through(error)
        return _plain_copy_of(record, document, checked=checked, is_xml=is_xml)
    return record


def written(record: R, document: Document, *, given: R, checked: bool, is_xml: bool) -> bytes:
    """Return the document of a record that is ready.

    Raises RequestError with every problem of what was `given` when it cannot be written.
    """
    try:
        return _write(record, document, "_unchecked", is_xml=is_xml)
    except Exception as error:
        let_signals_through(error)
        _plain_copy_of(given, document, checked=checked, is_xml=is_xml)
        require(given, document)
        raise _impossible(document, error) from error


def require(record: object, document: Document, classes: Mapping[str, str] | None = None) -> None:
    """Raise RequestError, with all that is wrong, when the record does not fit its schema.

    `classes` are those that values had before they became plain, by their path.
    """
    from ._check import Checker  # noqa: PLC0415 - only an error pays for it

    problems = Checker(document.roots[0], classes=classes or {})
    explain(declared_of(document, record, nillable=document.nillable), record, problems)
    problems.raise_problems()


def _encode(record: object, document: Document, *, checked: bool, is_xml: bool) -> bytes:
    """Write a record as it is where that is possible, as nearly always, or else a plain copy.

    It is possible if all values are plainly valid; without `checked`, if they have the right types.
    """
    try:
        return _write(record, document, "" if checked else "_typed", is_xml=is_xml)
    except Exception as error:  # noqa: BLE001 - whatever a class that we do not know does
        let_signals_through(error)
    sent = _plain_copy_of(record, document, checked=checked, is_xml=is_xml)
    return written(sent, document, given=record, checked=checked, is_xml=is_xml)


def _plain_copy_of(record: R, document: Document, *, checked: bool, is_xml: bool) -> R:
    """Return a copy with plain values. Raises RequestError as `ready` does."""
    from ._plain_copy import PlainCopier  # noqa: PLC0415 - seldom needed

    try:
        making = PlainCopier(as_texts=not checked, is_xml=is_xml)
        copied: R = making.copy(record, document.roots[0])
        if checked:
            require(copied, document, making.replaced)
    except RequestError:
        raise
    except RecursionError:
        raise RequestError([f"{document.roots[0]}: is nested too deeply"]) from None
    except Exception as error:
        let_signals_through(error)
        raise _impossible(document, error) from error
    if making.refused:
        raise RequestError(making.refused)
    return copied


def _write(record: object, document: Document, how: str, *, is_xml: bool) -> bytes:
    """Write a record with the function that looks at it so: see _record_writers."""
    return (_xml if is_xml else _json)(record, document, how)


def _xml(record: Any, document: Document, how: str) -> bytes:  # noqa: ANN401 - of any class
    prefixes: dict[str, str] = getattr(record, "_prefixes", {})
    if "" in prefixes and document.takes_default:
        token = default_namespace.set(prefixes[""])
        try:
            return _with_prefixes(record, document, how, prefixes)
        except NeedsNone:
            pass
        finally:
            default_namespace.reset(token)
    prefixes = {prefix: namespace for prefix, namespace in prefixes.items() if prefix}
    return _with_prefixes(record, document, how, prefixes)


def _with_prefixes(
    record: Any, document: Document, how: str, prefixes: dict[str, str]  # noqa: ANN401 - as above
) -> bytes:
    declared: Declaration = document
    parts = [document.start]
    if document.nillable and is_nil_record(record):
        declared = document.when_nil
        parts = [
            f'{document.start.removesuffix(">")} xsi:nil="true"{"" if declared.opens else ">"}'
        ]
    if _dialect.QUALIFIED and record.extra:
        parts = [marks_module().tag_of(parts[0], record)]
    if prefixes:
        from ._qnames import declared_too  # noqa: PLC0415 - few documents have prefixes in values

        parts = [declared_too(parts[0], prefixes, record)]
    getattr(declared, f"to_xml{how}")(record, parts.append)
    parts.append(document.end)
    return "".join(parts).encode()


def _json(record: object, document: Document, how: str) -> bytes:
    what = f"to_json{how}"
    if document.nillable and is_nil_record(record):
        return encode_json({**NIL, **getattr(document.when_nil, what)(record)})
    return encode_json(getattr(document, what)(record))


def _impossible(document: Document, error: Exception) -> RequestError:
    return RequestError([f"{document.roots[0]}: cannot be written: {error}"])
