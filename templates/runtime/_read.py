"""Raw values as values of Python, read as far as they make sense.

What means "no value" (absent, null, empty, a zero date) reads as None; one value may stand where a list
is expected, and a list of one where a value is. What cannot be understood is collected with its path and
raised as one ResponseError.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from ._document import (
    Values,
    as_bytes,
    children,
    merged,
    parse_json,
    parse_xml,
    plain,
    present,
    single,
)
from ._errors import ResponseError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._model import OpenEnumeration

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")

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


def from_xml(
    document: bytes | str, roots: Sequence[str], read: Callable[[Values, Reading], R]
) -> R:
    """Read an XML document; the first of the names that its root may have begins every path.

    Raises ResponseError with every problem of the document.
    """
    return _read_document(document, roots[0], parse_xml(document, roots), read)


def from_json(
    document: bytes | str, roots: Sequence[str], read: Callable[[Values, Reading], R]
) -> R:
    """Read a JSON document; the first of the names that its root may have begins every path.

    Raises ResponseError with every problem of the document.
    """
    return _read_document(document, roots[0], parse_json(document, roots), read)


class Reading:
    """One document on its way into records: where we are, and the problems found so far."""

    __slots__ = ("_path", "problems")

    def __init__(self, root: str) -> None:
        self._path = [root]
        self.problems: list[str] = []

    def string(self, values: Values, name: str) -> str | None:
        """The text of an element."""
        value = single(values.get(name))
        return None if value is None else self._string(value, name)

    def strings(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element."""
        return self._items(values, name, self._string)

    def integer(self, values: Values, name: str) -> int | None:
        """The number in an element."""
        value = single(values.get(name))
        return None if value is None else self._integer(value, name)

    def integers(self, values: Values, name: str) -> list[int]:
        """The numbers in a repeated element."""
        return self._items(values, name, self._integer)

    def decimal(self, values: Values, name: str) -> Decimal | None:
        """The decimal number in an element."""
        value = single(values.get(name))
        return None if value is None else self._decimal(value, name)

    def decimals(self, values: Values, name: str) -> list[Decimal]:
        """The decimal numbers in a repeated element."""
        return self._items(values, name, self._decimal)

    def double(self, values: Values, name: str) -> float | None:
        """The floating-point number in an element."""
        value = single(values.get(name))
        return None if value is None else self._double(value, name)

    def doubles(self, values: Values, name: str) -> list[float]:
        """The floating-point numbers in a repeated element."""
        return self._items(values, name, self._double)

    def boolean(self, values: Values, name: str) -> bool | None:
        """The truth value in an element."""
        value = single(values.get(name))
        return None if value is None else self._boolean(value, name)

    def booleans(self, values: Values, name: str) -> list[bool]:
        """The truth values in a repeated element."""
        return self._items(values, name, self._boolean)

    def date_time(self, values: Values, name: str) -> dt.datetime | None:
        """The time in an element, in UTC."""
        value = single(values.get(name))
        return None if value is None else self._date_time(value, name)

    def date_times(self, values: Values, name: str) -> list[dt.datetime]:
        """The times in a repeated element, in UTC."""
        return self._items(values, name, self._date_time)

    def date(self, values: Values, name: str) -> dt.date | None:
        """The date in an element."""
        value = single(values.get(name))
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
        items = present(values.get(name))
        if not items:
            return None
        if len(items) == 1:
            return self._record(items[0], name, read)
        levels = [level for item in items if (level := self._level(item, name)) is not None]
        return self._read(merged(levels), name, read)

    def records(self, values: Values, name: str, read: Callable[[Values, Reading], R]) -> list[R]:
        """The records in a repeated element."""
        records: list[R] = []
        for index, item in enumerate(present(values.get(name))):
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
        return {name: plain(value) for name, value in values.items() if name not in known}

    def _items(self, values: Values, name: str, read: Callable[[Any, str], R | None]) -> list[R]:
        items: list[R] = []
        for index, raw in enumerate(present(values.get(name))):
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
            return children(cast("Element[str]", item))
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
        raw = repr(plain(value))
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
        raise ResponseError([f"{root}: nested too deeply"], as_bytes(document)) from None
    if reading.problems:
        raise ResponseError(reading.problems, as_bytes(document))
    return record
