"""One document that has to keep to the letter, for tests against a store.

Whatever is tolerated elsewhere is read as it is there, and is a problem here. What counts as the letter
is what this client itself would write; in JSON, every value is a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _dialect
from ._document import encoding_of
from ._reading import Reading

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from decimal import Decimal

    from ._document import Level, Values
    from ._model import OpenEnumeration

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")

_TIME_MARK, _AFTER_SECONDS = (" ", "") if _dialect.DATE_TIME_IN_UTC else ("T", ".*")
_FORMS = {
    "a text": re.compile("(?s:.*)"),
    "a listed value": re.compile("(?s:.*)"),
    "a token": re.compile(r"|\S+(?: \S+)*"),
    "an integer": re.compile(r"[+-]?[0-9]+"),
    "a decimal number": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "a floating-point number": re.compile(r"\S+"),
    "a truth value": re.compile(f"{_dialect.TRUE}|{_dialect.FALSE}"),
    "a date with a time": re.compile(
        rf"(?!0000)[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_TIME_MARK}[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}{_AFTER_SECONDS}"
    ),
    "a date": re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "a time of day": re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}\S*"),
}


class StrictReading(Reading):
    """One document, in which every deviation is a problem."""

    __slots__ = ("_fields", "_is_xml")

    def root(self, source: Level, read: Callable[[Values, Reading], R]) -> R:
        """The record of a whole document."""
        self._is_xml = isinstance(source, Element)
        # Of each record that is being read, the elements that were asked for, in their order.
        self._fields: dict[int, list[str]] = {}
        return super().root(source, read)

    def note(self, document: bytes | str, root: str | None) -> None:
        """Check how a document begins, and the name of its root."""
        own = self._path[0]
        if isinstance(document, bytes) and encoding_of(document) != "utf-8":
            self.problems.append(f"{own}: the document is not in UTF-8")
        text = document if isinstance(document, str) else document.decode("utf-8", "replace")
        if text.startswith("\ufeff"):
            self.problems.append(f"{own}: a byte-order mark stands before the document")
        if root is not None and root != own:
            self.problems.append(f"{own}: the root is called {root}")
        elif root is not None and text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            self.problems.append(f"{own}: the document is wrapped in {root}")

    def string(self, values: Values, name: str) -> str | None:
        """The text of an element."""
        self._one(values, name, "a text")
        return super().string(values, name)

    def strings(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element."""
        self._several(values, name, "a text")
        return super().strings(values, name)

    def integer(self, values: Values, name: str) -> int | None:
        """The number in an element."""
        self._one(values, name, "an integer")
        return super().integer(values, name)

    def integers(self, values: Values, name: str) -> list[int]:
        """The numbers in a repeated element."""
        self._several(values, name, "an integer")
        return super().integers(values, name)

    def decimal(self, values: Values, name: str) -> Decimal | None:
        """The decimal number in an element."""
        self._one(values, name, "a decimal number")
        return super().decimal(values, name)

    def decimals(self, values: Values, name: str) -> list[Decimal]:
        """The decimal numbers in a repeated element."""
        self._several(values, name, "a decimal number")
        return super().decimals(values, name)

    def double(self, values: Values, name: str) -> float | None:
        """The floating-point number in an element."""
        self._one(values, name, "a floating-point number")
        return super().double(values, name)

    def doubles(self, values: Values, name: str) -> list[float]:
        """The floating-point numbers in a repeated element."""
        self._several(values, name, "a floating-point number")
        return super().doubles(values, name)

    def boolean(self, values: Values, name: str) -> bool | None:
        """The truth value in an element."""
        self._one(values, name, "a truth value")
        return super().boolean(values, name)

    def booleans(self, values: Values, name: str) -> list[bool]:
        """The truth values in a repeated element."""
        self._several(values, name, "a truth value")
        return super().booleans(values, name)

    def date_time(self, values: Values, name: str) -> dt.datetime | None:
        """The time in an element, in UTC."""
        self._one(values, name, "a date with a time")
        return super().date_time(values, name)

    def date_times(self, values: Values, name: str) -> list[dt.datetime]:
        """The times in a repeated element, in UTC."""
        self._several(values, name, "a date with a time")
        return super().date_times(values, name)

    def date(self, values: Values, name: str) -> dt.date | None:
        """The date in an element."""
        self._one(values, name, "a date")
        return super().date(values, name)

    def dates(self, values: Values, name: str) -> list[dt.date]:
        """The dates in a repeated element."""
        self._several(values, name, "a date")
        return super().dates(values, name)

    def time(self, values: Values, name: str) -> dt.time | None:
        """The time of day in an element."""
        self._one(values, name, "a time of day")
        return super().time(values, name)

    def times(self, values: Values, name: str) -> list[dt.time]:
        """The times of day in a repeated element."""
        self._several(values, name, "a time of day")
        return super().times(values, name)

    def token(self, values: Values, name: str) -> str | None:
        """The text of an element, with single spaces between its words."""
        self._one(values, name, "a token")
        return super().token(values, name)

    def tokens(self, values: Values, name: str) -> list[str]:
        """The texts of a repeated element, with single spaces between their words."""
        self._several(values, name, "a token")
        return super().tokens(values, name)

    def one(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> R | None:
        """The value in an element, as it is converted."""
        self._one(values, name, "a text")
        return super().one(values, name, convert)

    def many(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> list[R]:
        """The values in a repeated element, as they are converted."""
        self._several(values, name, "a text")
        return super().many(values, name, convert)

    def nillable(
        self, values: Values, name: str, convert: Callable[[object, str], R | None]
    ) -> list[R | None]:
        """The values in a repeated element, each None that says it is nil."""
        self._ask(values, name)
        return super().nillable(values, name, convert)

    def raw(self, values: Values, name: str) -> Any:  # noqa: ANN401 - raw
        """Whatever stands in an element."""
        self._ask(values, name)
        return super().raw(values, name)

    def raws(self, values: Values, name: str) -> list[Any]:
        """Whatever stands in a repeated element."""
        self._ask(values, name)
        return super().raws(values, name)

    def enumeration(self, values: Values, name: str, of: type[E]) -> E | None:
        """The value in an element."""
        self._one(values, name, "a listed value")
        found = super().enumeration(values, name, of)
        if found is not None and not found.is_known:
            self._unknown(name, found)
        return found

    def enumerations(self, values: Values, name: str, of: type[E]) -> list[E]:
        """The values in a repeated element."""
        self._several(values, name, "a listed value")
        found = super().enumerations(values, name, of)
        for item in found:
            if not item.is_known:
                self._unknown(name, item)
        return found

    def record(
        self,
        values: Values,
        name: str,
        read: Callable[[Values, Reading], R],
        *,
        text: bool = False,
    ) -> R | None:
        """The record in an element."""
        self._ask(values, name)
        value = values.get(name)
        if isinstance(value, list):
            self._add(name, "is a list, and one record is expected")
        elif name in values and not text and not self._is_record(value):
            self._add(name, "is no record")
        return super().record(values, name, read, text=text)

    def records(
        self,
        values: Values,
        name: str,
        read: Callable[[Values, Reading], R],
        *,
        text: bool = False,
    ) -> list[R]:
        """The records in a repeated element."""
        self._ask(values, name)
        for place, item in self._listed(values, name):
            if not text and not self._is_record(item):
                self._add(place, "is no record")
        return super().records(values, name, read, text=text)

    def extra(
        self,
        values: Values,
        known: frozenset[str],
        *,
        elements: bool = True,
        attributes: bool = True,
        in_order: bool = True,
    ) -> dict[str, Any]:
        """The raw values of what no schema lists."""
        found = super().extra(  # noqa: S610 - no Django
            values, known, elements=elements, attributes=attributes
        )
        fields = self._fields.pop(id(values), [])
        if in_order and elements and isinstance(self._source, Element):
            self._ordered(self._source, fields)
        for name in found:
            self._add(name, "is not in the schema")
        if isinstance(self._source, Element) and not _dialect.QUALIFIED:
            for child in self._source:
                if child.tag.startswith("{"):
                    self._add(self._names[child.tag], f"is in a namespace: {child.tag!r:.80}")
        return found

    def _ask(self, values: Values, name: str) -> None:
        """Take note that a field is asked for: they all are, in the order of the schema."""
        self._fields.setdefault(id(values), []).append(name)

    def _ordered(self, source: Element, fields: list[str]) -> None:
        """Check the order of the elements that the schema lists."""
        places = {name: place for place, name in enumerate(fields)}
        before = ""
        for child in source:
            name = self._names[child.tag]
            if name not in places:
                continue
            if before and places[name] < places[before]:
                self._add(name, f"stands after {before}, and before it in the schema")
            before = name

    def _one(self, values: Values, name: str, expected: str) -> None:
        self._ask(values, name)
        value = values.get(name)
        if isinstance(value, list):
            self._add(name, "is a list, and one value is expected")
        elif name in values:
            self._spelled(value, name, expected)

    def _several(self, values: Values, name: str, expected: str) -> None:
        self._ask(values, name)
        for place, item in self._listed(values, name):
            self._spelled(item, place, expected)

    def _listed(self, values: Values, name: str) -> list[tuple[str, object]]:
        if name not in values:
            return []
        value: Any = values[name]
        if isinstance(value, list):
            items = cast("list[object]", value)
            return [(f"{name}[{index}]", item) for index, item in enumerate(items)]
        if not self._is_xml:
            self._add(name, "is one value, and a list is expected")
        return [(name, value)]

    def _spelled(self, value: object, name: str, expected: str) -> None:
        if value is None or value in ("", [], {}):
            if expected not in {"a text", "a token"} or not (self._is_xml or value == ""):
                self._add(name, f"is empty, and {expected} is expected")
        elif isinstance(value, bool | int) or not isinstance(value, str | list | dict | Element):
            self._add(name, f"{value!r:.80} is not written as a text")
        elif isinstance(value, str) and not _FORMS[expected].fullmatch(value):
            self._add(name, f"{value!r:.80} is not written as {expected}")

    def _is_record(self, value: object) -> bool:
        """Whether a raw value has the form of a record; in XML, nothing may stand in one."""
        return isinstance(value, dict | Element) or (self._is_xml and value is None)

    def _unknown(self, name: str, value: OpenEnumeration) -> None:
        allowed = ", ".join(repr(member.text) for member in type(value))
        self._add(name, f"{value.text!r:.80} is not one of {allowed}")
