"""The texts of simple types: which are accepted, to the letter of XML Schema, and some of each."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache, wraps
from itertools import islice
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from neto_gen.contract import vocabulary
from neto_gen.contract.model import Enumeration, Facets, ListType, Scalar, UnionType
from neto_gen.diff.inclusion import patterns

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

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
_LONGEST = 2000
_MOST_REMEMBERED = 256
_Types = ParamSpec("_Types")
_Found = TypeVar("_Found")
_USUAL: Final = {
    "boolean": ("true", "false", "1", "0"),
    "date": ("2024-02-29", "2026-01-31", "1999-12-31Z"),
    "time": ("12:30:00", "23:59:59.5", "00:00:00Z"),
    "dateTime": ("2024-02-29T12:30:00", "1999-12-31T23:59:59.5Z", "2026-01-01T00:00:00+10:00"),
    "dateTimeStamp": ("2024-02-29T12:30:00Z",),
    "duration": ("P1D", "PT5M", "P1Y2M3DT4H5M6.7S"),
    "yearMonthDuration": ("P1Y2M",),
    "dayTimeDuration": ("P1DT2H",),
    "gYear": ("2024",),
    "gYearMonth": ("2024-02",),
    "gMonth": ("--02",),
    "gMonthDay": ("--02-29",),
    "gDay": ("---29",),
    "base64Binary": ("", "YWJj", "YQ==", "QUJDRA=="),
    "hexBinary": ("", "0A", "ABCD", "00FF00", "0a0b0c0d"),
    "double": ("1", "1.5", "-2E3", "INF", "NaN"),
    "float": ("1", "1.5", "-2E3", "INF", "NaN"),
    "language": ("en", "en-AU"),
}
_TEXTS: Final = ("text", "a", "A1", "", " ", "some words", "1", "x y", "true", "12.5", "-1", "a:b")


def remembered(function: Callable[_Types, _Found]) -> Callable[_Types, _Found]:
    """Have a function of types remember what it found, as they may hold very many names or values.

    The types are known by identity, which costs the same for all, and are kept for that.
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


def accepts(simple: SimpleType, text: str) -> bool:
    """Whether a text is one of the type, as a validator of XML Schema sees it."""
    if isinstance(simple, UnionType):
        fits = any(accepts(member, text) for member in simple.members)
        return fits and _fits_text(simple.facets, " ".join(text.split()))
    if isinstance(simple, ListType):
        items = text.split()
        return (
            all(accepts(simple.item, item) for item in items)
            and _fits_length(simple.facets, len(items))
            and _fits_text(simple.facets, " ".join(items))
        )
    if isinstance(simple, Enumeration):
        return _collapsed(simple.builtin, text) in _listed(simple)
    text = spaced(simple, text)
    return _is_of(simple.builtin, text) and _fits(simple, text)


@remembered
def _listed(simple: Enumeration | Scalar) -> frozenset[Hashable]:
    """The values that a type lists, which may be very many."""
    values = simple.values if isinstance(simple, Enumeration) else simple.facets.values
    return frozenset(value_of(simple, value.untrusted) for value in values)


def value_of(simple: SimpleType, text: str) -> Hashable:
    """What a text of a type stands for: texts with equal values are one value in two spellings."""
    if isinstance(simple, UnionType):
        members = (member for member in simple.members if accepts(member, text))
        found = next(members, None)
        return text if found is None else value_of(found, text)
    if isinstance(simple, ListType):
        return tuple(value_of(simple.item, item) for item in text.split())
    if isinstance(simple, Enumeration):
        return _collapsed(simple.builtin, text)
    return _value(simple.builtin, spaced(simple, text))


def _value(builtin: str, text: str) -> Hashable:
    """The value of a text whose space is as its built-in type has it."""
    if builtin == "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    if builtin == "hexBinary":
        return text.upper()
    if builtin == "base64Binary":
        return text.replace(" ", "")
    found = _ordered(builtin, text)
    return text if found is None else found


def _collapsed(builtin: str, text: str) -> str:
    """A text of an enumeration after what its type does with space."""
    return text if builtin in {"string", "normalizedString"} else " ".join(text.split())


def spaced(simple: Scalar, text: str) -> str:
    """The text after what the type does with space."""
    if simple.white_space == "preserve":
        return text
    text = re.sub(r"[\t\n\r]", " ", text)
    return text if simple.white_space == "replace" else re.sub(" +", " ", text).strip(" ")


@remembered
def samples(simple: SimpleType) -> list[str]:
    """Some texts of a type: usual ones, and those at its limits."""
    return [text for text in dict.fromkeys(_candidates(simple)) if accepts(simple, text)]


@remembered
def difference(inner: SimpleType, outer: SimpleType) -> str | None:
    """A text that `inner` accepts and `outer` does not, as plain as one can be found."""
    candidates = dict.fromkeys([*_candidates(inner), *_candidates(outer), *_beyond(outer)])
    found = [text for text in candidates if accepts(inner, text) and not accepts(outer, text)]
    return min(found, key=lambda text: (not text.strip(), len(text)), default=None)


def _is_of(builtin: str, text: str) -> bool:  # noqa: PLR0911 - one for each family
    if builtin in vocabulary.INTEGERS:
        if not _INTEGER.fullmatch(text):
            return False
        least, most = vocabulary.INTEGERS[builtin]
        value = int(text) if len(text) < _LONGEST else 0
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
    return True  # its form is among the patterns


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
    """How many bytes a text stands for."""
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
        not facets.values or any(" ".join(v.untrusted.split()) == text for v in facets.values)
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
            if order is not None and order not in orders:
                return False
    return True


def compared(builtin: str, one: str, other: str) -> int | None:
    """-1, 0 or 1 as one value is less than the other, the same, or more; None when it is neither."""
    first, second = _ordered(builtin, one), _ordered(builtin, other)
    if first is None or second is None or type(first) is not type(second):
        return None
    try:
        return (first > second) - (first < second)  # type: ignore[operator]
    except TypeError:
        return None  # one has a time zone, the other has not


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
    except patterns.Undecided:
        return True


def _candidates(simple: SimpleType) -> Iterator[str]:
    if isinstance(simple, UnionType):
        yield from (value.untrusted for value in simple.facets.values)
        for member in simple.members:
            yield from _candidates(member)
    elif isinstance(simple, ListType):
        yield from _list_candidates(simple)
    elif isinstance(simple, Enumeration):
        yield from (value.untrusted for value in simple.values)
    else:
        yield from (value.untrusted for value in simple.facets.values)
        yield from _of_patterns(simple)
        if simple.builtin in vocabulary.NUMBERS:
            yield from _numbers(simple.facets, simple.builtin)
        else:
            yield from _USUAL.get(simple.builtin, _TEXTS)
            yield from _bounds(simple.facets)
            yield from _of_lengths(simple)


def _list_candidates(simple: ListType) -> Iterator[str]:
    items = [item for item in _candidates(simple.item) if item.strip() and " " not in item][:6]
    yield from (value.untrusted for value in simple.facets.values)
    yield ""
    yield from items
    for count in _lengths(simple.facets):
        if items and count < _LONGEST:
            yield " ".join([items[0]] * count)
            yield " ".join((items * count)[:count])


def _of_patterns(simple: Scalar) -> Iterator[str]:
    if not simple.facets.patterns:
        return
    facets = simple.facets
    least = facets.length or facets.min_length or 0
    most = facets.length or facets.max_length or max(least + 20, 40)
    if simple.builtin in vocabulary.BINARIES:
        least, most = 0, 80
    texts = [pattern.untrusted for pattern in facets.patterns]
    try:
        yield from patterns.examples(texts, least, most)
        yield from islice(patterns.examples(texts, most, most), 2)
    except patterns.Undecided:
        return


def _lengths(facets: Facets) -> list[int]:
    known = [n for n in (facets.length, facets.min_length, facets.max_length) if n is not None]
    found = {near for n in known for near in (n - 1, n, n + 1) if near >= 0}
    return sorted(found | {0, 1, 2})


def _of_lengths(simple: Scalar) -> Iterator[str]:
    for count in _lengths(simple.facets):
        if count > _LONGEST * 50:
            continue
        if simple.builtin == "hexBinary":
            yield "0A" * count
        elif simple.builtin == "base64Binary":
            yield base64.b64encode(b"a" * count).decode()
        else:
            yield "a" * count
            yield "1" * count
            yield "A" * count


def _bounds(facets: Facets) -> Iterator[str]:
    for bound in (
        facets.min_inclusive,
        facets.max_inclusive,
        facets.min_exclusive,
        facets.max_exclusive,
    ):
        if bound is not None:
            text = f"{bound:f}" if isinstance(bound, Decimal) else bound.untrusted.strip()
            yield text
            yield from _moved(text)


def _moved(text: str) -> Iterator[str]:
    """A date or a time a little before and after."""
    for step in (-1, 1):
        try:
            value = dt.datetime.fromisoformat(text)
            moved = value + dt.timedelta(days=step)
            yield moved.isoformat() if "T" in text else moved.date().isoformat()
        except (ValueError, OverflowError):
            continue


def _numbers(facets: Facets, builtin: str) -> Iterator[str]:
    yield from ("1", "0", "-1", "2", "10", "-10", "100")
    step = Decimal(1)
    if builtin == "decimal":
        yield from ("1.5", "0.25", "-0.5", "1.0")
        step = Decimal(1).scaleb(-min(facets.fraction_digits or 3, 20))
        yield f"{step:f}"
        yield f"{step / 10:f}"
    for bound in (
        facets.min_inclusive,
        facets.max_inclusive,
        facets.min_exclusive,
        facets.max_exclusive,
    ):
        if isinstance(bound, Decimal):
            for value in (bound, bound - 1, bound + 1, bound - step, bound + step):
                yield f"{value:f}"
    for digits in (facets.total_digits, (facets.total_digits or 0) + 1):
        if digits and digits < _LONGEST:
            yield "9" * digits
            yield "-" + "9" * digits
            places = min(facets.fraction_digits or 0, digits - 1)
            if builtin == "decimal" and places:
                yield "9" * (digits - places) + "." + "9" * places
    yield "9" * 30
    for _, limits in zip(range(20), vocabulary.INTEGERS.values(), strict=False):
        for limit in limits:
            if limit is not None:
                yield from (str(limit - 1), str(limit), str(limit + 1))


def _beyond(outer: SimpleType) -> Iterator[str]:
    """Texts that may be too much for a type."""
    if isinstance(outer, Scalar):
        places = outer.facets.fraction_digits
        if places is not None and places < _LONGEST:
            yield "0." + "0" * places + "1"
        yield from ("", " ", "-", "zz zz", "z" * 60, "9" * 40, "true", "1e400")
    elif isinstance(outer, Enumeration):
        yield from ("zz", "other", "a", "1")
    elif isinstance(outer, ListType):
        for count in _lengths(outer.facets):
            if count < _LONGEST:
                yield " ".join(["1"] * count)
                yield " ".join(["a"] * count)
    else:
        for member in outer.members:
            yield from _beyond(member)
        yield from ("zz zz", "", "-", "1", "a", "true")
