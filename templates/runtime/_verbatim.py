"""Values that keep the text they were read with.

They are what they seem, a number or a date, and equal to it; only that they are written as they were
read. What is made of them (a sum, another day) is a plain value again.

Some texts have no value in Python that says all they say. A date with a time zone is a `Date`, which
has its `tzinfo`. A time with more digits than microseconds, and the end of a day (24:00:00), are the
nearest time that there is. Of a year after 9999 or before 1, the value is the latest or the first time
that Python knows, so that it still comes after, or before, all others.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Callable

MOMENTS = frozenset({"date_time", "date", "time"})
"""The kinds of dates and times."""


class Verbatim:
    """A value with the text that it was read with, and the kind of type that this is a text of.

    The text is empty where the value was made of another one.
    """

    text = ""
    kind = ""

    def __reduce_ex__(self, _: SupportsIndex) -> tuple[Any, ...]:
        return keep, (plain(self), self.text, self.kind)

    def __copy__(self) -> Any:  # noqa: ANN401 - itself: it is immutable
        return self

    def __deepcopy__(self, _: Any) -> Any:  # noqa: ANN401
        return self


class Integer(Verbatim, int):
    """A whole number."""


class Double(Verbatim, float):
    """A floating-point number."""


class Number(Verbatim, Decimal):
    """A decimal number."""


class Bytes(Verbatim, bytes):
    """Bytes."""


class _Moment(Verbatim):
    """A date or a time, which is shown as its text."""

    _read = ""

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the value of a text in XML Schema's spelling. Raises ValueError if it has none."""
        from . import _xsd_dates  # noqa: PLC0415 - it needs this module

        made: Self = keep(plain(getattr(_xsd_dates, cls._read)(text)), text, cls._read)
        return made

    def __str__(self) -> str:
        return self.text or super().__str__()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class DateTime(_Moment, dt.datetime):
    """A date with a time."""

    _read = "date_time"


class Date(_Moment, dt.date):
    """A date, with the time zone that stands behind it, if there is one."""

    _read = "date"

    @property
    def tzinfo(self) -> dt.tzinfo | None:
        """The time zone."""
        return zone_of(self.text)


class Time(_Moment, dt.time):
    """A time of day."""

    _read = "time"


def zone_of(text: str) -> dt.timezone | None:
    """Return the time zone at the end of a date or a time, if there is one."""
    if text.endswith("Z"):
        return dt.UTC
    zone = text[-6:]
    if len(zone) < len("+00:00") or zone[0] not in "+-" or zone[3] != ":":
        return None
    offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:]))
    return dt.timezone(-offset if zone[0] == "-" else offset) if offset else dt.UTC


def keep(value: object, text: str, kind: str) -> Any:  # noqa: ANN401 - of any type
    """Return a value with its text, if values of its type can keep one."""
    make = _MAKE.get(type(value))
    if make is None:
        return value
    made: Any = make(value)
    made.text, made.kind = text, kind
    return made


def plain(value: object) -> Any:  # noqa: ANN401 - of any type
    """Return a value without its text."""
    make = _PLAIN.get(type(value))
    return value if make is None else make(value)


def text_of(value: object, kind: str) -> str:
    """Return the text that a value of this kind was read with, "" if there is none."""
    return value.text if isinstance(value, Verbatim) and value.kind == kind else ""


def _time(of: type[dt.time], value: dt.time) -> dt.time:
    parts = (value.hour, value.minute, value.second, value.microsecond, value.tzinfo)
    return of(*parts, fold=value.fold)


VERBATIM: dict[type, type] = {
    int: Integer,
    float: Double,
    Decimal: Number,
    bytes: Bytes,
    dt.datetime: DateTime,
    dt.date: Date,
    dt.time: Time,
}
"""The class that keeps a text, of each class of values that can keep one."""
_MAKE: dict[type, Callable[[Any], Any]] = {
    **VERBATIM,
    dt.datetime: lambda value: DateTime.combine(value.date(), value.timetz()),
    dt.date: lambda value: Date.fromordinal(value.toordinal()),
    dt.time: lambda value: _time(Time, value),
}
_PLAIN: dict[type, Callable[[Any], Any]] = {
    Integer: int,
    Double: float.__float__,
    Number: Decimal,
    Bytes: bytes,
    DateTime: lambda value: dt.datetime.combine(
        dt.date(value.year, value.month, value.day), _time(dt.time, value.timetz())
    ),
    Date: lambda value: dt.date.fromordinal(value.toordinal()),
    Time: lambda value: _time(dt.time, value),
}
