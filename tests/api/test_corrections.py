"""What a client makes of values and requests that stores take, and the documentation has otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Literal

import pytest

from neto_client import NetoClient, add_order, update_customer_log, update_item, update_order
from tests.api.answering_store import AnsweringStore

if TYPE_CHECKING:
    from collections.abc import Callable

Wire = Literal["json", "xml"]

# A record of an answer, how it is asked for, and the fields that it is read as.
ANSWERS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "the total of a refund": (
        "rma",
        {"RmaID": "42", "RefundTotal": "25.00", "RefundedTotal": "25.00"},
        {"rma_id": 42, "refund_total": Decimal("25.00"), "refunded_total": Decimal("25.00")},
    ),
    "the place of a category": (
        "category",
        {"CategoryID": "N10157", "ID": "N10157", "ParentCategoryID": "0", "SortOrder": "10"},
        {"category_id": "N10157", "id": "N10157", "parent_category_id": "0", "sort_order": 10},
    ),
    "outputs of an order": (
        "order",
        {
            "GrandTotal": "7.00",
            "UserGroup": "1",
            "ClientIPAddress": "192.0.2.1",
            "DateCompletedUTC": "2023-11-27 00:15:54",
        },
        {
            "grand_total": Decimal("7.00"),
            "user_group": "1",
            "client_ip_address": "192.0.2.1",
            "date_completed_utc": datetime(2023, 11, 27, 0, 15, 54, tzinfo=UTC),
        },
    ),
    "outputs of an item": (
        "item",
        {
            "ReferenceNumber": "007-A",
            "VariantInventoryIDs": ["101", "102"],
            "IsVariant": "True",
            "AuGstExempt": "n",
            "DefaultPurchasePrice": "1.50",
            "TaxCategory": "GST",
            "DateCreatedUTC": "2023-11-27 00:15:54",
        },
        {
            "reference_number": "007-A",
            "variant_inventory_ids": ["101", "102"],
            "is_variant": True,
            "au_gst_exempt": False,
            "default_purchase_price": Decimal("1.50"),
            "tax_category": "GST",
            "date_created_utc": datetime(2023, 11, 27, 0, 15, 54, tzinfo=UTC),
        },
    ),
    "the type of a content page": ("content", {"ContentType": "Blog"}, {"content_type": "Blog"}),
}
FILTERS: dict[str, dict[str, Any]] = {
    "rma": {"rma_id": "42"},
    "category": {"category_id": ["N10157", "12"]},
    "order": {"order_id": "N1"},
    "item": {"sku": "A"},
    "content": {"content_id": 1},
}


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("case", ANSWERS)
def test_what_stores_answer_is_read(case: str, wire: Wire) -> None:
    """Values are of the type that stores give them, outputs have a field, and nothing is left over."""
    name, record, expected = ANSWERS[case]
    answer = {name.capitalize(): record, "Ack": "Success"}
    with (
        AnsweringStore(answers=lambda _: answer) as store,
        NetoClient(store.address, key="k", wire=wire, rate_limit=None) as neto,
    ):
        response = getattr(neto, f"get_{name}")(**FILTERS[name], output_selector="ID")
    (found,) = getattr(response, name)
    assert {field: getattr(found, field) for field in expected} == expected
    assert found.extra == {}


@pytest.mark.parametrize("wire", ["json", "xml"])
def test_a_line_has_its_references_to_other_systems(wire: Wire) -> None:
    """The external references of an order's lines are fields of the line."""
    line = {
        "OrderLineID": "N1-0",
        "ExternalSystemIdentifier": "shop",
        "ExternalOrderReference": "A-1",
        "ExternalOrderLineReference": "1",
    }
    answer = {"Order": {"OrderID": "N1", "OrderLine": [line, line]}, "Ack": "Success"}
    with (
        AnsweringStore(answers=lambda _: answer) as store,
        NetoClient(store.address, key="k", wire=wire, rate_limit=None) as neto,
    ):
        (order,) = neto.get_order(order_id="N1", output_selector="OrderLine").order
    references = attrgetter(
        "external_system_identifier", "external_order_reference", "external_order_line_reference"
    )
    assert [references(found) for found in order.order_line] == [("shop", "A-1", "1")] * 2
    assert [found.extra for found in order.order_line] == [{}, {}]


REQUESTS: dict[str, tuple[Callable[[NetoClient], Any], dict[str, Any]]] = {
    "an order without an address for mail": (
        lambda neto: neto.add_order([add_order.Order(username="test", ship_city="C")]),
        {"Order": {"Username": "test", "ShipCity": "C"}},
    ),
    "a line by the text that names it": (
        lambda neto: neto.update_order(
            [
                update_order.Order(
                    order_id="N1",
                    order_line=[update_order.OrderLine(order_line_id="N1-0", quantity_shipped=1)],
                )
            ]
        ),
        {"Order": {"OrderID": "N1", "OrderLine": {"OrderLineID": "N1-0", "QuantityShipped": "1"}}},
    ),
    "the stock of several warehouses": (
        lambda neto: neto.update_item(
            [
                update_item.Item(
                    sku="A",
                    warehouse_quantity=[
                        update_item.WarehouseQuantity(
                            warehouse_id=number, quantity=5, action=update_item.Action(action)
                        )
                        for number, action in ((1, "set"), (2, "Set"))
                    ],
                )
            ]
        ),
        {
            "Item": {
                "SKU": "A",
                "WarehouseQuantity": [
                    {"WarehouseID": "1", "Quantity": "5", "Action": "set"},
                    {"WarehouseID": "2", "Quantity": "5", "Action": "Set"},
                ],
            }
        },
    ),
    "a log of a customer": (
        lambda neto: neto.update_customer_log(
            [update_customer_log.CustomerLog(log_id=1, username="test")]
        ),
        {"CustomerLogs": {"CustomerLog": {"LogID": "1", "Username": "test"}}},
    ),
}


def single(value: Any) -> Any:
    """Return a document in which a list of one is that one."""
    if isinstance(value, list):
        items = [single(item) for item in value]
        return items[0] if len(items) == 1 else items
    if isinstance(value, dict):
        return {name: single(item) for name, item in value.items()}
    return value


@pytest.mark.parametrize("wire", ["json", "xml"])
@pytest.mark.parametrize("case", REQUESTS)
def test_what_stores_take_is_sent(case: str, wire: Wire) -> None:
    """Requests that stores are seen to take are not refused, and arrive whole."""
    call, expected = REQUESTS[case]
    with (
        AnsweringStore(answers=lambda _: {"Ack": "Success"}) as store,
        NetoClient(store.address, key="k", wire=wire, rate_limit=None) as neto,
    ):
        call(neto)
    ((_, received),) = store.received
    assert single(received) == expected
