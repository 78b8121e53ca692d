"""Checks of values before they are sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from neto_client import RequestError
from neto_client._check import Checker
from neto_client._model import OpenEnumeration


class Colour(OpenEnumeration):
    """An enumeration."""

    RED = "Red"
    BLUE = "Blue"


def problems(kind: str, value: object, *arguments: Any, **facets: Any) -> list[str]:
    """Return the problems of a value, without its path."""
    check = Checker("Root")
    if kind == "enumeration":
        check.enumeration("X", value, *arguments)
    else:
        check.simple(kind, "X", value, **facets)
    return [problem.removeprefix("Root.X: ") for problem in check.problems]


@pytest.mark.parametrize(
    ("kind", "value", "facets"),
    [
        ("string", None, {"max_length": 1}),
        ("string", "", {}),
        ("string", "ab\t\n\r\ud7ff\ue000\U0010ffff", {"max_length": 8}),
        ("string", "😀", {"length": 1, "min_length": 1}),
        ("integer", 5, {"min_inclusive": 5, "max_inclusive": 5, "total_digits": 1}),
        ("integer", -(10**30), {}),
        ("decimal", Decimal("1.50"), {"fraction_digits": 1, "total_digits": 2}),
        ("decimal", Decimal("0.05"), {"fraction_digits": 2, "total_digits": 1}),
        ("decimal", Decimal("1E+2"), {"total_digits": 3, "fraction_digits": 0}),
        ("decimal", Decimal("1.5"), {"min_exclusive": Decimal(1), "max_exclusive": Decimal(2)}),
        ("double", 1.5, {}),
        ("double", 1, {}),
        ("boolean", False, {}),
        ("date_time", datetime(2026, 1, 1), {}),  # noqa: DTZ001 - taken as UTC
        ("date", date(2026, 1, 1), {}),
    ],
)
def test_what_fits(kind: str, value: object, facets: dict[str, Any]) -> None:
    """A value that fits its type and facets has no problem."""
    assert problems(kind, value, **facets) == []


@pytest.mark.parametrize(
    ("kind", "value", "facets", "problem"),
    [
        ("string", None, {"required": True}, "is required"),
        ("string", 5, {}, "expected str, got int"),
        ("string", b"a", {}, "expected str, got bytes"),
        ("string", "abc", {"length": 2}, "3 characters, exactly 2 are required"),
        ("string", "a", {"min_length": 2}, "1 characters, at least 2 are required"),
        ("string", "abc", {"max_length": 2}, "3 characters, at most 2 are allowed"),
        ("string", "a\x00", {}, "character U+0000 at 1 cannot be sent as XML"),
        ("string", "\ud800", {}, "character U+D800 at 0 cannot be sent as XML"),
        ("string", "\uffff", {}, "character U+FFFF at 0 cannot be sent as XML"),
        ("integer", True, {}, "expected int, got bool"),
        ("integer", 5.0, {}, "expected int, got float"),
        ("integer", 4, {"min_inclusive": 5}, "4 is less than 5"),
        ("integer", 6, {"max_inclusive": 5}, "6 is more than 5"),
        ("integer", -100, {"total_digits": 2}, "-100 has more than 2 digits"),
        ("decimal", 5, {}, "expected Decimal, got int"),
        ("decimal", Decimal("NaN"), {}, "NaN is not a finite number"),
        ("decimal", Decimal("-Infinity"), {}, "-Infinity is not a finite number"),
        ("decimal", Decimal(1), {"min_inclusive": Decimal(2)}, "1 is less than 2"),
        ("decimal", Decimal(3), {"max_inclusive": Decimal(2)}, "3 is more than 2"),
        ("decimal", Decimal(1), {"min_exclusive": Decimal(1)}, "1 is not more than 1"),
        ("decimal", Decimal(2), {"max_exclusive": Decimal(2)}, "2 is not less than 2"),
        ("decimal", Decimal("1.05"), {"fraction_digits": 1}, "more than 1 digits after the point"),
        ("decimal", Decimal("10.5"), {"total_digits": 2}, "10.5 has more than 2 digits"),
        ("double", "1", {}, "expected float, got str"),
        ("double", float("nan"), {}, "nan is not a finite number"),
        ("double", float("-inf"), {}, "-inf is not a finite number"),
        ("double", 10**400, {}, "the number is out of range"),
        ("double", True, {}, "expected float, got bool"),
        ("decimal", Decimal("1E+401"), {}, "the number has more than 400 digits"),
        ("decimal", Decimal("1E-401"), {}, "the number has more than 400 digits"),
        (
            "decimal",
            Decimal("1." + "0" * 30 + "1"),
            {"total_digits": 30},
            "1.0000000000000000000000000000001 has more than 30 digits",
        ),
        ("boolean", 1, {}, "expected bool, got int"),
        ("date_time", date(2026, 1, 1), {}, "expected datetime, got date"),
        (
            "date_time",
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
            {},
            "is out of range in UTC",
        ),
        ("date", datetime(2026, 1, 1), {}, "expected date, got datetime"),  # noqa: DTZ001
    ],
)
def test_what_does_not_fit(kind: str, value: object, facets: dict[str, Any], problem: str) -> None:
    """A value that does not fit is told with what is wrong and what is allowed."""
    found = problems(kind, value, **facets)
    assert len(found) == 1
    assert problem in found[0]


def test_enumerations_are_closed() -> None:
    """Only values that the schema lists are sent."""
    assert problems("enumeration", Colour.RED, Colour) == []
    assert problems("enumeration", None, Colour) == []
    assert problems("enumeration", Colour("Green"), Colour) == [
        "'Green' is not one of 'Red', 'Blue'"
    ]
    assert problems("enumeration", "Red", Colour) == [
        "expected tests.runtime.test_check.Colour, got str"
    ]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ([], "0 values, at least 1 are required"),
        (["a"] * 4, "4 values, at most 3 are allowed"),
        ("a", "expected list, got str"),
        (("a",), "expected list, got tuple"),
        (None, "expected list, got NoneType"),
    ],
)
def test_how_often(values: object, problem: str) -> None:
    """Lists that are too short, too long or no lists are told."""
    check = Checker("Root")
    assert all(
        isinstance(item, str) for _, item in check.items("X", values, min_occurs=1, max_occurs=3)
    )
    assert check.problems == [f"Root.X: {problem}"]


def test_items_are_told_by_their_place() -> None:
    """The path of an item in a list has its place."""
    check = Checker("Root")
    for name, item in check.items("X", ["a", None]):
        check.simple("string", name, item, required=True)
    assert check.problems == ["Root.X[1]: is required"]


def test_a_union_that_is_missing_is_told() -> None:
    """A value of one of several types is missed where it is required, and else asked for nothing."""
    check = Checker("Root")
    members = [partial(check.simple, kind) for kind in ("integer", "string")]
    check.union("X", None, members, patterns=["a+"])
    assert check.problems == []
    check.union("X", None, members, required=True)
    check.union("Y", "b", members, patterns=["a+"])
    assert check.problems == ["Root.X: is required", "Root.Y: 'b' does not match a+"]


def test_bounds_and_digits_are_told_with_what_is_allowed() -> None:
    """Each type says in its own words what a bound demands, and all that is wrong with a value."""
    found = problems(
        "date", date(2026, 1, 2), min_inclusive="2026-01-03", max_exclusive="2026-01-02"
    )
    assert found == ["2026-01-02 is before 2026-01-03", "2026-01-02 is not before 2026-01-02"]
    found = problems("double", float("5"), min_exclusive=5.0, max_inclusive=4.0)
    assert found == ["5.0 is not at most 4.0", "5.0 is not more than 5.0"]
    found = problems(
        "time", time(10, tzinfo=UTC), min_inclusive="11:00:00Z", max_inclusive="09:00:00"
    )
    assert found == [
        "10:00:00+00:00 is before 11:00:00Z",
        "10:00:00+00:00 is after 09:00:00",
    ]
    found = problems("base64", b"abc", length=2, max_length=1)
    assert found == ["3 bytes, exactly 2 are required", "3 bytes, at most 1 are allowed"]
    found = problems(
        "decimal", Decimal("-12.345"), fraction_digits=2, total_digits=4, patterns=["1"]
    )
    assert found == [
        "'-12.345' does not match 1",
        "-12.345 has more than 2 digits after the point",
        "-12.345 has more than 4 digits",
    ]


def test_all_problems_are_raised_at_once() -> None:
    """Every problem is in the exception, a line each."""
    check = Checker("Root")
    check.raise_problems()
    check.simple("string", "X", 1)
    check.simple("integer", "Y", "1")
    with pytest.raises(RequestError) as caught:
        check.raise_problems()
    assert str(caught.value) == "Root.X: expected str, got int\nRoot.Y: expected int, got str"
