"""Some texts of each simple type: usual ones, and those at its limits."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final

from neto_gen.contract.model import Enumeration, ListType, Scalar, UnionType
from neto_gen.contract.xsd import vocabulary
from neto_gen.diff.inclusion import patterns
from neto_gen.diff.inclusion.lexical_spaces import LONGEST, accepts_text, remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.contract.model import Facets, SimpleType


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


@remembered
def samples(simple: SimpleType) -> list[str]:
    """Return some texts of a type: usual ones, and those at its limits."""
    return [text for text in dict.fromkeys(_candidates(simple)) if accepts_text(simple, text)]


@remembered
def difference(inner: SimpleType, outer: SimpleType) -> str | None:
    """Return a text that `inner` accepts and `outer` does not, as simple as possible."""
    candidates = dict.fromkeys([*_candidates(inner), *_candidates(outer), *_beyond(outer)])
    found = [
        text for text in candidates if accepts_text(inner, text) and not accepts_text(outer, text)
    ]
    return min(found, key=lambda text: (not text.strip(), len(text)), default=None)


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
        if items and count < LONGEST:
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
    except patterns.UndecidedPattern:
        return


def _lengths(facets: Facets) -> list[int]:
    known = [n for n in (facets.length, facets.min_length, facets.max_length) if n is not None]
    found = {near for n in known for near in (n - 1, n, n + 1) if near >= 0}
    return sorted(found | {0, 1, 2})


def _of_lengths(simple: Scalar) -> Iterator[str]:
    for count in _lengths(simple.facets):
        if count > LONGEST * 50:
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
    """Yield a date or a time moved by a day in both directions."""
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
        if digits and digits < LONGEST:
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
    """Yield texts that may exceed a type."""
    if isinstance(outer, Scalar):
        places = outer.facets.fraction_digits
        if places is not None and places < LONGEST:
            yield "0." + "0" * places + "1"
        yield from ("", " ", "-", "zz zz", "z" * 60, "9" * 40, "true", "1e400")
    elif isinstance(outer, Enumeration):
        yield from ("zz", "other", "a", "1")
    elif isinstance(outer, ListType):
        for count in _lengths(outer.facets):
            if count < LONGEST:
                yield " ".join(["1"] * count)
                yield " ".join(["a"] * count)
    else:
        for member in outer.members:
            yield from _beyond(member)
        yield from ("zz zz", "", "-", "1", "a", "true")
