"""Dates and times as XML Schema spells them: https://www.w3.org/TR/xmlschema-2/#dateTime."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, NamedTuple

from ._lexical import in_greenwich
from ._verbatim import keep, text_of, zone_of

_DAY = r"(-?(?:[1-9][0-9]{4,18}|(?!0000)[0-9]{4}))-([0-9]{2})-([0-9]{2})"
_CLOCK = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
_ZONE = r"((?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?)"
_FORMS = {
    "date_time": re.compile(f"{_DAY}T{_CLOCK}{_ZONE}"),
    "date": re.compile(f"{_DAY}()()()(){_ZONE}"),
    "time": re.compile(f"()()(){_CLOCK}{_ZONE}"),
}
# What Python parses directly, as most is.
_USUAL = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
)
# The Gregorian calendar repeats after so many years.
_CYCLE, _DAYS_OF_CYCLE = 400, 146_097
_MICROSECONDS = 6
_END = 24


class _Parts(NamedTuple):
    """A date with a time: with the year as it is, and the fraction of a second as its digits."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    fraction: str
    zone: dt.timezone | None


def _parts(kind: str, text: str) -> _Parts:
    """Return the parts of a text. Raises ValueError if it is not a date or time of this kind."""
    found = _FORMS[kind].fullmatch(text)
    if found is None:
        raise ValueError(f"not of the form of a {kind}")
    *numbers, fraction, _ = found.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    if kind == "time":
        year, month, day = 2000, 1, 1
    dt.date(2000 + year % _CYCLE, month, day)
    if hour != _END or minute or second or (fraction or "").strip("0"):
        dt.time(hour, minute, second)
    return _Parts(year, month, day, hour, minute, second, fraction or "", zone_of(text))


def date_time(text: str) -> dt.datetime:
    """Parse a date with a time. Raises ValueError."""
    if _USUAL.fullmatch(text):
        try:
            return dt.datetime.fromisoformat(text)
        except ValueError:
            pass  # the year 0, or an invalid day
    parts = _parts("date_time", text)
    value = _nearest(parts)
    is_exact = len(parts.fraction) <= _MICROSECONDS and parts.hour < _END
    if is_exact and dt.MINYEAR <= parts.year <= dt.MAXYEAR:
        return value
    kept: dt.datetime = keep(value, text, "date_time")
    return kept


def _nearest(parts: _Parts) -> dt.datetime:
    """Return the time, or the nearest one in Python's range."""
    is_before = parts.year < dt.MINYEAR
    day, clock = (dt.date.min, dt.time.min) if is_before else (dt.date.max, dt.time.max)
    bound = dt.datetime.combine(day, clock, parts.zone)
    if not dt.MINYEAR <= parts.year <= dt.MAXYEAR:
        return bound
    clock = dt.time(parts.hour % _END, parts.minute, parts.second, _micro(parts), parts.zone)
    value = dt.datetime.combine(dt.date(parts.year, parts.month, parts.day), clock)
    try:
        return value + dt.timedelta(days=parts.hour // _END)
    except OverflowError:
        return bound


def _micro(parts: _Parts) -> int:
    return int(parts.fraction[:_MICROSECONDS].ljust(_MICROSECONDS, "0"))


def date(text: str) -> dt.date:
    """Parse a date. Raises ValueError."""
    parts = _parts("date", text)
    value = _nearest(parts).date()
    is_exact = dt.MINYEAR <= parts.year <= dt.MAXYEAR and parts.zone is None
    kept: dt.date = value if is_exact else keep(value, text, "date")
    return kept


def time(text: str) -> dt.time:
    """Parse a time of day. Raises ValueError."""
    parts = _parts("time", text)
    hour = parts.hour % _END
    value = dt.time(hour, parts.minute, parts.second, _micro(parts), parts.zone)
    is_exact = len(parts.fraction) <= _MICROSECONDS and hour == parts.hour
    kept: dt.time = value if is_exact else keep(value, text, "time")
    return kept


def instant(kind: str, value: Any) -> tuple[int, str]:  # noqa: ANN401 - a value of this kind
    """Return a sort key of a date or time: seconds, and the digits of the fraction.

    A value without a time zone counts as UTC.
    """
    return _instant(_parts(kind, text_of(value, kind) or _written(kind, value)))


def _instant(parts: _Parts) -> tuple[int, str]:
    days = day_number(parts.year, parts.month, parts.day)
    seconds = days * 86_400 + parts.hour * 3_600 + parts.minute * 60 + parts.second
    offset = dt.timedelta() if parts.zone is None else parts.zone.utcoffset(None)
    return seconds - int(offset.total_seconds()), parts.fraction.rstrip("0")


def day_number(year: int, month: int, day: int) -> int:
    """Count the days up to one of any year; a day that its month does not have is one of the next."""
    cycles, year = divmod(year, _CYCLE)
    return cycles * _DAYS_OF_CYCLE + dt.date(_CYCLE + year, month, 1).toordinal() + day - 1


def bound(kind: str, text: str) -> tuple[int, str]:
    """Return the sort key of a bound's text."""
    return _instant(_parts(kind, text))


def identity(kind: str, value: Any) -> tuple[int, str, bool]:  # noqa: ANN401 - a value of this kind
    """Return a key that equal dates or times share, including whether they have a time zone."""
    text = text_of(value, kind) or _written(kind, value)
    return *instant(kind, value), zone_of(text) is not None


def _written(kind: str, value: Any) -> str:  # noqa: ANN401 - a value of this kind
    """Return the text of a value, whose time zone is in whole minutes, as for all that are sent."""
    if kind == "date":
        return f"{dt.date.isoformat(value)}"
    return in_greenwich(str(value.isoformat()))
