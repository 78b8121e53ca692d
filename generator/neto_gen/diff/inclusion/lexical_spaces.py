"""Which texts a simple type accepts, to the letter of XML Schema, and what value each of them is.

It judges texts of documents as any validator does, without a dialect, and remembers what costs time, since a
comparison tries thousands of them: so it is neither `contract.resolve.values`, which reads what a schema says, nor
the `_xsd_lexical` of a client, which makes values of Python.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.contract.schema_text import spaced
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.inclusion import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from neto_gen.contract.model import SimpleType

_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
_INTEGER = re.compile(r"[+-]?[0-9]+")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,9})?|-?INF|NaN")
_ZONE = r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_DATE = r"-?([1-9][0-9]{3,}|0[0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]+)?|24:00:00(\.0+)?)"
_TIMES: Final = {
    "date": re.compile(_DATE + _ZONE),
    "time": re.compile(_CLOCK + _ZONE),
    "dateTime": re.compile(f"{_DATE}T{_CLOCK}{_ZONE}"),
    "dateTimeStamp": re.compile(f"{_DATE}T{_CLOCK}{_ZONE[:-1]}"),
}
LONGEST: Final = 2000
"""No text that is tried is longer in digits or items than this."""
_MOST_REMEMBERED = 256
_Types = ParamSpec("_Types")
_Found = TypeVar("_Found")


def remembered(function: Callable[_Types, _Found]) -> Callable[_Types, _Found]:
    """Cache the results of a function of types, which may hold very many names or values.

    The types are compared by identity, which is fast, and are kept for that.
    """
    known: dict[tuple[int, ...], tuple[tuple[object, ...], _Found]] = {}

    @wraps(function)
    def found(*types: _Types.args, **nothing: _Types.kwargs) -> _Found:
        key = tuple(map(id, types))
        if key not in known:
            while len(known) >= _MOST_REMEMBERED:
                del known[next(iter(known))]
            known[key] = types, function(*types, **nothing)
        return known[key][1]

    return found


def accepts_text(simple: SimpleType, text: str) -> bool:
    """Tell whether a text is valid for a type, as a validator of XML Schema decides."""
    if isinstance(simple, UnionType):
        fits = any(accepts_text(member, text) for member in simple.members)
        return fits and _fits_text(simple.facets, spaced("collapse", text))
    if isinstance(simple, ListType):
        items = spaced("collapse", text).split()
        return (
            all(accepts_text(simple.item, item) for item in items)
            and _fits_length(simple.facets, len(items))
            and _fits_text(simple.facets, " ".join(items))
        )
    if isinstance(simple, Enumeration):
        return spaced(simple.space, text) in _listed(simple)
    text = spaced(simple.space, text)
    return _is_of(simple.builtin, text) and _fits(simple, text)


@remembered
def _listed(simple: Enumeration | Scalar) -> frozenset[Hashable]:
    """Return the values that a type lists, which may be very many."""
    values = simple.values if isinstance(simple, Enumeration) else simple.facets.values
    return frozenset(value_of(simple, value.untrusted) for value in values)


def value_of(simple: SimpleType, text: str) -> Hashable:
    """Return the value of a text of a type: texts with equal values are spellings of one."""
    if isinstance(simple, UnionType):
        members = (member for member in simple.members if accepts_text(member, text))
        found = next(members, None)
        return text if found is None else value_of(found, text)
    if isinstance(simple, ListType):
        return tuple(value_of(simple.item, item) for item in spaced("collapse", text).split())
    if isinstance(simple, Enumeration):
        return spaced(simple.space, text)
    return _value(simple.builtin, spaced(simple.space, text))


def _value(builtin: str, text: str) -> Hashable:
    """Return the value of a text whose white space is normalized."""
    if builtin == "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    if builtin == "hexBinary":
        return text.upper()
    if builtin == "base64Binary":
        return text.replace(" ", "")
    found = _ordered(builtin, text)
    return text if found is None else found


def _is_of(builtin: str, text: str) -> bool:  # noqa: PLR0911 - one for each family
    if builtin in vocabulary.INTEGERS:
        if not _INTEGER.fullmatch(text):
            return False
        least, most = vocabulary.INTEGERS[builtin]
        value = int(text) if len(text) < LONGEST else 0
        return (least is None or value >= least) and (most is None or value <= most)
    if builtin == "decimal":
        return _DECIMAL.fullmatch(text) is not None
    if builtin in vocabulary.FLOATS:
        return _FLOAT.fullmatch(text) is not None
    if builtin == "boolean":
        return text in vocabulary.BOOLEANS
    if builtin in _TIMES:
        return _TIMES[builtin].fullmatch(text) is not None and _is_day(builtin, text)
    if builtin == "hexBinary":
        return len(text) % 2 == 0 and re.fullmatch("[0-9a-fA-F]*", text) is not None
    if builtin == "base64Binary":
        return _octets(builtin, text) is not None
    return True  # the pattern of its built-in type applies


def _is_day(builtin: str, text: str) -> bool:
    if builtin == "time":
        return True
    found = re.match(r"(-?)([0-9]{4,})-([0-9]{2})-([0-9]{2})", text)
    if found is None:
        return False
    year = int(found[2]) % 400 + 400
    try:
        dt.date(year, int(found[3]), int(found[4]))
    except ValueError:
        return False
    return True


def _octets(builtin: str, text: str) -> int | None:
    """Return how many bytes a text stands for."""
    if builtin == "hexBinary":
        return len(text) // 2
    try:
        return len(base64.b64decode(text.replace(" ", ""), validate=True))
    except (binascii.Error, ValueError):
        return None


def _fits(simple: Scalar, text: str) -> bool:
    facets, builtin = simple.facets, simple.builtin
    length = len(text)
    if builtin in vocabulary.BINARIES:
        length = _octets(builtin, text) or 0
    return (
        _fits_length(facets, length)
        and _fits_bounds(simple, text)
        and _fits_digits(facets, builtin, text)
        and all(_matches(pattern.untrusted, text) for pattern in facets.patterns)
        and (not facets.values or _value(builtin, text) in _listed(simple))
    )


def _fits_text(facets: Facets, text: str) -> bool:
    return all(_matches(pattern.untrusted, text) for pattern in facets.patterns) and (
        not facets.values or any(spaced("collapse", v.untrusted) == text for v in facets.values)
    )


def _fits_length(facets: Facets, length: int) -> bool:
    return (
        (facets.length is None or length == facets.length)
        and (facets.min_length is None or length >= facets.min_length)
        and (facets.max_length is None or length <= facets.max_length)
    )


def _fits_bounds(simple: Scalar, text: str) -> bool:
    facets = simple.facets
    limits = (
        (facets.min_inclusive, (0, 1)),
        (facets.max_inclusive, (-1, 0)),
        (facets.min_exclusive, (1,)),
        (facets.max_exclusive, (-1,)),
    )
    for bound, orders in limits:
        if bound is not None:
            limit = str(bound) if isinstance(bound, Decimal) else bound.untrusted.strip()
            order = compared(simple.builtin, text, limit)
            # NaN is within no bounds. Of a time with and one without a zone, the order is not known.
            is_within = (
                simple.builtin not in vocabulary.FLOATS if order is None else order in orders
            )
            if not is_within:
                return False
    return True


def compared(builtin: str, one: str, other: str) -> int | None:
    """Compare two values: return -1, 0 or 1, or None when they have no order."""
    first, second = _ordered(builtin, one), _ordered(builtin, other)
    if first is None or second is None or type(first) is not type(second):
        return None
    try:
        return (first > second) - (first < second)  # type: ignore[operator]
    except TypeError:
        return None  # only one has a time zone


def _ordered(builtin: str, text: str) -> Decimal | dt.datetime | dt.time | None:
    try:
        if builtin in vocabulary.NUMBERS | vocabulary.FLOATS:
            value = Decimal(text.replace("INF", "Infinity"))
            return None if value.is_nan() else value
        if builtin == "time":
            return dt.time.fromisoformat(text)
        if builtin == "date":
            day, zone = text[:10], text[10:]
            return dt.datetime.fromisoformat(f"{day}T00:00:00{zone}")
        if builtin in {"dateTime", "dateTimeStamp"}:
            return dt.datetime.fromisoformat(text)
    except (ValueError, ArithmeticError):
        return None
    return None


def _fits_digits(facets: Facets, builtin: str, text: str) -> bool:
    if builtin not in vocabulary.NUMBERS:
        return True
    whole, _, fraction = text.lstrip("+-").partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    total = len(whole) + len(fraction) if whole else len(fraction.lstrip("0")) or 1
    total = max(total, 1)
    return (facets.total_digits is None or total <= facets.total_digits) and (
        facets.fraction_digits is None or len(fraction) <= facets.fraction_digits
    )


@lru_cache(maxsize=4096)
def _matches(pattern: str, text: str) -> bool:
    try:
        return patterns.automaton(pattern).matches(text)
    except patterns.UndecidedPattern:
        return True
