"""Elements that no schema knows, sent beside the fields of records and filters."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import (
    ArgumentError,
    AsyncNetoClient,
    ConfigurationError,
    NetoClient,
    Options,
    RequestError,
)
from neto_client.add_customer_log import AddCustomerLog, CustomerLog, CustomerLogs, Status
from neto_client.get_item import Filter, GetItem
from neto_client.get_order import GetOrder
from neto_client.testing import FakeStore
from tests.client.echoing_store import echoing

if TYPE_CHECKING:
    from neto_client._options import Wire

WIRES = pytest.mark.parametrize("wire", ["json", "xml"])
NETO = NetoClient("host", key="k")


def content(element: ET.Element) -> Any:
    """Return the content of an element, as it would be in JSON."""
    if len(element) == 0:
        return element.text or ""
    found: dict[str, Any] = {}
    for child in element:
        found.setdefault(child.tag, []).append(content(child))
    return {name: items[0] if len(items) == 1 else items for name, items in found.items()}


def read(body: bytes, wire: Wire) -> Any:
    """Return the content of a request in either format; a list of one is its item."""
    if wire == "xml":
        return content(ET.fromstring(body))

    def single(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: single(item) for name, item in value.items()}
        if isinstance(value, list):
            return single(value[0]) if len(value) == 1 else [single(item) for item in value]
        return value

    return single(json.loads(body))


def body_of(log: CustomerLog, wire: Wire, **how: Any) -> bytes:
    """Return a request with one log, as it is sent."""
    return NETO.dry_run.add_customer_log([log], options=Options(wire=wire, **how)).body


VALUES: dict[str, Any] = {
    "PurchaseOrderNumber": "P & <1>",
    "Count": 7,
    "Price": Decimal("1.50"),
    "IsNew": True,
    "Moment": datetime(2026, 11, 25, 8, tzinfo=UTC),
    "Status": Status.COMPLETED,
    "Parts": {"Part": [{"Name": "a"}, {"Name": "b", "Empty": ""}], "Unset": None},
    "Unset": None,
    "None": [],
}
SENT = {
    "Notes": "Rang",
    "PurchaseOrderNumber": "P & <1>",
    "Count": "7",
    "Price": "1.50",
    "IsNew": "True",
    "Moment": "2026-11-25 08:00:00",
    "Parts": {"Part": [{"Name": "a"}, {"Name": "b", "Empty": ""}]},
}


@WIRES
@pytest.mark.parametrize("checked", [True, False])
def test_a_record_sends_what_stands_beside_its_fields(wire: Wire, *, checked: bool) -> None:
    """Values of every type are sent as fields of that type are, nested ones too; what is None is not."""
    values = {name: value for name, value in VALUES.items() if name != "Status"}
    found = read(body_of(CustomerLog(notes="Rang", extra=values), wire, checked=checked), wire)
    assert found == {"CustomerLogs": {"CustomerLog": SENT}}


@WIRES
def test_every_level_of_a_request_has_extras(wire: Wire) -> None:
    """The root and what wraps the records have extras, which go into each request of a batch, too."""
    request = AddCustomerLog(
        customer_logs=CustomerLogs(
            customer_log=[CustomerLog(notes="a"), CustomerLog(notes="b")], extra={"In": "1"}
        ),
        extra={"Top": "2"},
    )
    whole = request.to_json() if wire == "json" else request.to_xml()
    expected = {
        "CustomerLogs": {"CustomerLog": [{"Notes": "a"}, {"Notes": "b"}], "In": "1"},
        "Top": "2",
    }
    assert read(whole, wire) == expected
    pieces = request.iter_to_json() if wire == "json" else request.iter_to_xml()
    assert b"".join(pieces) == whole
    store = FakeStore(strict=False)
    store.on("AddCustomerLog", b"{}")
    with store.client(wire=wire) as neto:
        assert neto.add_customer_log(request, batch=1).is_complete
        assert [*neto.iter_add_customer_log(request, batch=1)]
    for received, note in zip(store.requests, "abab", strict=True):
        assert read(received.body, wire) == {
            "CustomerLogs": {"CustomerLog": {"Notes": note}, "In": "1"},
            "Top": "2",
        }


@WIRES
def test_a_filter_takes_extras_as_an_argument(wire: Wire) -> None:
    """An undocumented filter can be asked for by its name on the wire, and counts as a filter."""
    how: Any = {"options": Options(wire=wire)}
    found = NETO.dry_run.get_order(
        extra={"PurchaseOrderNumber": "123"}, output_selector="ID", **how
    )
    assert read(found.body, wire) == {
        "Filter": {"OutputSelector": "ID", "PurchaseOrderNumber": "123"}
    }
    given = Filter(sku=["A"], extra={"Old": "1", "Both": "1"})
    more = NETO.dry_run.get_item(given, extra={"Both": "2"}, **how)
    assert read(more.body, wire) == {"Filter": {"SKU": "A", "Old": "1", "Both": "2"}}
    assert given.extra == {"Old": "1", "Both": "1"}
    with pytest.raises(
        ArgumentError, match="extra is a dictionary of names and values, not a value"
    ):
        NETO.dry_run.get_order(extra="PurchaseOrderNumber", output_selector="ID")  # type: ignore[arg-type]


HOSTILE = [
    "",
    "a b",
    "a:b",
    "a>b",
    "<a>",
    "{x}a",
    "@a",
    "#text",
    "1a",
    "a/",
    "-a",
    "a\n",
    "\xaa",
    "a²",
    "\0",
]


@WIRES
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_none_is_refused(
    wire: Wire, *, checked: bool, nested: bool, name: str
) -> None:
    """Nothing but the name of an element is taken for one, at any depth, in either format."""
    extra: dict[str, Any] = {"Outer": [{name: "x"}]} if nested else {name: "x"}
    with pytest.raises(RequestError) as caught:
        body_of(CustomerLog(notes="Rang", extra=extra), wire, checked=checked)
    where = ".extra.Outer[0]" if nested else ".extra"
    path = f"AddCustomerLog.CustomerLogs.CustomerLog[0]{where}"
    assert caught.value.problems[0] == f"{path}: {name!r} is not the name of an element"


@WIRES
@pytest.mark.parametrize("checked", [True, False])
def test_a_name_that_a_field_has_is_refused(wire: Wire, *, checked: bool) -> None:
    """What a field says is not said twice; where the field is not set, the raw value is sent."""
    with pytest.raises(RequestError) as caught:
        body_of(CustomerLog(notes="Rang", extra={"Notes": "Again"}), wire, checked=checked)
    assert caught.value.problems == (
        "AddCustomerLog.CustomerLogs.CustomerLog[0].extra.Notes: stands in a field of the record, too",
    )
    found = read(body_of(CustomerLog(notes="x", extra={"LastContacted": "soon"}), wire), wire)
    assert found == {"CustomerLogs": {"CustomerLog": {"Notes": "x", "LastContacted": "soon"}}}


@WIRES
@pytest.mark.parametrize("checked", [True, False])
@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("a\0b", "character U+0000 at 1 cannot be sent as XML"),
        (b"bytes", "expected a text, a number, a date, a list or a dict, got bytes"),
        (Decimal("NaN"), "NaN is not a finite number"),
        (object(), "object"),
        (Filter(), "get_item.Filter"),
    ],
)
def test_a_value_that_cannot_be_sent_is_refused(
    wire: Wire, *, checked: bool, value: Any, problem: str
) -> None:
    """A value of another kind is refused with its path, and with why."""
    with pytest.raises(RequestError) as caught:
        body_of(CustomerLog(notes="Rang", extra={"New": value}), wire, checked=checked)
    assert "CustomerLog[0].extra.New: " in str(caught.value)
    assert problem in str(caught.value) or (not checked and "bytes cannot" in str(caught.value))


@WIRES
@pytest.mark.parametrize("checked", [True, False])
def test_lists_in_lists_and_endless_values_are_refused(wire: Wire, *, checked: bool) -> None:
    """What no document can hold is an error of the request, and nothing else."""
    endless: dict[str, Any] = {}
    endless["Again"] = endless
    for value, problem in (([["a"]], "a list in a list"), (endless, "nested too deeply")):
        with pytest.raises(RequestError, match=problem):
            body_of(CustomerLog(notes="Rang", extra={"New": value}), wire, checked=checked)


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True).filter(
    lambda name: name != "Notes" and not name.lower().startswith("xml")
)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1, max_size=12)
TREES = st.recursive(
    TEXTS,
    lambda inner: st.dictionaries(
        NAMES, inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=3
    ),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, TREES, min_size=1, max_size=4))
def test_whatever_is_beside_the_fields_arrives_and_is_read_back(extra: dict[str, Any]) -> None:
    """Both formats say the same, and a request that is read back has the same extras and sends the same."""
    log = CustomerLog(notes="Rang", extra={k: v for k, v in extra.items() if k not in KEYS})
    for wire in ("json", "xml"):
        body = body_of(log, wire, checked=False)
        assert read(body, wire) == {"CustomerLogs": {"CustomerLog": {"Notes": "Rang", **log.extra}}}
        request = (
            AddCustomerLog.from_json(body) if wire == "json" else AddCustomerLog.from_xml(body)
        )
        assert request.customer_logs is not None
        assert request.customer_logs.customer_log[0].extra == log.extra
        assert (request.to_json() if wire == "json" else request.to_xml()) == body


KEYS = CustomerLog._declared.keys


@pytest.mark.parametrize(
    "body",
    [
        {"Filter": {"CategoryID": ["12"], "ParentSKU": "", "OutputSelector": ["Model"]}},
        {"Filter": {"SKU": ["A"], "Unheard": {"Of": ["1", "2"]}}},
    ],
)
def test_a_filter_that_is_read_back_keeps_what_it_has(body: dict[str, Any]) -> None:
    """An empty filter, which means something to a store, and one that no table lists are sent again."""
    request = GetItem.from_json(json.dumps(body))
    assert json.loads(request.to_json()) == body
    again = GetItem.from_xml(request.to_xml())
    assert again.to_xml() == request.to_xml()
    assert read(again.to_xml(), "xml") == read(request.to_json(), "json")


KINDS = pytest.mark.parametrize("kind", ["threads", "tasks"])


@KINDS
def test_a_request_without_outputs_is_sent_with_a_hint_in_the_log(
    kind: Literal["threads", "tasks"], caplog: pytest.LogCaptureFixture
) -> None:
    """The response may have almost no fields, which the log says once for each operation."""
    caplog.set_level(logging.WARNING, "neto_client")
    with echoing() as store:
        if kind == "threads":
            with NetoClient(store.address, key="k") as neto:
                for _ in range(2):
                    neto.get_order(order_id="N1")
                neto.get_order(order_id="N1", output_selector="ID")
                neto.get_item(sku="A")
        else:

            async def in_a_task() -> None:
                async with AsyncNetoClient(store.address, key="k") as neto:
                    for _ in range(2):
                        await neto.get_order(order_id="N1")
                    await neto.get_order(order_id="N1", output_selector="ID")
                    await neto.get_item(sku="A")

            asyncio.run(in_a_task())
        assert len(store.arrived) == 4
    said = "no OutputSelector is set, so the response may have almost no fields"
    assert [record.getMessage() for record in caplog.records] == [
        f"GetOrder: {said}",
        f"GetItem: {said}",
    ]


@WIRES
def test_one_call_can_send_what_does_not_fit(wire: Wire) -> None:
    """Unchecked, a value beyond its limits is sent, in every request of a batch; nothing hostile is."""
    long = "u" * 300
    store = FakeStore(strict=False)
    store.on("AddCustomerLog", b"{}")
    log = CustomerLog(username=long)
    with store.client(wire=wire) as neto:
        with pytest.raises(RequestError, match="300 characters, at most 25 are allowed"):
            neto.add_customer_log([log])
        unchecked = Options(checked=False)
        neto.add_customer_log([log], options=unchecked)
        assert neto.add_customer_log([log, log], batch=1, options=unchecked).is_complete
        with pytest.raises(RequestError, match="cannot be sent as XML"):
            neto.add_customer_log([CustomerLog(username="a\0b")], options=unchecked)
        with pytest.raises(RequestError, match="has no filter"):
            neto.get_order()
    assert len(store.requests) == 3
    assert all(long.encode() in received.body for received in store.requests)
    assert NETO.dry_run.get_order(options=unchecked).body == b'{"Filter":{}}'


def test_checked_is_true_or_false() -> None:
    """Anything else is a mistake, which is told at once."""
    with pytest.raises(
        ConfigurationError, match="checked is True or False, not a value of the type str"
    ):
        Options(checked="no")  # type: ignore[arg-type]


def test_a_request_keeps_a_status_that_no_table_lists() -> None:
    """A filter read from a request goes out again as it came."""
    body = b'{"Filter":{"OrderStatus":["Quote","Neww"],"OutputSelector":["ID"]}}'
    assert GetOrder.from_json(body).to_json() == body
