"""Raw values as values of Python, read as far as they make sense.

What means "no value" (absent, null, empty, a zero date) reads as None; one value may stand where a list
is expected, and a list of one where a value is. What cannot be understood is collected with its path and
raised as one ResponseError.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _dialect
from ._document import (
    Level,
    Names,
    Values,
    as_bytes,
    attribute_name,
    children,
    is_nil,
    merged,
    parse_json,
    parse_xml,
    plain,
    present,
    scalar,
    single,
)
from ._errors import ResponseError
from ._model import RawElement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ._model import OpenEnumeration

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")

_MOST_DIGITS = 400
_INTEGER = re.compile(r"([+-]?[0-9]+)(?:\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_ZERO_DATE = re.compile(r"0000-00-00(?:[ T]00:00:00)?")
_SPECIAL_NUMBERS: dict[str | None, float] = {
    "INF": float("inf"),
    "+INF": float("inf"),
    "-INF": float("-inf"),
    "NaN": float("nan"),
}
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


def from_xml(
    document: bytes | str,
    roots: Sequence[str],
    read: Callable[[Values, Reading], R],
    namespaces: frozenset[str] | None = None,
) -> R:
    """Read an XML document; the first of the names that its root may have begins every path.

    `namespaces` are those of the schema, where others may stand beside them. Raises ResponseError
    with every problem of the document.
    """
    reading = Reading(roots[0], namespaces)
    return _read_document(document, parse_xml(document, roots), reading, read)


def from_json(
    document: bytes | str, roots: Sequence[str], read: Callable[[Values, Reading], R]
) -> R:
    """Read a JSON document; the first of the names that its root may have begins every path.

    Raises ResponseError with every problem of the document.
    """
    return _read_document(document, parse_json(document, roots), Reading(roots[0]), read)


class Reading:
    """One document on its way into records: where we are, and the problems found so far."""

    __slots__ = ("_names", "_path", "_source", "problems")

    def __init__(self, root: str, namespaces: frozenset[str] | None = None) -> None:
        self._path = [root]
        self._names = Names(namespaces)
        self._source: Level = {}
        self.problems: list[str] = []

    def root(self, source: Level, read: Callable[[Values, Reading], R]) -> R:
        """The record of a whole document."""
        self._source = source
        return read(children(source, self._names) if isinstance(source, Element) else source, self)

    def string(self, values: Values, name: str) -> str | None:
        """The text of an element."""
        value = single(values.get(name))
        return None if value is None else self.to_string(value, name)

    def strings(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element."""
        return self._items(values, name, self.to_string)

    def integer(self, values: Values, name: str) -> int | None:
        """The number in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_integer(value, name)

    def integers(self, values: Values, name: str) -> list[int]:
        """The numbers in a repeated element."""
        return self._items(values, name, self.to_integer)

    def decimal(self, values: Values, name: str) -> Decimal | None:
        """The decimal number in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_decimal(value, name)

    def decimals(self, values: Values, name: str) -> list[Decimal]:
        """The decimal numbers in a repeated element."""
        return self._items(values, name, self.to_decimal)

    def double(self, values: Values, name: str) -> float | None:
        """The floating-point number in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_double(value, name)

    def doubles(self, values: Values, name: str) -> list[float]:
        """The floating-point numbers in a repeated element."""
        return self._items(values, name, self.to_double)

    def boolean(self, values: Values, name: str) -> bool | None:
        """The truth value in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_boolean(value, name)

    def booleans(self, values: Values, name: str) -> list[bool]:
        """The truth values in a repeated element."""
        return self._items(values, name, self.to_boolean)

    def date_time(self, values: Values, name: str) -> dt.datetime | None:
        """The time in an element, in UTC."""
        value = single(values.get(name))
        return None if value is None else self.to_date_time(value, name)

    def date_times(self, values: Values, name: str) -> list[dt.datetime]:
        """The times in a repeated element, in UTC."""
        return self._items(values, name, self.to_date_time)

    def date(self, values: Values, name: str) -> dt.date | None:
        """The date in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_date(value, name)

    def dates(self, values: Values, name: str) -> list[dt.date]:
        """The dates in a repeated element."""
        return self._items(values, name, self.to_date)

    def enumeration(self, values: Values, name: str, of: type[E]) -> E | None:
        """The value in an element, known or not."""
        text = self.string(values, name)
        return None if text is None else of(text)

    def enumerations(self, values: Values, name: str, of: type[E]) -> list[E]:
        """The values in a repeated element, known or not."""
        return [of(text) for text in self.strings(values, name)]

    def time(self, values: Values, name: str) -> dt.time | None:
        """The time of day in an element."""
        value = single(values.get(name))
        return None if value is None else self.to_time(value, name)

    def times(self, values: Values, name: str) -> list[dt.time]:
        """The times of day in a repeated element."""
        return self._items(values, name, self.to_time)

    def token(self, values: Values, name: str) -> str | None:
        """The text of an element, with single spaces between its words."""
        value = single(values.get(name))
        return None if value is None else self.to_token(value, name)

    def tokens(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element, with single spaces between their words."""
        return self._items(values, name, self.to_token)

    def one(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> R | None:
        """The value in an element, as it is converted."""
        value = single(values.get(name))
        return None if value is None else convert(value, name)

    def many(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> list[R]:
        """The values in a repeated element, as they are converted."""
        return self._items(values, name, convert)

    def nillable(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> list[R | None]:
        """The values in a repeated element, each None that says it is nil."""
        raw = values.get(name, [])
        items = cast("list[object]", raw) if isinstance(raw, list) else [raw]
        return [
            None if is_nil(item) else convert(item, f"{name}[{index}]")
            for index, item in enumerate(items)
        ]

    def raw(self, values: Values, name: str) -> Any:  # noqa: ANN401 - raw
        """Whatever stands in an element, in the form of RawElement."""
        return plain(values.get(name), self._names)

    def raws(self, values: Values, name: str) -> list[Any]:
        """Whatever stands in a repeated element, in the form of RawElement."""
        return [plain(item, self._names) for item in present(values.get(name))]

    def default(self, value: R | None, default: R) -> R:
        """The value of an attribute, or what the schema says in its absence."""
        return default if value is None else value

    def default_if_empty(self, values: Values, name: str, value: R | None, default: R) -> R | None:
        """The value of an element, or what the schema says where it is there and empty."""
        return default if name in values and not value and values[name] in ("", None) else value

    def default_text(self, values: Values, value: R | None, default: R) -> R | None:
        """The text of an element, or what the schema says where there is none."""
        return default if single(values.get("#text")) in ("", None) else value

    def record(
        self,
        values: Values,
        name: str,
        read: Callable[[Values, Reading], R],
        *,
        text: bool = False,
    ) -> R | None:
        """The record in an element; several become one that has the children of all.

        With `text` it is a record that holds text, and a bare text is one too.
        """
        raw = values.get(name)
        items = present(raw)
        if not items:
            return None
        if len(items) == 1:
            return self._record(items[0], name, read, text=text)
        levels = [level for item in items if (level := self._level(item, name, text)) is not None]
        level = merged(levels)
        return self._read(level, level, name, read)

    def records(
        self,
        values: Values,
        name: str,
        read: Callable[[Values, Reading], R],
        *,
        text: bool = False,
    ) -> list[R]:
        """The records in a repeated element."""
        records: list[R] = []
        for index, item in enumerate(present(values.get(name))):
            record = self._record(item, f"{name}[{index}]", read, text=text)
            if record is not None:
                records.append(record)
        return records

    def to_record(
        self, read: Callable[[Values, Reading], R], *, text: bool = False
    ) -> Callable[[object, str], R | None]:
        """How to read a record from a raw value."""
        return lambda item, name: self._record(item, name, read, text=text)

    def type_of(self, values: Values) -> str | None:
        """The name of the type that an element says it has."""
        name: object = values.get("@xsi:type")
        return name.rpartition(":")[2] if isinstance(name, str) else None

    def unknown_type(self, values: Values, known: Sequence[str]) -> None:
        """Report an element whose type is none of those that may stand there."""
        found = self.type_of(values)
        what = f"type {found!r} is not" if found else "has no xsi:type, which must be"
        self.problems.append(f"{'.'.join(self._path)}: {what} one of {', '.join(known)}")

    def content(self, known: frozenset[str], *, mixed: bool) -> Iterator[tuple[str, Any]]:
        """What the record that is being read holds, in its order.

        Yields the name and the level of each known element, each other element as RawElement with
        the name `*`, and with `mixed` each text with the name `#text`.
        """
        source = self._source
        for index, (name, item) in enumerate(self._in_order(source, known)):
            if name == "#text":
                if mixed:
                    yield name, item
            elif name not in known:
                tag = cast("Element[str]", item).tag if isinstance(item, Element) else name
                yield "*", RawElement(tag, plain(item, Names(frozenset())))
            else:
                level = self._level(item, name, text=True)
                if level is not None:
                    self._path.append(f"{name}[{index}]")
                    self._source = item if isinstance(item, Element) else level
                    yield name, level
                    self._source = source
                    self._path.pop()

    def _in_order(self, source: Level, known: frozenset[str]) -> Iterator[tuple[str, Any]]:
        if isinstance(source, Element):
            if source.text:
                yield "#text", source.text
            for child in source:
                yield self._names[child.tag], child
                if child.tail:
                    yield "#text", child.tail
        elif "#content" in source:
            for item in present(source["#content"]):
                if isinstance(item, dict):
                    yield from cast("Values", item).items()
                else:
                    yield "#text", self.to_string(item, "#content") or ""
        else:
            if "#text" in source:
                yield "#text", self.to_string(source["#text"], "#text") or ""
            others = [name for name in source if name not in known and name[:1] not in "@#"]
            for name in (*sorted(known & source.keys()), *others):
                if not name.startswith(("@", "#")):
                    yield from ((name, item) for item in present(source[name]))

    def any_elements(self, known: frozenset[str]) -> list[RawElement]:
        """The elements of the record that is being read which the schema does not name."""
        source = self._source
        found: list[tuple[str, object]] = []
        if isinstance(source, Element):
            found = [(child.tag, child) for child in source if self._names[child.tag] not in known]
        else:
            for name, value in source.items():
                if name not in known and not name.startswith(("@", "#")):
                    items = cast("list[object]", value) if isinstance(value, list) else [value]
                    found += [(name, item) for item in items]
        return [RawElement(name, plain(item, Names(frozenset()))) for name, item in found]

    def any_attributes(self, values: Values, known: frozenset[str]) -> dict[str, str]:
        """The attributes of a record that the schema does not name, by their names."""
        return {
            attribute_name(name): str(value)
            for name, value in values.items()
            if name.startswith("@") and name not in known and not name.startswith("@xsi:")
        }

    def required(self, value: R | None, name: str) -> R:
        """The value, which must be there."""
        if value is None:
            self._add(name, "is required, and is not there")
        return cast("R", value)

    def extra(
        self,
        values: Values,
        known: frozenset[str],
        *,
        elements: bool = True,
        attributes: bool = True,
    ) -> dict[str, Any]:
        """The raw values of what no schema lists; without the kinds that have a field of their own."""
        if known.issuperset(values):
            return {}
        return {
            name: plain(value, self._names)
            for name, value in values.items()
            if name not in known
            and name != "@xsi:type"
            and not (name == "#text" and not str(value).strip())
            and (attributes if name.startswith("@") else elements)
        }

    def _items(self, values: Values, name: str, read: Callable[[Any, str], R | None]) -> list[R]:
        items: list[R] = []
        for index, raw in enumerate(present(values.get(name))):
            item = read(raw, f"{name}[{index}]")
            if item is not None:
                items.append(item)
        return items

    def _record(
        self, item: object, name: str, read: Callable[[Values, Reading], R], *, text: bool
    ) -> R | None:
        level = self._level(item, name, text)
        if level is None:
            return None
        source = cast("Element[str]", item) if isinstance(item, Element) else level
        return self._read(source, level, name, read)

    def _read(
        self, source: Level, level: Values, name: str, read: Callable[[Values, Reading], R]
    ) -> R:
        outer = self._source
        self._source = source
        self._path.append(name)
        record = read(level, self)
        self._path.pop()
        self._source = outer
        return record

    def _level(self, item: object, name: str, text: bool) -> Values | None:  # noqa: FBT001 - inner
        if isinstance(item, dict):
            return cast("Values", item)
        if isinstance(item, Element):
            return children(cast("Element[str]", item), self._names)
        if item == "" or item is None:
            return {"#text": ""} if text else {}
        if text and isinstance(item, str | int | float | Decimal):
            return {"#text": item}
        self._misread(item, name, "a record")
        return None

    def to_string(self, value: object, name: str) -> str | None:
        """A text."""
        if isinstance(value, str):
            return value
        value = scalar(value)
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int):
            return str(value)
        if isinstance(value, Decimal):
            return f"{value:f}" if abs(value.adjusted()) < _MOST_DIGITS else str(value)
        self._misread(value, name, "a text")
        return None

    def to_integer(self, value: object, name: str) -> int | None:
        """A whole number."""
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

    def to_decimal(self, value: object, name: str) -> Decimal | None:
        """A decimal number."""
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        text = self._scalar(value)
        if text == "":
            return None
        if text is not None and _DECIMAL.fullmatch(text):
            return Decimal(text)
        self._misread(value, name, "a number")
        return None

    def to_double(self, value: object, name: str) -> float | None:
        """A floating-point number."""
        if isinstance(value, float):
            return value
        text = self._scalar(value)
        if text in _SPECIAL_NUMBERS:
            return _SPECIAL_NUMBERS[text]
        number = self.to_decimal(value, name)
        return None if number is None else float(number)

    def to_boolean(self, value: object, name: str) -> bool | None:
        """A truth value."""
        if isinstance(value, bool):
            return value
        text = self._scalar(value)
        if text == "":
            return None
        if text is not None and text.lower() in _BOOLEANS:
            return _BOOLEANS[text.lower()]
        self._misread(value, name, "True or False")
        return None

    def to_date_time(self, value: object, name: str) -> dt.datetime | None:
        """A date with a time."""
        text = self._scalar(value)
        if text == "" or (text and _ZERO_DATE.fullmatch(text)):
            return None
        try:
            moment = dt.datetime.fromisoformat(text or "")
            if not _dialect.DATE_TIME_IN_UTC:
                return moment
            if moment.tzinfo is None:
                return moment.replace(tzinfo=dt.UTC)
            return moment.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            self._misread(value, name, "a date and time")
            return None

    def to_date(self, value: object, name: str) -> dt.date | None:
        """A date."""
        text = self._scalar(value)
        if text == "" or (text and _ZERO_DATE.fullmatch(text)):
            return None
        try:
            return dt.datetime.fromisoformat(text or "").date()
        except ValueError:
            self._misread(value, name, "a date")
            return None

    def to_time(self, value: object, name: str) -> dt.time | None:
        """A time of day."""
        text = self._scalar(value)
        if text == "":
            return None
        try:
            return dt.time.fromisoformat(text or "")
        except ValueError:
            self._misread(value, name, "a time of day")
            return None

    def to_token(self, value: object, name: str) -> str | None:
        """A text with single spaces between its words."""
        text = self.to_string(value, name)
        return None if text is None else " ".join(text.split())

    def to_base64(self, value: object, name: str) -> bytes | None:
        """Bytes that are written in base 64."""
        text = self._scalar(value)
        try:
            return base64.b64decode("".join((text or "").split()), validate=True)
        except ValueError:
            self._misread(value, name, "base 64")
            return None

    def to_hexadecimal(self, value: object, name: str) -> bytes | None:
        """Bytes that are written as two digits each."""
        text = self._scalar(value)
        try:
            return bytes.fromhex(text or "")
        except ValueError:
            self._misread(value, name, "bytes in hexadecimal")
            return None

    def to_enumeration(self, of: type[E]) -> Callable[[object, str], E | None]:
        """How to read a value of an enumeration, known or not."""

        def convert(value: object, name: str) -> E | None:
            text = self.to_string(value, name)
            return None if text is None else of(text)

        return convert

    def to_list(
        self, convert: Callable[[object, str], R | None]
    ) -> Callable[[object, str], list[R] | None]:
        """How to read a list that is one text with space between its items."""

        def convert_list(value: object, name: str) -> list[R] | None:
            raw = scalar(value)
            items: Sequence[object] = (
                cast("list[object]", raw)
                if isinstance(raw, list)
                else (self.to_string(raw, name) or "").split()
            )
            found = [convert(item, f"{name}[{index}]") for index, item in enumerate(items)]
            return [item for item in found if item is not None]

        return convert_list

    def to_union(self, *members: Callable[[object, str], object]) -> Callable[[object, str], Any]:
        """How to read a value of the first of several types that it can be.

        A value that an enumeration does not list is of another type, if it can be.
        """

        def convert(value: object, name: str) -> object:
            before = len(self.problems)
            unknown: object = None
            problems = 0
            for member in members:
                found = member(value, name)
                understood = len(self.problems) == before and found is not None
                if understood and getattr(found, "is_known", True):
                    return found
                unknown = found if unknown is None else unknown
                problems += len(self.problems) - before
                del self.problems[before:]
            if unknown is None and problems == len(members):
                self._misread(value, name, "of any of its types")
            return unknown

        return convert

    @staticmethod
    def _scalar(value: object) -> str | None:
        """The text of a value without the space around it; None when it is no scalar."""
        value = scalar(value)
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        return None

    def _misread(self, value: object, name: str, expected: str) -> None:
        raw = repr(plain(value, self._names))
        shown = raw if len(raw) <= 80 else raw[:80] + "…"  # noqa: PLR2004
        self._add(name, f"{shown} is not {expected}")

    def _add(self, name: str, problem: str) -> None:
        self.problems.append(f"{'.'.join(self._path)}.{name}: {problem}")


def _read_document(
    document: bytes | str,
    source: Level,
    reading: Reading,
    read: Callable[[Values, Reading], R],
) -> R:
    try:
        record = reading.root(source, read)
    except RecursionError:
        raise ResponseError(["the answer is nested too deeply"], as_bytes(document)) from None
    if reading.problems:
        raise ResponseError(reading.problems, as_bytes(document))
    return record
