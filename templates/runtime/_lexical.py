"""Values as the texts that this API wants to receive."""

from __future__ import annotations

import datetime as dt
from binascii import b2a_base64
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from . import _dialect
from ._model import OpenEnumeration
from ._verbatim import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

T = TypeVar("T")

_UTC = dt.UTC
# What is read has no more, either.
_MOST_DIGITS = 400
# Of values in a message: all of so many, or so many of more.
_MOST_LISTED = 20
_MOST_SHOWN = 5


class _Years(dict[int, str]):
    """Years as they begin a date."""

    def __missing__(self, year: int) -> str:
        text = self[year] = f"{year:04}-"
        return text


# The parts of a date and a time, each with what follows it: several times as fast as isoformat.
_YEARS = _Years()
_MONTHS = tuple(f"{month:02}-" for month in range(13))
_DAYS = tuple(f"{day:02} " for day in range(32))
_HOURS_OR_MINUTES = tuple(f"{number:02}:" for number in range(60))
_SECONDS = tuple(f"{number:02}" for number in range(60))


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
    """The text itself."""
    return value


def integer(value: int) -> str:
    """Plain digits."""
    return str(value)


def decimal(value: Decimal | float | str) -> str:
    """Plain digits, never an exponent; what is no such number, and was not checked, as it is."""
    text = str(value)
    if "E" not in text:
        return text
    if isinstance(value, int | float | str):
        return str(union(value))
    if abs(value.adjusted()) > _MOST_DIGITS:
        raise ValueError(f"the number has more than {_MOST_DIGITS} digits")
    return f"{value:f}"


def double(value: float | str) -> str:
    """The shortest text that reads back as the same number; what is none, and was not checked, as it is."""
    text = repr(value) if isinstance(value, float | int) else str(union(value))
    return {"inf": "INF", "-inf": "-INF", "nan": "NaN"}.get(text, text)


def boolean(value: bool | float | str) -> str:  # noqa: FBT001 - the value, not a switch
    """`True` or `False`, as this API spells them; what is neither, and was not checked, as it is."""
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
    """The text of a time with a Z for the time zone that is that of UTC."""
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
    """The bytes in base 64."""
    return b2a_base64(value, newline=False).decode("ascii")


def hexadecimal(value: bytes) -> str:
    """Two digits for each byte."""
    return value.hex().upper()


def enumeration(value: OpenEnumeration) -> str:
    """The text of the value."""
    return value.text


def tokens(values: Sequence[T], text: Callable[[T], str]) -> str:
    """The items of a list with a space between them."""
    return " ".join(map(text, values))


def union(value: object) -> str:
    """A value of one of several types."""
    for kind, text in _by_type():
        if isinstance(value, kind):
            return text(value)
    raise TypeError(f"{type(value).__name__} cannot be sent as a text")


def _tokens(value: list[object]) -> str:
    return tokens(value, union)


@cache
def _by_type() -> tuple[tuple[type[Any], Callable[[Any], str]], ...]:
    """How to write each type; each before what it is a kind of, such as bool before int."""
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
