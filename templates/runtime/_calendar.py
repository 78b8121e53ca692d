"""Which of two values comes first of the types that Python has none for: `gYear` and its like, `duration`.

Their texts say by their form which type they are of: https://www.w3.org/TR/xmlschema-2/#isoformats
"""

from __future__ import annotations

import re
from decimal import Decimal

from ._limits import MOST_DIGITS
from ._xsd_dates import day_number

# A year, a month and a day of which some are left out, and where on Earth that is.
_PARTS = re.compile(
    r"(?:(-?[0-9]{4,})(?:-([0-9]{2}))?|--(?:([0-9]{2})(?:-([0-9]{2}))?|-([0-9]{2})))"
    r"(?:(Z)|([+-])([0-9]{2}):([0-9]{2}))?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(-?)P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?"
    r"(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?",
    re.ASCII,
)
_LEAP_YEAR = 1972  # where there is no year, so that every day of a month exists
_MINUTES, _SECONDS = 24 * 60, 24 * 60 * 60
_MOST_HOURS = 14  # that a time zone is away from Greenwich
# From these months on, durations are of different lengths where they can be, as (year, month).
_STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))


class Period:
    """A value of such a type, as it compares with others: not at all where that is undecided."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: Period) -> bool:
        return order(self.text, other.text) == -1

    def __le__(self, other: Period) -> bool:
        return order(self.text, other.text) in {-1, 0}

    def __gt__(self, other: Period) -> bool:
        return order(self.text, other.text) == 1

    def __ge__(self, other: Period) -> bool:
        return order(self.text, other.text) in {0, 1}


def order(one: str, other: str) -> int | None:
    """Compare two values: return -1, 0 or 1, or None where that is undecided."""
    try:
        return _order(one, other)
    except ValueError:  # no such values
        return None


def _order(one: str, other: str) -> int | None:
    if len(one) + len(other) > MOST_DIGITS:
        raise ValueError
    if "P" in one:
        orders = {_sign(_seconds(one, start) - _seconds(other, start)) for start in _STARTS}
        return orders.pop() if len(orders) == 1 else None
    (first, zone), (second, other_zone) = _instant(one), _instant(other)
    if (zone is None) == (other_zone is None):
        return _sign(first - (zone or 0) - second + (other_zone or 0))
    # Of one of them it is not said where on Earth: https://www.w3.org/TR/xmlschema-2/#dateTime-order
    difference = first - (zone or 0) - second + (other_zone or 0)
    return _sign(difference) if abs(difference) > _MOST_HOURS * 60 else None


def _sign(difference: int | Decimal) -> int:
    return (difference > 0) - (difference < 0)


def _instant(text: str) -> tuple[int, int | None]:
    """Return when it begins and its offset from UTC, both in minutes; None without a time zone."""
    found = _PARTS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    year, month, only_month, day, only_day, greenwich, sign, hours, minutes = found.groups()
    days = day_number(
        int(year or _LEAP_YEAR), int(month or only_month or 1), int(day or only_day or 1)
    )
    zone = 0 if greenwich else None
    if sign:
        zone = int(f"{sign}1") * (int(hours) * 60 + int(minutes))
    return days * _MINUTES, zone


def _seconds(text: str, start: tuple[int, int]) -> Decimal:
    """Return when a duration that begins with this month ends, in seconds."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    sign, years, months, days, hours, minutes, seconds = (part or "0" for part in found.groups())
    ahead = -1 if sign == "-" else 1
    year, month = divmod(start[0] * 12 + start[1] - 1 + ahead * (int(years) * 12 + int(months)), 12)
    rest = int(days) * _SECONDS + int(hours) * 3600 + int(minutes) * 60 + Decimal(seconds)
    return day_number(year, month + 1, 1) * _SECONDS + ahead * rest
