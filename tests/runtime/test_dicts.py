"""Records as dictionaries: what tables, CSV files and JSON are made of."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from neto_client import ArgumentError, get_item, get_order
from neto_client.get_order import GetOrderResponse, Order, OrderLine

WHEN = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
ORDER = Order(
    order_id="N1",
    order_tax=Decimal("12.50"),
    date_placed=WHEN,
    order_line=[OrderLine(sku="A1"), OrderLine()],
    extra={"New": {"Kind": "a"}},
)


def test_names_are_those_of_python() -> None:
    """What is set is there under the names of the fields, records and lists in it as well."""
    assert ORDER.to_dict() == {
        "order_line": [{"sku": "A1"}, {}],
        "order_id": "N1",
        "order_tax": Decimal("12.50"),
        "date_placed": WHEN,
        "New": {"Kind": "a"},
    }


def test_names_are_those_on_the_wire() -> None:
    """So it is under the names that the store has for it."""
    assert ORDER.to_dict("wire") == {
        "OrderLine": [{"SKU": "A1"}, {}],
        "OrderID": "N1",
        "OrderTax": Decimal("12.50"),
        "DatePlaced": WHEN,
        "New": {"Kind": "a"},
    }


def test_other_names_are_refused() -> None:
    """There are no others."""
    with pytest.raises(ArgumentError, match="names is 'python' or 'wire', not 'json'"):
        ORDER.to_dict("json")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="names is 'python' or 'wire', not a value of the type"):
        ORDER.to_dict([])  # type: ignore[arg-type]


def test_columns_of_a_table_hold_something() -> None:
    """What no record has set, and what is set and holds nothing, makes no column."""
    orders = [ORDER, Order(order_id="N2", email="a@b.example")]
    names = {name for order in orders for name in order.to_dict()}
    assert names == {"order_line", "order_id", "order_tax", "date_placed", "email", "New"}
    item = get_item.Item(price_groups=get_item.PriceGroups(), is_active=False, name="")
    assert item.to_dict() == {"is_active": False, "name": ""}


def test_enumerations_are_texts() -> None:
    """Of the values of an enumeration, known or not, the text is there, and nothing but a text."""
    response = GetOrderResponse.from_json('{"Order": [], "Ack": "Success"}')
    assert response.to_dict() == {"ack": "Success"}
    assert type(response.to_dict()["ack"]) is str
    unknown = GetOrderResponse.from_json('{"Ack": "Perhaps"}')
    assert unknown.to_dict("wire") == {"Ack": "Perhaps"}
    assert type(unknown.to_dict("wire")["Ack"]) is str


def test_values_for_json() -> None:
    """Numbers and times that JSON does not have can be texts, and the rest is what it was."""
    found = json.loads(json.dumps(ORDER.to_dict(for_json=True)))
    assert found["order_tax"] == "12.50"
    assert datetime.fromisoformat(found["date_placed"]) == WHEN
    item = get_item.Item(is_active=True, primary_supplier="B")
    assert json.dumps(item.to_dict("wire", for_json=True))


def test_rows_of_a_csv_file() -> None:
    """The standard library takes them as they are."""
    file = io.StringIO()
    writer = csv.DictWriter(file, ["order_id", "order_tax"], extrasaction="ignore")
    writer.writerow(ORDER.to_dict())
    assert file.getvalue() == "N1,12.50\r\n"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("python", {"sku": "A1", "sku_": "other", "SKU": "raw", "sku__": "more"}),
        ("wire", {"SKU": "A1", "sku": "other", "SKU_": "raw", "sku_": "more"}),
    ],
)
def test_names_that_are_taken(names: Any, expected: dict[str, str]) -> None:
    """What the schema does not list never takes the place of a field, and is not lost."""
    item = get_item.Item(sku="A1", extra={"sku": "other", "SKU": "raw", "sku_": "more"})
    assert item.to_dict(names) == expected


def test_what_could_not_be_read_stands_under_its_own_name() -> None:
    """A raw value whose field is not set has the field's name on the wire."""
    item = get_item.Item(extra={"SKU": ["odd"]})
    assert item.to_dict("wire") == item.to_dict() == {"SKU": ["odd"]}


def test_a_dictionary_is_a_copy() -> None:
    """To change it changes nothing in the record."""
    found = ORDER.to_dict()
    found["New"]["Kind"] = "b"
    found["order_line"].clear()
    assert ORDER.extra == {"New": {"Kind": "a"}}
    assert len(ORDER.order_line) == 2


def test_a_response_is_a_record_too() -> None:
    """All of an answer is one dictionary."""
    response = GetOrderResponse(order=[Order(order_id="N1")])
    assert get_order.GetOrderResponse.to_dict(response) == {"order": [{"order_id": "N1"}]}
