"""Values of derived classes: what they hold is sent, and nothing that their classes define.

The short form tries some of the fields of every request, `scripts/soak` all of them.
"""

from __future__ import annotations

import datetime as dt
import enum
import os
from dataclasses import fields, is_dataclass
from decimal import Decimal
from importlib import import_module, util
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from neto_client import RequestError, _fast
from neto_client._catalogue import OPERATIONS
from neto_client._model import RawElement
from neto_client._plain_copy import PlainCopier
from neto_client.add_customer_log import AddCustomerLog, CustomerLog
from neto_client.add_item import AddItem, Item
from neto_client.get_item import Filter, GetItem
from tests.api.test_live import request_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
MARK = "written by a derived class"
OVERRIDES = (
    *("__str__", "__repr__", "__format__", "__eq__", "__ne__", "__lt__", "__gt__", "__le__"),
    *("__len__", "__iter__", "__contains__", "__getitem__", "__bool__", "__add__", "__radd__"),
    *("__int__", "__index__", "__float__", "__round__", "__abs__", "__bytes__", "__mod__"),
    *("isoformat", "strftime", "astimezone", "replace", "date", "time", "timetz", "utcoffset"),
    *("encode", "translate", "join", "partition", "hex", "is_finite", "adjusted", "as_tuple"),
    *("__reduce__", "__reduce_ex__", "__getnewargs__", "items", "keys", "copy", "isascii"),
)


def answers_with_mark(*_: object, **__: object) -> str:
    """Return a text that must not be found in any document."""
    return MARK


def raises(*_: object, **__: object) -> str:
    """Raise an error."""
    raise LookupError(MARK)


def derived(value: Any, override: Callable[..., str]) -> Any:
    """Return the same value in a subclass that overrides whatever it can.

    For a member of an enumeration, whose class is final: its text.
    """
    if isinstance(value, enum.Enum):
        value = value.value
    base: Any = type(value)
    own = {name: override for name in OVERRIDES if hasattr(base, name)}
    kind: Any = type("Own", (base,), {**own, "__hash__": lambda _: 1})
    if isinstance(value, dt.datetime):
        return _moment(kind, value)
    if isinstance(value, dt.date):
        return kind(value.year, value.month, value.day)
    return kind(value)


def _moment(kind: Any, value: dt.datetime) -> Any:
    parts = (value.year, value.month, value.day, value.hour, value.minute, value.second)
    return kind(*parts, tzinfo=value.tzinfo)


def records(record: Any) -> Iterator[Any]:
    """Yield a record, and one of each kind below it."""
    yield record
    for field in fields(record):
        value = getattr(record, field.name)
        first = value[0] if isinstance(value, list) and value else value
        if is_dataclass(first):
            yield from records(first)


def documents(message: Any) -> list[Any]:
    """Return the results of all ways to write a request: documents, or errors."""
    found: list[bytes | str] = []
    encoder: Any = _fast
    fast = encoder.dumps
    for checked in (True, False):
        for write, dumps in (
            (message.to_xml, fast),
            (message.to_json, fast),
            (message.to_json, None),
        ):
            encoder.dumps = dumps
            try:
                found.append(write(checked=checked))
            except RequestError as error:
                found.append(str(error))
            finally:
                encoder.dumps = fast
    return found


@pytest.mark.parametrize("action", OPERATIONS)
def test_a_value_of_a_derived_class_is_sent_as_the_value_that_it_holds(action: str) -> None:
    """Whatever its class overrides, every field of every request gives the document of the plain value."""
    message = request_of(action)
    expected = documents(message)
    assert all(isinstance(one, bytes) for one in expected)
    number = 0
    for record in records(message):
        for field in fields(record):
            value = getattr(record, field.name)
            items = value if isinstance(value, list) else [value]
            if not isinstance(items[0] if items else None, str | int | Decimal | dt.date):
                continue
            if isinstance(items[0], bool):
                continue
            number += 1
            if not SOAK and number % 16 != 1:
                continue
            for override in (answers_with_mark, raises):
                own = [derived(item, override) for item in items]
                changed = derived(own, override) if isinstance(value, list) else own[0]
                setattr(record, field.name, changed)
                assert documents(message) == expected, (field.name, override)
            setattr(record, field.name, value)
    assert documents(message) == expected


class Name(str, enum.Enum):  # noqa: UP042 - which has no text of its own in str()
    """Names of items."""

    SHIRT = "Shirt & hat"


class Number(enum.IntEnum):
    """Numbers of items."""

    FEW = 3


class Day(dt.date):
    """A day that says that it is another year."""

    @property
    def year(self) -> int:
        """The wrong year."""
        return 1


class Price(Decimal):
    """A price that says that it is a number."""

    def is_finite(self) -> bool:
        """Pretend."""
        return True


@pytest.mark.parametrize(
    ("field", "value", "xml", "json"),
    [
        ("name", Name.SHIRT, b"<Name>Shirt &amp; hat</Name>", b'"Name":"Shirt & hat"'),
        ("name", Markup("<b>&amp;"), b"<Name>&lt;b&gt;&amp;amp;</Name>", b'"Name":"<b>&amp;"'),
        ("restock_qty", Number.FEW, b"<RestockQty>3<", b'"RestockQty":"3"'),
        ("rrp", Price("1E+2"), b"<RRP>100</RRP>", b'"RRP":"100"'),
    ],
)
def test_enumerations_and_markup_of_others_are_their_values(
    field: str, value: object, xml: bytes, json: bytes
) -> None:
    """A text, or a number, that is a member of an enumeration or markup is that text or number."""
    request = AddItem.of([Item(sku="A", **{field: value})])  # type: ignore[arg-type]
    for number, document in enumerate(documents(request)):
        assert isinstance(document, bytes)
        assert (json if number % 3 else xml) in document


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("rrp", Decimal("NaN"), "NaN is not a finite number"),
        ("rrp", Decimal("sNaN"), "sNaN is not a finite number"),
        ("rrp", Decimal("-Infinity"), "-Infinity is not a finite number"),
        ("rrp", Price("NaN"), "NaN is not a finite number"),
        ("rrp", Decimal("1E+999999"), "the number has more than 400 digits"),
        pytest.param(
            *("restock_qty", 10**5000, "the number has too many digits"), id="endless integer"
        ),
        ("restock_qty", True, "expected int, got bool"),
        ("name", Number.FEW, "expected str, got tests.client.test_derived_values.Number"),
        ("name", float("nan"), "expected str, got float"),
        ("rrp", 1.5, "expected Decimal, got float"),
        ("virtual", 1, "expected bool, got int"),
        (
            "date_arrival",
            Day(2026, 1, 2),
            "expected date, got tests.client.test_derived_values.Day",
        ),
        ("name", object(), "expected str, got object"),
        ("name", Exception, "expected str, got type"),
    ],
)
def test_what_is_no_value_is_refused_where_it_is(field: str, value: object, problem: str) -> None:
    """Numbers that are none, and values of another class, are a RequestError with path and full class name."""
    request = AddItem.of([Item(sku="A", **{field: value})])  # type: ignore[arg-type]
    wire_name = next(own.metadata["name"] for own in fields(Item) if own.name == field)
    for write in (request.to_xml, request.to_json):
        with pytest.raises(RequestError) as caught:
            write()
        assert caught.value.problems == (f"AddItem.Item[0].{wire_name}: {problem}",)


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        (5, b"5"),
        (True, b"True"),
        (1.5, b"1.5"),
        (Decimal("1E+3"), b"1000"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), b"2026-01-02 03:04:05"),
        (dt.date(2026, 1, 2), b"2026-01-02"),
    ],
)
def test_an_unchecked_value_of_another_type_is_the_same_text_everywhere(
    value: object, sent: bytes
) -> None:
    """Where a text belongs, a value that is none goes out unchecked as the text of its own type."""
    request = AddItem.of([Item(sku="A", name=value)])  # type: ignore[arg-type]
    written = documents(request)[3:]
    assert b"<Name>" + sent + b"</Name>" in written[0]
    assert written[1] == written[2]
    assert b'"Name":"' + sent + b'"' in written[1]


@pytest.mark.parametrize("value", [object(), b"x", float("nan"), Decimal("NaN"), {1}, Exception()])
def test_what_cannot_be_written_is_refused_unchecked(value: object) -> None:
    """Without a check, too, what has no text is a RequestError with its path, the same in every wire."""
    request = AddItem.of([Item(sku="A", name=value)])  # type: ignore[arg-type]
    first, *others = documents(request)[3:]
    assert isinstance(first, str)
    assert first.startswith("AddItem.Item[0].Name: ")
    assert others == [first, first]


def test_unchecked_booleans_say_what_they_are() -> None:
    """A text in a field of True and False is not taken for True."""
    request = AddItem.of([Item(sku="A", virtual="False")])  # type: ignore[arg-type]
    assert b"<Virtual>False</Virtual>" in request.to_xml(checked=False)
    assert b'"Virtual":"False"' in request.to_json(checked=False)


class Nowhere(dt.tzinfo):
    """A time zone that does not know how far it is off."""

    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        """Fail."""
        raise KeyError(MARK)

    def dst(self, _: dt.datetime | None) -> dt.timedelta | None:
        """Return None: there is no summer time."""

    def tzname(self, _: dt.datetime | None) -> str | None:
        """Return None: the zone has no name."""


def test_a_time_zone_that_fails_is_refused_with_its_path() -> None:
    """What a class of time zones raises does not come out as it is."""
    moment = dt.datetime(2026, 1, 1, tzinfo=Nowhere())
    request = AddCustomerLog.of([CustomerLog(last_contacted=moment)])
    path = "AddCustomerLog.CustomerLogs.CustomerLog[0].LastContacted"
    for write in (request.to_xml, request.to_json):
        with pytest.raises(RequestError, match="its time zone cannot be used: KeyError") as caught:
            write()
        assert caught.value.path == path


def test_what_holds_itself_is_refused() -> None:
    """A list that is an item of itself is a RequestError, not a RecursionError."""
    endless: list[Any] = []
    endless.append(endless)
    request = AddItem.of([Item(sku="A", name=endless)])  # type: ignore[arg-type]
    for checked in (True, False):
        with pytest.raises(RequestError, match="AddItem: is nested too deeply"):
            request.to_json(checked=checked)


def test_a_filter_of_derived_values_finds_the_same() -> None:
    """Fields of a filter may be of derived classes; an enumeration's text may be, too."""
    plain = GetItem.of(sku="A", output_selector=["Name"])
    own = GetItem.of(sku=derived("A", raises), output_selector=[derived("Name", answers_with_mark)])
    assert documents(own) == documents(plain)
    empty: Any = Filter(sku=derived([], raises), output_selector=derived([], raises))
    with pytest.raises(RequestError, match="has no filter"):
        GetItem(filter=empty).to_json()


def test_pieces_of_a_large_request_are_plain_too() -> None:
    """A request that is written record by record has the bytes of one that is written at once."""
    request = AddItem.of([Item(sku="A", name=Name.SHIRT), Item(sku="B", rrp=Price(1))])
    assert b"".join(request.iter_to_xml()) == request.to_xml()
    assert b"".join(request.iter_to_json()) == request.to_json()
    assert request.item[0].name is Name.SHIRT


def test_elements_of_no_schema_are_plain_too() -> None:
    """Names, texts, numbers and attributes of a raw element lose what their classes define."""
    name: Any = derived("{urn:a}Name", answers_with_mark)
    value = derived({name: derived([Name.SHIRT, Number.FEW], raises), "@a": Price("1.50")}, raises)
    making = PlainCopier(as_texts=False)
    copied = making.copy(RawElement(name, value), "Any")
    assert making.refused == []
    assert type(copied.name) is str
    assert copied == RawElement(
        "{urn:a}Name", {"{urn:a}Name": ["Shirt & hat", 3], "@a": Decimal("1.50")}
    )
    assert [type(item) for item in copied.value["{urn:a}Name"]] == [str, int]
    assert type(copied.value["@a"]) is Decimal


@given(st.text(max_size=30), st.sampled_from([answers_with_mark, raises]))
def test_any_text_of_a_derived_class(text: str, override: Callable[..., str]) -> None:
    """Any text in a derived class is written, or refused, as the text itself."""
    own = AddItem.of([Item(sku="A", name=derived(text, override))])
    assert documents(own) == documents(AddItem.of([Item(sku="A", name=text)]))


@pytest.mark.skipif(util.find_spec("pandas") is None, reason="pandas is not installed")
def test_scalars_of_pandas_and_numpy() -> None:
    """What is derived from a class of Python is sent as its value; the rest is refused by its name."""
    pandas: Any = import_module("pandas")
    numpy: Any = import_module("numpy")
    log = CustomerLog(
        last_contacted=pandas.Timestamp("2026-01-02 03:04:05", tz="Australia/Brisbane"),
        notes=numpy.str_("a & b"),
    )
    for document in documents(AddCustomerLog.of([log])):
        assert isinstance(document, bytes)
        assert b"2026-01-01 17:04:05" in document
    for field, value, name in [
        ("restock_qty", numpy.int64(1), "numpy.int64"),
        ("rrp", numpy.float64(1.5), "numpy.float64"),
        ("virtual", numpy.True_, "numpy.bool"),
        ("date_arrival", pandas.NaT, "NaTType"),
        ("name", pandas.NA, "NAType"),
        ("date_arrival", numpy.datetime64("2026-01-01"), "numpy.datetime64"),
    ]:
        for document in documents(AddItem.of([Item(sku="A", **{field: value})])):
            if field == "rrp" and isinstance(document, bytes):  # unchecked, it is its number
                assert b"1.5" in document
                continue
            assert isinstance(document, str)
            assert name in document
            assert document.startswith("AddItem.Item[0].")
