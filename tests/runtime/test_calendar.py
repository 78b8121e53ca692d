"""Which of two years, months, days or durations comes first, against another library."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from elementpath import datatypes
from hypothesis import given
from hypothesis import strategies as st

from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

order = import_module("neto_gen.templates.runtime._calendar").order

KINDS: dict[str, tuple[Any, st.SearchStrategy[str]]] = {
    "gYear": (
        datatypes.GregorianYear10,
        st.integers(-9999, 9999).filter(bool).map(lambda n: f"{'-' * (n < 0)}{abs(n):04}"),
    ),
    "gYearMonth": (
        datatypes.GregorianYearMonth10,
        st.tuples(st.integers(1, 9999), st.integers(1, 12)).map(lambda n: f"{n[0]:04}-{n[1]:02}"),
    ),
    "gMonth": (datatypes.GregorianMonth, st.integers(1, 12).map("--{:02}".format)),
    "gMonthDay": (
        datatypes.GregorianMonthDay,
        st.tuples(st.integers(1, 12), st.integers(1, 28)).map(lambda n: f"--{n[0]:02}-{n[1]:02}"),
    ),
    "gDay": (datatypes.GregorianDay, st.integers(1, 31).map("---{:02}".format)),
}
ZONES = st.sampled_from(["Z", "+01:00", "-11:30", "+14:00"])


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_dates_that_lack_a_part(kind: str, data: st.DataObject) -> None:
    """Years, months and days follow each other as elementpath says, with time zones and without."""
    of, texts = KINDS[kind]
    zones = data.draw(st.sampled_from([(ZONES, ZONES), (st.just(""), st.just(""))]))
    one, other = (data.draw(texts) + data.draw(zone) for zone in zones)
    first, second = of.fromstring(one), of.fromstring(other)
    assert order(one, other) == (first > second) - (first < second)


LENGTHS = st.builds(
    lambda sign, years, months, days, seconds: f"{sign}P{years}Y{months}M{days}DT{seconds}S",
    st.sampled_from(["", "-"]),
    *(st.integers(0, most) for most in (5, 30, 900, 100_000)),
)


@given(one=LENGTHS, other=LENGTHS)
def test_durations(one: str, other: str) -> None:
    """A duration is longer where it ends later whenever it begins, as elementpath says."""
    first, second = datatypes.Duration.fromstring(one), datatypes.Duration.fromstring(other)
    expected = 1 if first > second else -1 if first < second else 0
    if expected == 0 and first != second:
        assert order(one, other) is None
    else:
        assert order(one, other) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("P1M", "P30D", None),
        ("P1M", "P27D", 1),
        ("P1Y", "P12M", 0),
        ("PT0.5S", "PT0.50S", 0),
        ("2000", "2000Z", None),
        ("2000", "2001Z", -1),
        ("12026", "9999", 1),
        ("-12026", "-9999", -1),
        ("--02-29", "--03-01", -1),
        ("9" * 500, "1", None),
        ("long ago", "2000", None),
        ("P", "1", None),
    ],
)
def test_what_is_undecided(one: str, other: str, expected: int | None) -> None:
    """What depends on the month, or on where on Earth, has no order; nor has what is no value."""
    assert order(one, other) == expected


def test_bounds_are_checked_before_sending(tmp_path: Path) -> None:
    """A year outside of its bounds is refused with its path, and so is a duration that may be too long."""

    def bounded(name: str, base: str, *facets: str) -> str:
        return (
            f'<xs:element name="{name}" minOccurs="0"><xs:simpleType><xs:restriction base="xs:{base}">'
            f"{''.join(facets)}</xs:restriction></xs:simpleType></xs:element>"
        )

    files = pair(
        "AddThing",
        bounded(
            "Year", "gYear", '<xs:minInclusive value="1900"/>', '<xs:maxExclusive value="2100"/>'
        )
        + bounded("Span", "duration", '<xs:maxInclusive value="P1M"/>'),
    )
    package = build_and_import(tmp_path, files)
    request = package.add_thing.AddThing(year="1900", span="P27D")
    assert request.to_json() == b'{"Year":"1900","Span":"P27D"}'
    for year, words in (("1899", "at least 1900"), ("2100", "less than 2100")):
        request.year = year
        with pytest.raises(package.RequestError, match=rf"AddThing\.Year: {year} is not {words}"):
            request.to_json()
    request = package.add_thing.AddThing(span="P30D")
    with pytest.raises(package.RequestError, match=r"Span: P30D is not at most P1M"):
        request.to_xml()
