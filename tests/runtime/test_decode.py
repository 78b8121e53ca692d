"""Raw values as values of Python, one type at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from neto_client import ResponseError
from neto_client import _fields as _f
from neto_client._decoder import Decoder
from neto_client._model import OpenEnumeration
from neto_client._record_readers import converter
from neto_client._root import Root

NOTHING = [None, "", "  ", [], [""], [None], ["", None]]


class Colour(OpenEnumeration):
    """An enumeration."""

    RED = "Red"


def read(kind: str, raw: object) -> tuple[object, list[str]]:
    """Return the value that a raw value of this type is read as, and the problems found."""
    decoder, field = Decoder("Root"), _f.Field(kind.removesuffix("s"), "X")
    convert = converter(Wanted._declared, _f.many(field) if kind.endswith("s") else field)
    return convert(decoder, raw, "X"), decoder.problems


KINDS = ["integer", "decimal", "double", "boolean", "date_time", "date"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [*NOTHING, {"#text": ""}])
def test_nothing_is_none(kind: str, raw: object) -> None:
    """Nothing, in each of its spellings, reads as None for every type."""
    assert read(kind, raw) == (None, [])


@pytest.mark.parametrize("kind", [f"{kind}s" for kind in KINDS] + ["strings"])
@pytest.mark.parametrize("raw", NOTHING)
def test_nothing_is_an_empty_list(kind: str, raw: object) -> None:
    """Nothing, in each of its spellings, reads as an empty list where a list is expected."""
    assert read(kind, raw) == ([], [])


@pytest.mark.parametrize("raw", ["0000-00-00 00:00:00", "0000-00-00", "0000-00-00T00:00:00"])
@pytest.mark.parametrize("kind", ["date_time", "date"])
def test_a_zero_date_is_none(kind: str, raw: str) -> None:
    """A zero date reads as None."""
    assert read(kind, raw) == (None, [])


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("string", "a", "a"),
        ("string", " a ", " a "),
        ("string", ["a"], "a"),
        ("string", 5, "5"),
        ("string", Decimal("7.00"), "7.00"),
        ("string", Decimal("1e999999"), "1E+999999"),
        ("string", True, "True"),
        ("integer", "12", 12),
        ("integer", "-12", -12),
        ("integer", "+12", 12),
        ("integer", " 2.000 ", 2),
        ("integer", "2.", 2),
        ("integer", 12, 12),
        ("integer", Decimal("2.0"), 2),
        ("integer", ["7"], 7),
        ("decimal", "3.50000000", Decimal("3.50000000")),
        ("decimal", ".5", Decimal("0.5")),
        ("decimal", "-1e3", Decimal(-1000)),
        ("decimal", 7, Decimal(7)),
        ("decimal", Decimal("0.1"), Decimal("0.1")),
        ("double", "1.5", 1.5),
        ("double", 2, 2.0),
        ("boolean", "True", True),
        ("boolean", "true", True),
        ("boolean", "TRUE", True),
        ("boolean", "y", True),
        ("boolean", "Y", True),
        ("boolean", "1", True),
        ("boolean", 1, True),
        ("boolean", True, True),
        ("boolean", "False", False),
        ("boolean", "n", False),
        ("boolean", "0", False),
        ("boolean", 0, False),
        ("boolean", False, False),
        ("date_time", "2026-11-24 10:00:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("date_time", "2026-11-24T10:00:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("date_time", "2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("date_time", "2026-11-24T21:00:00+11:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("date_time", "2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("date_time", "2026-11-24Z", datetime(2026, 11, 24, tzinfo=UTC)),
        ("date_time", "2026-11-24+11:00", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("date_time", "2026-11-24 10:00:00 UTC", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("local_date_time", "2026-11-24 21:00:00", datetime(2026, 11, 24, 21)),  # noqa: DTZ001
        ("date", "2026-11-24", date(2026, 11, 24)),
        ("date", "2026-11-24Z", date(2026, 11, 24)),
        ("date", "2026-11-24+11:00", date(2026, 11, 24)),
        ("date", "2026-11-24 10:00:00", date(2026, 11, 24)),
        ("strings", "a", ["a"]),
        ("strings", ["a", "", None, 5], ["a", "5"]),
        ("integers", ["1", 2, "3.0", ""], [1, 2, 3]),
    ],
)
def test_values(kind: str, raw: object, expected: object) -> None:
    """A value reads the same in every spelling that the API is known to use."""
    value, problems = read(kind, raw)
    assert (value, problems) == (expected, [])
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("kind", "raw", "problem"),
    [
        ("string", {"a": 1}, "{'a': 1} is not a text"),
        ("string", ["a", "b"], "['a', 'b'] is not a text"),
        ("integer", "abc", "'abc' is not an integer"),
        ("integer", "1.5", "'1.5' is not an integer"),
        ("integer", "1_0", "'1_0' is not an integer"),
        ("integer", "\u0661", "is not an integer"),
        ("integer", True, "True is not an integer"),
        ("integer", Decimal("1e999999999"), "Decimal('1E+999999999') is not an integer"),
        ("decimal", "1,5", "'1,5' is not a number"),
        ("decimal", "1.2.3", "'1.2.3' is not a number"),
        ("decimal", "NaN", "'NaN' is not a number"),
        ("decimal", "Infinity", "'Infinity' is not a number"),
        ("decimal", "1e999999999", "'1e999999999' is not a number"),
        ("double", "x", "'x' is not a number"),
        ("boolean", "maybe", "'maybe' is not True or False"),
        ("boolean", 2, "2 is not True or False"),
        ("date_time", "yesterday", "'yesterday' is not a date and time"),
        ("date_time", "2026-13-01", "'2026-13-01' is not a date and time"),
        ("date_time", "0001-01-01T00:00:00+14:00", "is not a date and time"),
        ("date_time", {"a": 1}, "{'a': 1} is not a date and time"),
        ("date", "2026-02-30", "'2026-02-30' is not a date"),
    ],
)
def test_what_makes_no_sense(kind: str, raw: object, problem: str) -> None:
    """A value that cannot be understood is a problem that names its path and shows it."""
    value, problems = read(kind, raw)
    assert value is None
    assert len(problems) == 1
    assert problems[0].startswith("Root.X: ")
    assert problem in problems[0]


def test_items_that_make_no_sense_are_named_by_their_place() -> None:
    """In a list, the problem names the item."""
    value, problems = read("integers", ["1", "x", "3"])
    assert value == [1, 3]
    assert problems == ["Root.X[1]: 'x' is not an integer"]


def test_digits_beyond_reason_are_refused_at_once() -> None:
    """Ten million digits are no integer, and are refused without being worked out."""
    value, problems = read("integer", "9" * 10_000_000)
    assert value is None
    assert len(problems[0]) < 200


def test_enumerations() -> None:
    """A value of an enumeration is its member, and any other text an unknown value of its type."""
    decoder = Decoder("Root")
    assert decoder.enumeration("Red", "X", Colour) is Colour.RED
    assert decoder.enumeration("", "X", Colour) is None
    found = decoder.many(["Red", "Blue"], "X", decoder.to_enumeration(Colour))
    assert found == [Colour.RED, Colour("Blue")]
    assert [value.is_known for value in found] == [True, False]


@_f.document("R")
class Wanted(Root):
    """A root with an element that must be there."""

    x: str = _f.required(_f.text("X"))


def test_what_is_required_and_missing_is_a_problem() -> None:
    """A value that must be there and is not is named."""
    with pytest.raises(ResponseError, match=r"R\.X: is required, but missing"):
        Wanted.from_json("{}")


@_f.document("R")
class Holder(Root):
    """A root with a text in it."""

    x: str | None = _f.text("X")


@pytest.mark.parametrize(
    ("encoding", "declaration"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-8", '<?xml version="1.0" encoding="UTF-8"?>'),
        ("utf-16", ""),
        ("utf-16", '<?xml version="1.0" encoding="UTF-16"?>'),
        ("iso-8859-1", '<?xml version="1.0" encoding="ISO-8859-1"?>'),
        ("cp1252", "<?xml version='1.0' encoding='windows-1252'?>"),
        ("cp1252", '<?xml version="1.0" encoding="cp1252"?>'),
    ],
)
def test_encodings_of_xml(encoding: str, declaration: str) -> None:
    """XML is read in the encoding of its mark or its declaration, and as UTF-8 without."""
    document = f"{declaration}<R><X>é</X></R>".encode(encoding)
    assert Holder.from_xml(document) == Holder(x="é")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_json(encoding: str) -> None:
    """JSON is UTF-8, with or without a mark, or what its mark says."""
    assert Holder.from_json('{"X": "é"}'.encode(encoding)) == Holder(x="é")


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (b"<R><X>\xe9</X></R>", "not utf-8 text"),
        (b'<?xml version="1.0" encoding="rot13"?><R/>', "declares the encoding 'rot13'"),
        (b"<R>&undefined;</R>", "undefined entity"),
        (b"<R>\x00</R>", "not well-formed XML"),
        ('<!DOCTYPE R [<!ENTITY x "y">]><R>&x;</R>'.encode("utf-16"), "document type"),
        (b"<R>" + b"<X>" * 200_000 + b"</X>" * 200_000 + b"</R>", ""),
    ],
)
def test_hostile_xml(document: bytes, problem: str) -> None:
    """Wrong encodings, entities and document types are errors, and depth is no crash."""
    try:
        Holder.from_xml(document)
    except ResponseError as error:
        assert problem in str(error)  # noqa: PT017 - depth alone may be read
    else:
        assert problem == ""
