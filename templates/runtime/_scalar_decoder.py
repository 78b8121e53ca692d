"""Raw values as values of Python, read as far as they make sense.

What means "no value" (null, empty, a zero date) reads as None, and one value may stand in a list of one.
What cannot be understood is collected with its path.
"""

from __future__ import annotations

import datetime as dt
import re
from binascii import a2b_base64
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from . import _dialect
from ._limits import MOST_DIGITS
from ._problems import shortened
from ._raw_document import ElementNames, digits, number, plain, scalar
from ._whitespace import SPACE, collapsed, replaced, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._limits import Limits
    from ._model import OpenEnumeration

R = TypeVar("R")
E = TypeVar("E", bound="OpenEnumeration")

_INTEGER = re.compile(r"([+-]?[0-9]+)(?:\.0*)?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_ZONE = r"\s*(Z|UTC|GMT|[+-][0-9]{2}(?::?[0-9]{2})?)"
_ZERO_DATE = re.compile(rf"0000-00-00(?:[ T]00:00(?::00(?:\.0+)?)?)?(?:{_ZONE})?", re.IGNORECASE)
# A date and what may follow it, of which not all is in ISO 8601.
_MOMENT = re.compile(
    rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[ T]([0-9]{{2}}:[0-9]{{2}}[0-9:.,]*))?{_ZONE}",
    re.IGNORECASE,
)
_GREENWICH = frozenset({"z", "utc", "gmt"})
_SPECIAL_NUMBERS: dict[str | None, float] = {
    "INF": float("inf"),
    "+INF": float("inf"),
    "-INF": float("-inf"),
    "NaN": float("nan"),
}
_SPELLINGS = {
    True: ("true", "y", "yes", "1"),
    False: ("false", "n", "no", "0"),
}
BOOLEANS = {
    spelling: value
    for value, words in _SPELLINGS.items()
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}


class ScalarDecoder:
    """The values of one document: where we are in it, and the problems found so far.

    A path is names of elements, and after the name of one that repeats its place in the list.
    """

    __slots__ = ("_names", "_path", "problems")

    def __init__(self, root: str, namespaces: frozenset[str] | None, limits: Limits) -> None:
        self._path: list[str | int] = [root]
        self._names = ElementNames(namespaces, limits)
        self.problems: list[str] = []

    def to_string(self, value: object, name: str) -> str | None:
        """Return a text."""
        if isinstance(value, str):
            return value
        value = scalar(value)
        if isinstance(value, str):
            return value
        if isinstance(value, bool | int):
            return str(value)
        if isinstance(value, Decimal):
            return f"{value:f}" if abs(value.adjusted()) < MOST_DIGITS else str(value)
        self._misread(value, name, "a text")
        return None

    def to_integer(self, value: object, name: str) -> int | None:
        """Return an integer."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = self._scalar(value)
        if text == "":
            return None
        match = None if text is None else _INTEGER.fullmatch(text)
        if match is not None and digits(match[0]) <= MOST_DIGITS:
            return int(match[1])
        self._misread(value, name, "an integer")
        return None

    def to_decimal(self, value: object, name: str) -> Decimal | None:
        """Return a decimal number."""
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        text = self._scalar(value)
        if text == "":
            return None
        if text and _DECIMAL.fullmatch(text) and (found := number(text)) is not None:
            return found
        self._misread(value, name, "a number")
        return None

    def to_double(self, value: object, name: str) -> float | None:
        """Return a floating-point number."""
        text = self._scalar(value)
        if text in _SPECIAL_NUMBERS:
            return _SPECIAL_NUMBERS[text]
        if _dialect.SENDS_INFINITE and text and _DOUBLE.fullmatch(text):
            return float(text)  # infinite if it is too large
        number = self.to_decimal(value, name)
        return None if number is None else float(number)

    def to_boolean(self, value: object, name: str) -> bool | None:
        """Return a boolean."""
        if isinstance(value, bool):
            return value
        text = self._scalar(value)
        if text == "":
            return None
        if text is not None and text.lower() in BOOLEANS:
            return BOOLEANS[text.lower()]
        self._misread(value, name, "True or False")
        return None

    def to_date_time(self, value: object, name: str) -> dt.datetime | None:
        """Return a date with a time."""
        return self._when(
            value, name, _in_utc if _dialect.DATE_TIME_IN_UTC else _exact("date_time", _moment)
        )

    def to_local_date_time(self, value: object, name: str) -> dt.datetime | None:
        """Return a date with a time by the store's own clock."""
        return self._when(value, name, lambda text: _moment(text).replace(tzinfo=None))

    def to_date(self, value: object, name: str) -> dt.date | None:
        """Return a date."""
        return self._when(value, name, _exact("date", _day), "a date")

    def _when(
        self,
        value: object,
        name: str,
        read: Callable[[str], R],
        expected: str = "a date and time",
    ) -> R | None:
        text = self._scalar(value)
        if text == "" or (text and _ZERO_DATE.fullmatch(text)):
            return None
        return self._parsed(value, name, read, expected)

    def _parsed(
        self, value: object, name: str, read: Callable[[str], R], expected: str
    ) -> R | None:
        """Return what a function reads of the text of a value."""
        text = self._scalar(value)
        if text is not None:
            try:
                return read(text)
            except (ValueError, OverflowError):
                pass
        self._misread(value, name, expected)
        return None

    def to_time(self, value: object, name: str) -> dt.time | None:
        """Return a time of day."""
        if self._scalar(value) == "":
            return None
        read: Callable[[str], dt.time] = _exact("time", dt.time.fromisoformat)
        return self._parsed(value, name, read, "a time of day")

    def to_token(self, value: object, name: str) -> str | None:
        """Return a text with single spaces between its words."""
        text = self.to_string(value, name)
        return None if text is None else collapsed(text)

    def to_base64(self, value: object, name: str) -> bytes | None:
        """Return bytes from Base64."""
        return self._parsed(value, name, _base64, "base 64")

    def to_hexadecimal(self, value: object, name: str) -> bytes | None:
        """Return bytes from hexadecimal."""
        return self._parsed(value, name, bytes.fromhex, "bytes in hexadecimal")

    def to_normalized_string(self, value: object, name: str) -> str | None:
        """Return a text without tabs and line ends."""
        text = self.to_string(value, name)
        return None if text is None else replaced(text)

    def to_enumeration(
        self, of: type[E], normalized: Callable[[str], str] | None = None
    ) -> Callable[[object, str], E | None]:
        """Return a converter to an enumeration's values, listed or not."""

        def convert(value: object, name: str) -> E | None:
            text = self.to_string(value, name)
            if text is None:
                return None
            return of(text if normalized is None else normalized(text))

        return convert

    def to_list(
        self, convert: Callable[[object, str], R | None]
    ) -> Callable[[object, str], list[R] | None]:
        """Return a converter of a list that is one text with its items separated by spaces."""

        def convert_list(value: object, name: str) -> list[R] | None:
            raw = scalar(value)
            items: Sequence[object] = (
                cast("list[object]", raw)
                if isinstance(raw, list)
                else words(self.to_string(raw, name) or "")
            )
            found = [convert(item, f"{name}[{index}]") for index, item in enumerate(items)]
            return [item for item in found if item is not None]

        return convert_list

    def to_union(
        self, read: Callable[[str], object], *members: Callable[[object, str], object]
    ) -> Callable[[object, str], Any]:
        """Return a converter to the first of several types that a value is valid for.

        `read` decides strictly. A value that is not valid for any type is then converted tolerantly
        by the `members`; there, a value that an enumeration does not list becomes another type, if
        it can.
        """

        def convert(value: object, name: str) -> object:
            text = self._text(value)
            if text is not None:
                try:
                    return read(text)
                except ValueError:
                    pass
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
    def _text(value: object) -> str | None:
        """Return the text that a value would be in XML, with its white space; None if it is not simple."""
        value = scalar(value)
        if isinstance(value, bool):
            return _dialect.TRUE if value else _dialect.FALSE
        return str(value) if isinstance(value, str | int | Decimal) else None

    @staticmethod
    def _scalar(value: object) -> str | None:
        """Return the text of a value without surrounding white space; None if it is not simple."""
        value = scalar(value)
        if isinstance(value, str):
            return value.strip() if _dialect.EMPTY_IS_ABSENT else value.strip(SPACE)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return str(value)
        return None

    def _misread(self, value: object, name: str, expected: str) -> None:
        self._add(name, f"{shortened(self._plain(value))} is not {expected}")

    def _plain(self, value: Any, names: ElementNames | None = None) -> Any:  # noqa: ANN401 - raw
        """Return a raw value of the current record, in the form of RawElement."""
        if type(value) is str:
            return value
        return plain(value, self._names if names is None else names, self._level_below())

    def _level_below(self) -> int:
        """Return the level of the content of an element in the current record."""
        return 1 + sum(isinstance(step, str) for step in self._path)

    def _add(self, name: str, problem: str) -> None:
        self.problems.append(f"{self._where()}.{name}: {problem}")

    def _where(self) -> str:
        """Return the path of the current record."""
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in self._path)
        return "".join(steps)[1:]


def _moment(text: str) -> dt.datetime:
    """Parse a date and time, with its time zone if it has one. Raises ValueError."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return dt.datetime.fromisoformat(text)
    day, time, zone = found.groups()
    zone = "+00:00" if zone.lower() in _GREENWICH else zone
    return dt.datetime.fromisoformat(f"{day}T{time or '00:00'}{zone}")


def _in_utc(text: str) -> dt.datetime:
    """Parse a date and time as UTC, which also applies to one without a time zone.

    Raises ValueError.
    """
    moment = _moment(text)
    return moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)


def _base64(text: str) -> bytes:
    return a2b_base64("".join(words(text)), strict_mode=True)


def _day(text: str) -> dt.date:
    moment = _moment(text)
    if not _dialect.DATE_TIME_IN_UTC and moment.time() != dt.time():
        raise ValueError("a time of day would be lost")
    return moment.date()


@cache
def _exact(kind: str, tolerant: Callable[[str], R]) -> Callable[[str], R]:
    """Return a parser of dates or times: strict if the dialect is, with tolerance for the rest."""
    if _dialect.DATE_TIME_IN_UTC:
        return tolerant
    from . import _xsd_dates  # noqa: PLC0415 - many documents have none

    exact: Callable[[str], R] = getattr(_xsd_dates, kind)

    def read(text: str) -> R:
        try:
            return exact(text)
        except ValueError:
            return tolerant(text)

    return read
