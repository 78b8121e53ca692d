"""Requests and answers of a stand-in store as they are on the wire."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, get_args
from xml.sax.saxutils import escape

from ._errors import NetoError, RequestError, ResponseError
from ._fields import declared_by
from ._model import Record
from ._store_state import is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ._fields import Operation
    from ._root import Root

Quirk: TypeAlias = Literal[
    "one", "list", "empty", "zero_dates", "bare_dates", "numbers", "wrapped", "extra"
]
QUIRKS: tuple[Quirk, ...] = get_args(Quirk)
USUAL_QUIRKS: tuple[Quirk, ...] = ("one", "empty", "zero_dates")
Strictness: TypeAlias = Literal["letter", "schema", "none"]

_DATES = frozenset({"date", "date_time"})
# Characters that XML 1.0 excludes, whatever the store was given.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in. Names of headers are in small letters."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    path: str = ""

    @property
    def action(self) -> str:
        """The action that is asked for."""
        return self.headers.get("netoapi_action", "").strip()

    @property
    def wants_json(self) -> bool:
        """Whether the response should be JSON."""
        return "json" in self.headers.get("accept", "").lower()

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON: by its content, whatever its type claims."""
        start = self.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start in {b"{", b"["}:
            return True
        kind = self.headers.get("content-type", "").lower()
        return start != b"<" and ("json" in kind or "javascript" in kind)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer as it goes out."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


def read(operation: Operation[Any], request: Request, strictness: Strictness) -> Root:
    """Read the record of a request.

    With `letter` it must be as this client writes it; with `schema`, the wire format and the
    spelling of values are free, but nothing may be unknown, unreadable or out of bounds. Raises
    NetoError with all problems.
    """
    record = _read(operation.request, request, strict=strictness == "letter")
    if strictness == "none":
        return record
    problems = [*_misread(record)] if strictness == "schema" else [*map(str, record.problems)]
    if not problems:
        _ = record.to_json()  # checks it
        return record
    raise RequestError([*problems, *_unfit(record, problems)])


def misfits(kind: type[Root], body: bytes, *, is_json: bool, checked: bool) -> list[str]:
    """Return a line for each unknown or unreadable value; if `checked`, for each out of bounds, too."""
    try:
        record = (kind.from_json if is_json else kind.from_xml)(body)
    except NetoError as error:
        return [*getattr(error, "problems", (str(error),))]
    problems = [*_misread(record)]
    return [*problems, *_unfit(record, problems)] if checked else problems


def _misread(record: Root) -> Iterator[str]:
    yield from map(str, record.problems)
    yield from _unlisted(record, cast("Any", record).Meta.name)


def _unfit(record: Root, known: Collection[str]) -> list[str]:
    """Return the violations of the schema that are not known yet."""
    try:
        _ = record.to_json()
    except NetoError as error:
        return [p for p in getattr(error, "problems", ()) if p not in known]
    return []


def deviations(kind: type[Root], body: bytes, *, is_json: bool) -> list[str]:
    """Return a line for each deviation of a document from the letter of its schema."""
    try:
        (kind.from_json if is_json else kind.from_xml)(body, strict=True)
    except ResponseError as error:
        return [*error.problems]
    except NetoError as error:
        return [str(error)]
    return []


def _read(kind: type[Root], request: Request, *, strict: bool) -> Root:
    read = kind.from_json if request.is_json else kind.from_xml
    if not request.body.strip():
        return kind()
    return read(request.body, strict=strict)


def _unlisted(record: Record, path: str) -> Iterator[str]:
    """Yield the data of a record that no schema lists, except unreadable values."""
    known = record._declared  # noqa: SLF001 - a record's own  # pyright: ignore[reportPrivateUsage]
    for name in record.extra:
        if name not in known.keys:
            yield f"{path}.{name}: is not in the schema"
    for name, declared in known.fields:
        value: Any = getattr(record, name, None)
        if declared.repeated and is_list(value):
            for index, item in enumerate(value):
                if isinstance(item, Record):
                    yield from _unlisted(item, f"{path}.{declared.key}[{index}]")
        elif isinstance(value, Record):
            yield from _unlisted(value, f"{path}.{declared.key}")


def content_of(record: Record) -> dict[str, Any]:
    """Return the content of a record by names on the wire, with all values as texts."""
    found: dict[str, Any] = json.loads(record.to_json(checked=False))
    return found


def document(record: Record, *, as_json: bool, quirks: Collection[Quirk]) -> bytes:
    """Return a record as a store would write it, with the quirks of real ones."""
    if not quirks:
        return record.to_json() if as_json else record.to_xml()
    content = _content(record, content_of(record), quirks)
    name: str = cast("Any", record).Meta.name
    return written(name, content, as_json=as_json, wrapped="wrapped" in quirks)


def written(
    name: str, content: Mapping[str, Any], *, as_json: bool, wrapped: bool = False
) -> bytes:
    """Return a document with this root and content."""
    if as_json:
        return json.dumps({name: content} if wrapped else content).encode()
    return _xml(name, content).encode()


def _content(
    record: Any, content: dict[str, Any], quirks: Collection[Quirk]  # noqa: ANN401 - any record
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for own, known in declared_by(record).fields:
        name, value = known.key, getattr(record, own)
        if known.role != "element":
            continue
        if value is None or value == []:
            if "zero_dates" in quirks and known.kind in _DATES:
                found[name] = "0000-00-00 00:00:00"
            elif "empty" in quirks:
                found[name] = ""
            continue
        inner = content[name]
        if is_list(value):
            values: list[Any] = value
            items = [_value(*both, quirks) for both in zip(values, inner, strict=True)]
            found[name] = items[0] if len(items) == 1 and "one" in quirks else items
        else:
            one = _value(value, inner, quirks)
            found[name] = [one] if is_record(one) and "list" in quirks else one
    if "extra" in quirks and found:
        found["NotInAnySchema"] = "1"
    return found


def _value(value: Any, content: Any, quirks: Collection[Quirk]) -> Any:  # noqa: ANN401 - any value
    if isinstance(value, Record):
        return _content(value, content, quirks)
    if "bare_dates" in quirks and isinstance(value, datetime):
        return content[: len("2026-11-25")]
    if "numbers" in quirks and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return int(value) if value == int(value) else float(value)
    return content


def _xml(name: str, content: Any) -> str:  # noqa: ANN401 - any value
    if is_list(content):
        items = content
        return "".join(_xml(name, item) for item in items)
    if is_record(content):
        members = content
        inner = "".join(_xml(key, value) for key, value in members.items())
    else:
        inner = escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", str(content)))
    return f"<{name}>{inner}</{name}>"
