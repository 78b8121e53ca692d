"""Documents as this API sends them, read as far as they make sense.

Both XML and JSON become the same thing level by level: a dictionary of names and raw values. What
means "no value" (absent, null, empty, a zero date) reads as None; one value may stand where a list
is expected and a list of one where a value is. What cannot be understood is collected with its path
and raised as one ResponseError.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element, ParseError, XMLParser

from ._errors import ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._model import OpenEnumeration

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")
Values = dict[str, Any]

_MOST_DIGITS = 400
_INTEGER = re.compile(r"([+-]?[0-9]+)(?:\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ZERO_DATE = re.compile(r"0000-00-00(?:[ T]00:00:00)?")
_BOOLEANS = {
    "true": True,
    "y": True,
    "yes": True,
    "1": True,
    "false": False,
    "n": False,
    "no": False,
    "0": False,
}
# A document type can only stand between the declaration and the root element.
_DOCTYPE = re.compile(
    r"(?:\s++|<\?(?:(?!\?>).)*+\?>|<!--(?:(?!-->).)*+-->)*+<!DOCTYPE", re.IGNORECASE | re.DOTALL
)
_ENCODING = re.compile(rb"""\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ENCODINGS = frozenset(
    {"ascii", "us-ascii", "iso-8859-1", "latin-1", "utf-8", "utf-16", "utf-32", "windows-1252"}
)
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def from_xml(
    document: bytes | str, roots: Sequence[str], read: Callable[[Values, Reading], R]
) -> R:
    """Read an XML document whose root element has one of the names, in any namespace or none.

    Raises ResponseError with every problem of the document.
    """
    text = _text(document)
    try:
        root = _parse_xml(text.lstrip())
    except (ParseError, ValueError) as error:
        raise _unreadable(document, text, f"not well-formed XML: {error}") from None
    if root.tag not in roots:
        expected = " or ".join(f"<{name}>" for name in roots)
        raise _unreadable(document, text, f"expected {expected}, found <{root.tag}>")
    return _read_document(document, roots[0], _children(root), read)


def from_json(
    document: bytes | str, roots: Sequence[str], read: Callable[[Values, Reading], R]
) -> R:
    """Read a JSON document, bare or wrapped in an object with one of the names as its key.

    Raises ResponseError with every problem of the document.
    """
    text = _text(document)
    try:
        data: Any = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise _unreadable(document, text, f"not well-formed JSON: {error}") from None
    values = _unwrapped(_single(data), roots)
    if values is None:
        raise _unreadable(document, text, "expected a JSON object")
    return _read_document(document, roots[0], values, read)


def _unwrapped(data: object, roots: Sequence[str]) -> Values | None:
    """The content of a document, taken out of the root that it may be wrapped in.

    What stands beside the root counts as if it stood inside. None when there is no object.
    """
    if not isinstance(data, dict):
        return None
    values = cast("Values", data)
    for root in roots:
        if root in values:
            inner = _single(values[root])
            beside = {name: value for name, value in values.items() if name != root}
            if inner is None:
                return beside
            return {**beside, **cast("Values", inner)} if isinstance(inner, dict) else None
    return values


class Reading:
    """One document on its way into records: where we are, and the problems found so far."""

    __slots__ = ("_path", "problems")

    def __init__(self, root: str) -> None:
        self._path = [root]
        self.problems: list[str] = []

    def string(self, values: Values, name: str) -> str | None:
        """The text of an element."""
        value = _single(values.get(name))
        return None if value is None else self._string(value, name)

    def strings(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element."""
        return self._items(values, name, self._string)

    def integer(self, values: Values, name: str) -> int | None:
        """The number in an element."""
        value = _single(values.get(name))
        return None if value is None else self._integer(value, name)

    def integers(self, values: Values, name: str) -> list[int]:
        """The numbers in a repeated element."""
        return self._items(values, name, self._integer)

    def decimal(self, values: Values, name: str) -> Decimal | None:
        """The decimal number in an element."""
        value = _single(values.get(name))
        return None if value is None else self._decimal(value, name)

    def decimals(self, values: Values, name: str) -> list[Decimal]:
        """The decimal numbers in a repeated element."""
        return self._items(values, name, self._decimal)

    def double(self, values: Values, name: str) -> float | None:
        """The floating-point number in an element."""
        value = _single(values.get(name))
        return None if value is None else self._double(value, name)

    def doubles(self, values: Values, name: str) -> list[float]:
        """The floating-point numbers in a repeated element."""
        return self._items(values, name, self._double)

    def boolean(self, values: Values, name: str) -> bool | None:
        """The truth value in an element."""
        value = _single(values.get(name))
        return None if value is None else self._boolean(value, name)

    def booleans(self, values: Values, name: str) -> list[bool]:
        """The truth values in a repeated element."""
        return self._items(values, name, self._boolean)

    def date_time(self, values: Values, name: str) -> dt.datetime | None:
        """The time in an element, in UTC."""
        value = _single(values.get(name))
        return None if value is None else self._date_time(value, name)

    def date_times(self, values: Values, name: str) -> list[dt.datetime]:
        """The times in a repeated element, in UTC."""
        return self._items(values, name, self._date_time)

    def date(self, values: Values, name: str) -> dt.date | None:
        """The date in an element."""
        value = _single(values.get(name))
        return None if value is None else self._date(value, name)

    def dates(self, values: Values, name: str) -> list[dt.date]:
        """The dates in a repeated element."""
        return self._items(values, name, self._date)

    def enumeration(self, values: Values, name: str, of: type[E]) -> E | None:
        """The value in an element, known or not."""
        text = self.string(values, name)
        return None if text is None else of(text)

    def enumerations(self, values: Values, name: str, of: type[E]) -> list[E]:
        """The values in a repeated element, known or not."""
        return [of(text) for text in self.strings(values, name)]

    def record(self, values: Values, name: str, read: Callable[[Values, Reading], R]) -> R | None:
        """The record in an element; several become one that has the children of all."""
        items = _present(values.get(name))
        if not items:
            return None
        if len(items) == 1:
            return self._record(items[0], name, read)
        levels = [level for item in items if (level := self._level(item, name)) is not None]
        return self._read(_merged(levels), name, read)

    def records(self, values: Values, name: str, read: Callable[[Values, Reading], R]) -> list[R]:
        """The records in a repeated element."""
        records: list[R] = []
        for index, item in enumerate(_present(values.get(name))):
            record = self._record(item, f"{name}[{index}]", read)
            if record is not None:
                records.append(record)
        return records

    def required(self, value: R | None, name: str) -> R:
        """The value, which must be there."""
        if value is None:
            self._add(name, "is required, and is not there")
        return cast("R", value)

    def extra(self, values: Values, known: frozenset[str]) -> dict[str, Any]:
        """The raw values of what no schema lists."""
        if known.issuperset(values):
            return {}
        return {name: _plain(value) for name, value in values.items() if name not in known}

    def _items(self, values: Values, name: str, read: Callable[[Any, str], R | None]) -> list[R]:
        items: list[R] = []
        for index, raw in enumerate(_present(values.get(name))):
            item = read(raw, f"{name}[{index}]")
            if item is not None:
                items.append(item)
        return items

    def _record(self, item: object, name: str, read: Callable[[Values, Reading], R]) -> R | None:
        level = self._level(item, name)
        return None if level is None else self._read(level, name, read)

    def _read(self, level: Values, name: str, read: Callable[[Values, Reading], R]) -> R:
        self._path.append(name)
        record = read(level, self)
        self._path.pop()
        return record

    def _level(self, item: object, name: str) -> Values | None:
        if isinstance(item, dict):
            return cast("Values", item)
        if isinstance(item, Element):
            return _children(cast("Element[str]", item))
        self._misread(item, name, "a record")
        return None

    def _string(self, value: object, name: str) -> str | None:
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int):
            return str(value)
        if isinstance(value, Decimal):
            return f"{value:f}" if abs(value.adjusted()) < _MOST_DIGITS else str(value)
        self._misread(value, name, "a text")
        return None

    def _integer(self, value: object, name: str) -> int | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = self._scalar(value)
        if text == "":
            return None
        match = None if text is None else _INTEGER.fullmatch(text)
        if match is not None and len(match[1]) <= _MOST_DIGITS:
            return int(match[1])
        self._misread(value, name, "an integer")
        return None

    def _decimal(self, value: object, name: str) -> Decimal | None:
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        text = self._scalar(value)
        if text == "":
            return None
        if text is not None and _DECIMAL.fullmatch(text):
            return Decimal(text)
        self._misread(value, name, "a number")
        return None

    def _double(self, value: object, name: str) -> float | None:
        number = self._decimal(value, name)
        return None if number is None else float(number)

    def _boolean(self, value: object, name: str) -> bool | None:
        if isinstance(value, bool):
            return value
        text = self._scalar(value)
        if text == "":
            return None
        if text is not None and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        self._misread(value, name, "True or False")
        return None

    def _date_time(self, value: object, name: str) -> dt.datetime | None:
        text = self._scalar(value)
        if text == "" or (text and _ZERO_DATE.fullmatch(text)):
            return None
        try:
            moment = dt.datetime.fromisoformat(text or "")
            if moment.tzinfo is None:
                return moment.replace(tzinfo=dt.UTC)
            return moment.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self._misread(value, name, "a date and time")
            return None

    def _date(self, value: object, name: str) -> dt.date | None:
        text = self._scalar(value)
        if text == "" or (text and _ZERO_DATE.fullmatch(text)):
            return None
        try:
            return dt.datetime.fromisoformat(text or "").date()
        except ValueError:
            self._misread(value, name, "a date")
            return None

    @staticmethod
    def _scalar(value: object) -> str | None:
        """The text of a value without the space around it; None when it is no scalar."""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        return None

    def _misread(self, value: object, name: str, expected: str) -> None:
        raw = repr(_plain(value))
        shown = raw if len(raw) <= 80 else raw[:80] + "…"  # noqa: PLR2004
        self._add(name, f"{shown} is not {expected}")

    def _add(self, name: str, problem: str) -> None:
        self.problems.append(f"{'.'.join(self._path)}.{name}: {problem}")


def _read_document(
    document: bytes | str, root: str, values: Values, read: Callable[[Values, Reading], R]
) -> R:
    reading = Reading(root)
    try:
        record = read(values, reading)
    except RecursionError:
        raise ResponseError([f"{root}: nested too deeply"], _bytes(document)) from None
    if reading.problems:
        raise ResponseError(reading.problems, _bytes(document))
    return record


def _parse_xml(text: str) -> Element:
    if _DOCTYPE.match(text):
        message = "a document type declaration is not accepted"
        raise ValueError(message)
    parser = XMLParser()  # noqa: S314 - no document type, so no entities; expat bounds the rest
    parser.feed(text)
    root = parser.close()
    if "xmlns" in text:
        for element in root.iter():
            element.tag = element.tag.rpartition("}")[2]
    return root


def _children(element: Element) -> Values:
    """One level of a document: name → text, element with children, or a list of these."""
    values: Values = {child.tag: child if len(child) else child.text for child in element}
    if len(values) != len(element):
        values = {}
        for child in element:
            values.setdefault(child.tag, []).append(child if len(child) else child.text)
    return values


def _merged(levels: Sequence[Values]) -> Values:
    merged: Values = {}
    for level in levels:
        for name, value in level.items():
            merged.setdefault(name, []).extend(_present(value))
    return merged


def _present(value: Any) -> list[Any]:  # noqa: ANN401 - raw
    """The values of an element, whether one or a list, without those that mean "no value"."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [item for item in items if not _empty(item)]


def _single(value: Any) -> Any:  # noqa: ANN401 - raw
    """The value of an element; a list of one is that one, and an empty one is None."""
    if isinstance(value, list):
        items = _present(value)
        return items[0] if len(items) == 1 else items or None
    return None if value == "" else value


def _empty(item: object) -> bool:
    return item is None or (isinstance(item, str) and not item.strip()) or item in ([], {})


def _plain(value: Any) -> Any:  # noqa: ANN401 - raw
    """A raw value without XML elements in it."""
    if isinstance(value, Element):
        return {
            name: _plain(child) for name, child in _children(cast("Element[str]", value)).items()
        }
    if isinstance(value, list):
        return [_plain(item) for item in cast("list[object]", value)]
    return value


def _text(document: bytes | str) -> str:
    """The document as text, by its byte-order mark, its XML declaration, or as UTF-8."""
    if isinstance(document, str):
        return document.removeprefix("\ufeff")
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS if document.startswith(mark)), None)
    if encoding is None:
        declared = _ENCODING.match(document)
        encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise ResponseError([f"the answer declares the encoding {encoding!r}"], document)
    try:
        return document.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise ResponseError([f"the answer is not {encoding} text: {error}"], document) from None


def _bytes(document: bytes | str) -> bytes:
    return document if isinstance(document, bytes) else document.encode("utf-8", "backslashreplace")


def _refuse_constant(constant: str) -> object:
    message = f"{constant} is not JSON"
    raise ValueError(message)


def _unreadable(document: bytes | str, text: str, problem: str) -> ResponseError:
    start = text.lstrip()[:2000]
    if not start:
        problem = "the answer is empty"
    elif start[:200].lower().startswith(("<!doctype html", "<html")):
        words = " ".join(_TAG.sub(" ", start).split())
        problem = f"the answer is an HTML page: {words[:120]!r}"
    return ResponseError([problem], _bytes(document))
