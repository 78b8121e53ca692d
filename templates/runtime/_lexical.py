"""Values as the texts that this API wants to receive."""

from __future__ import annotations

import datetime as dt
from binascii import b2a_base64
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from . import _dialect
from ._model import OpenEnumeration
from ._verbatim import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

T = TypeVar("T")

_UTC = dt.UTC
# The limit for reading is the same.
_MOST_DIGITS = 400
# How many values a message lists: all if they are so many, or else so many of them.
_MOST_LISTED = 20
_MOST_SHOWN = 5


class _Years(dict[int, str]):
    """Years as they begin a date."""

    def __missing__(self, year: int) -> str:
        text = self[year] = f"{year:04}-"
        return text


# The parts of a date and a time, each with its separator: several times as fast as isoformat.
_YEARS = _Years()
_MONTHS = tuple(f"{month:02}-" for month in range(13))
_DAYS = tuple(f"{day:02} " for day in range(32))
_HOURS_OR_MINUTES = tuple(f"{number:02}:" for number in range(60))
_SECONDS = tuple(f"{number:02}" for number in range(60))


def not_matched(text: str, pattern: str) -> str:
    """Say that a text does not match a pattern, by the name of the built-in type that has it, if any."""
    if _dialect.BUILT_IN_TYPES:
        types = import_module(f".{_dialect.BUILT_IN_TYPES}", __package__)
        for name, its_pattern in (*types.TOKENS.items(), *types.FORMS.items()):
            if pattern == its_pattern:
                return f"{text!r:.80} is not of the type {name}"
    return f"{text!r:.80} does not match {pattern}"


def not_listed(text: object, values: Sequence[object]) -> str:
    """Say that a text is not one of these values: of many, those that are most like it."""
    said = f"{text!r:.80} is not one of"
    if len(values) <= _MOST_LISTED:
        return f"{said} {', '.join(map(repr, values))}"
    given = str(text).casefold()

    def likeness(value: object) -> tuple[bool, int]:
        other = str(value).casefold()
        pairs = enumerate(zip(given, other, strict=False))
        same = next((place for place, (one, two) in pairs if one != two), len(given))
        return given in other or other in given, same

    closest = sorted(values, key=likeness, reverse=True)[:_MOST_SHOWN]
    return f"{said} the {len(values)} that are listed, such as {', '.join(map(repr, closest))}"


def string(value: str) -> str:
    """Return the text itself."""
    return value


def integer(value: int) -> str:
    """Return an integer in plain digits."""
    return str(value)


def decimal(value: Decimal | float | str) -> str:
    """Return a decimal in plain digits, without an exponent; unchecked other values unchanged."""
    text = str(value)
    if "E" not in text:
        return text
    if isinstance(value, int | float | str):
        return str(union(value))
    if abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"the number has more than {_MOST_DIGITS} digits")
    return f"{value:f}"


def double(value: float | str) -> str:
    """Return the shortest text that reads back as the same number; unchecked other values unchanged."""
    text = repr(value) if isinstance(value, float | int) else str(union(value))
    return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(text, text)


def boolean(value: bool | float | str) -> str:  # noqa: FBT001 - the value, not a switch
    """Return `True` or `False` as this API spells them; unchecked other values unchanged."""
    if value is True:
        return _dialect.TRUE
    return _dialect.FALSE if value is False else str(union(value))


def date_time(value: dt.datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS` in UTC, where this API wants it so, or the form of ISO 8601.

    A value without a time zone is taken as UTC, or stays without one.
    """
    if _dialect.DATE_TIME_IN_UTC:
        zone = value.tzinfo
        if zone is not None and zone is not _UTC:
            value = value.astimezone(_UTC)
        return (
            f"{_YEARS[value.year]}{_MONTHS[value.month]}{_DAYS[value.day]}"
            f"{_HOURS_OR_MINUTES[value.hour]}{_HOURS_OR_MINUTES[value.minute]}{_SECONDS[value.second]}"
        )
    if type(value) is not dt.datetime and (text := text_of(value, "date_time")):
        return text
    return in_greenwich(value.isoformat())


def in_greenwich(text: str) -> str:
    """Return the text of a time with Z in place of UTC's offset."""
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def local_date_time(value: dt.datetime) -> str:
    """`YYYY-MM-DD HH:MM:SS` as a clock shows it, whatever its time zone."""
    return date_time(value.replace(tzinfo=None))


def date(value: dt.date) -> str:
    """`YYYY-MM-DD`."""
    return (
        value.isoformat() if type(value) is dt.date else text_of(value, "date") or value.isoformat()
    )


def time(value: dt.time) -> str:
    """`HH:MM:SS`, with what it has of a fraction and a time zone."""
    if type(value) is not dt.time and (text := text_of(value, "time")):
        return text
    return value.isoformat() if _dialect.DATE_TIME_IN_UTC else in_greenwich(value.isoformat())


def base64(value: bytes) -> str:
    """Return bytes in Base64."""
    return b2a_base64(value, newline=False).decode("ascii")


def hexadecimal(value: bytes) -> str:
    """Return bytes in hexadecimal: two digits for each."""
    return value.hex().upper()


def enumeration(value: OpenEnumeration) -> str:
    """Return the text of an enumeration's value."""
    return value.text


def tokens(values: Sequence[T], text: Callable[[T], str]) -> str:
    """Return the items of a list separated by spaces."""
    return " ".join(map(text, values))


def union(value: object) -> str:
    """Return the text of a value of one of several types."""
    for kind, text in _by_type():
        if isinstance(value, kind):
            return text(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as a text")


def _tokens(value: list[object]) -> str:
    return tokens(value, union)


@cache
def _by_type() -> tuple[tuple[type[Any], Callable[[Any], str]], ...]:
    """Return the writer of each type; subclasses such as bool come before their bases."""
    from decimal import Decimal  # noqa: PLC0415 - many operations have none

    from ._qnames import QName  # noqa: PLC0415 - as above

    return (
        (OpenEnumeration, enumeration),
        (str, string),
        (bool, boolean),
        (int, integer),
        (Decimal, decimal),
        (QName, str),
        (float, double),
        (dt.datetime, date_time),
        (dt.date, date),
        (dt.time, time),
        (bytes, base64),
        (list, _tokens),
    )


WRITE: dict[str, Callable[[Any], str]] = {
    "integer": str,
    "decimal": decimal,
    "double": double,
    "boolean": boolean,
    "date_time": date_time,
    "date": date,
    "time": time,
    "base64": base64,
    "hexadecimal": hexadecimal,
}
"""How a value is written of which no spelling is known."""
