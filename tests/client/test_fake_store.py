"""What the store in process keeps, and what tests of users' code can ask it."""

from __future__ import annotations

import re
import socket
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import ConnectionFailed, NetoClient, OutcomeUnknown, RateLimiter, ValidationError
from neto_client import testing as t
from neto_client._catalogue import OPERATIONS
from neto_client.add_customer_log import CustomerLog
from neto_client.add_item import Item as NewItem
from neto_client.add_order import AddOrder, Order, OrderLine
from neto_client.add_payment import Payment
from neto_client.add_rma import Rma
from neto_client.get_order import OPERATION as GET_ORDER
from neto_client.get_order import Filter, GetOrder, GetOrderResponse, OrderStatus
from neto_client.get_order import Order as FoundOrder
from neto_client.pytest_plugin import neto_store_port as neto_store_port  # noqa: PLC0414
from neto_client.redeem_voucher import Voucher
from neto_client.update_item import Item, WarehouseQuantity
from neto_client.update_order import Order as ChangedOrder

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> t.FakeStore:
    """Return a store that has had no requests."""
    return t.FakeStore()


@pytest.fixture(params=["json", "xml"])
def neto(request: pytest.FixtureRequest, store: t.FakeStore) -> Iterator[NetoClient]:
    """Yield a client of the store, for each wire."""
    with store.client(wire=request.param) as client:
        yield client


def test_what_is_added_is_found_and_changed(neto: NetoClient) -> None:
    """An item that is added is found with what was asked for, and found changed after an update."""
    neto.add_item(NewItem(sku="A1", name="Shirt", brand="Acme"))
    neto.update_item(
        Item(
            sku="A1",
            name="Blouse",
            warehouse_quantity=WarehouseQuantity(warehouse_id=1, quantity=5, action="increment"),
        )
    )
    (found,) = neto.get_item(sku="A1", output_selector=["Name", "WarehouseQuantity"]).item
    assert [found.sku, found.inventory_id, found.name, found.brand] == ["A1", 1001, "Blouse", None]
    assert [(one.warehouse_id, one.quantity) for one in found.warehouse_quantity] == [(1, 5)]


def test_an_order_has_its_key_lines_totals_and_payments(neto: NetoClient) -> None:
    """The store gives an order its key, works out its total, and knows when it is paid."""
    line = OrderLine(sku="A1", quantity=2, unit_price=10)
    added = neto.add_order(Order(username="jo", bill_street1="1 High St", order_line=line))
    assert added.order is not None
    key = added.order.order_id
    assert key == "N1001"
    neto.add_payment(Payment(order_id=key, amount_paid=20, payment_method_name="Cash"))
    outputs = ["OrderLine", "OrderLine.UnitPrice", "GrandTotal", "BillAddress", "OrderPayment"]
    (found,) = neto.get_order(payment_status="FullyPaid", output_selector=outputs).order
    assert [found.grand_total, found.bill_street_line1] == [20, "1 High St"]
    assert [[one.order_line_id, one.unit_price] for one in found.order_line] == [["N1001-0", 10]]
    assert found.order_payment[0].amount == 20
    neto.update_order(ChangedOrder(order_id=key, order_status="Dispatched"))
    assert neto.get_order(order_status="New", output_selector="ID").order == []


def test_pages_are_those_of_the_filter(store: t.FakeStore) -> None:
    """Page and Limit cut what the filter finds, and all pages together are all of it."""
    store.seed(
        "Item", *({"SKU": f"S{n}", "Brand": "Acme" if n % 2 else "Other"} for n in range(25))
    )
    with store.client() as neto:
        page = neto.get_item(brand="acme", output_selector="ID", page=1, limit=5)
        assert [item.sku for item in page.item] == ["S11", "S13", "S15", "S17", "S19"]
        found = [*neto.iter_get_item(brand="Acme", output_selector="ID", limit=5)]
    assert [item.sku for item in found] == [f"S{n}" for n in range(1, 25, 2)]


def test_logs_of_a_customer_are_found_with_it(neto: NetoClient, store: t.FakeStore) -> None:
    """A customer log is found with its customer, as nothing else of the API finds it."""
    store.seed("Customer", {"Username": "jo", "EmailAddress": "jo@example.com"})
    neto.add_customer_log(CustomerLog(username="jo", notes="Rang"))
    (found,) = neto.get_customer(email="jo@example.com", output_selector="CustomerLog").customer
    assert found.customer_logs is not None
    assert [log.notes for log in found.customer_logs.customer_log] == ["Rang"]


def test_what_cannot_be_done_is_refused_for_each_record(neto: NetoClient) -> None:
    """Of several records those that can be added are; one that is there already is a warning."""
    neto.add_item(NewItem(sku="A1", name="Shirt"))
    both = neto.add_item([NewItem(sku="A1", name="x"), NewItem(sku="A2", name="y")])
    assert [item.sku for item in both.item] == ["A2"]
    assert [warning.message for warning in both.warnings] == ["Item A1 already exists"]
    with pytest.raises(ValidationError, match="Item not found: SKU A3"):
        neto.update_item(Item(sku="A3", name="x"))


def test_typed_handlers_answer_instead(store: t.FakeStore) -> None:
    """A function with the types of the operation answers in place of the store."""

    @store.on(GET_ORDER)
    def found(request: GetOrder) -> GetOrderResponse:
        assert request.filter is not None
        return GetOrderResponse(order=[FoundOrder(order_id=request.filter.order_id[0])])

    with store.client() as neto:
        answer = neto.get_order(order_id="N7", output_selector="ID")
    assert [order.order_id for order in answer.order] == ["N7"]
    assert found(GetOrder.of(order_id="N8")).order[0].order_id == "N8"


def test_a_handler_returns_a_response_of_its_action(store: t.FakeStore) -> None:
    """What no store could answer is an error of the test, which names the action and what it got."""
    returned: Any
    for returned in (None, 5, "text", GetOrder(), FoundOrder(order_id="N1")):

        def handler(_: object, reply: Any = returned) -> Any:
            return reply

        store.on(GET_ORDER, handler)
        said = "the response set for GetOrder is .*, not a GetOrderResponse, bytes or a Misb"
        with store.client() as neto, pytest.raises(AssertionError, match=said):
            neto.get_order(order_id="N1", output_selector="ID")


def test_what_a_handler_raises_by_mistake_ends_the_test(store: t.FakeStore) -> None:
    """The client does not take it for a fault of the connection, which which an error of httpx2 simulates."""

    @store.on(GET_ORDER)
    def handler(_: GetOrder) -> GetOrderResponse:
        raise KeyError("N1")

    said = "the handler of GetOrder raised KeyError: 'N1'"
    with store.client() as neto, pytest.raises(AssertionError, match=said) as caught:
        neto.get_order(order_id="N1", output_selector="ID")
    assert type(caught.value.__cause__) is KeyError

    @store.on(GET_ORDER)
    def unreachable(_: GetOrder) -> GetOrderResponse:
        raise httpx2.ConnectError("unplugged")

    with store.client(retries=0) as neto, pytest.raises(ConnectionFailed, match="unplugged"):
        neto.get_order(order_id="N1", output_selector="ID")


def test_misspelt_kinds_and_looks_are_told(store: t.FakeStore) -> None:
    """A kind of records or a look that there is not is refused, and is not just empty."""
    for ask in (store.held, store.assert_held):
        with pytest.raises(ValueError, match="there are no records called Orders: Accounting"):
            ask("Orders")
    wrong: Any
    for wrong in ({"twice"}, "twice"):
        with pytest.raises(ValueError, match="use any of one, list, empty"):
            t.FakeStore(as_seen=wrong)


def test_assertions_say_what_arrived(store: t.FakeStore) -> None:
    """An assertion that fails says what arrived instead, or what the store has instead."""
    with store.client() as neto:
        neto.add_item(NewItem(sku="A1", name="Shirt"))
    sent = store.assert_received("AddItem", times=1)
    assert sent.item[0].name == "Shirt"
    store.assert_nothing_received("AddOrder")
    assert store.assert_held("Item", SKU="A1")["Name"] == "Shirt"
    for call, message in (
        (
            lambda: store.assert_received("AddOrder"),
            "expected at least 1 of AddOrder, but got 0: the store received 1 of AddItem",
        ),
        (
            lambda: store.assert_received("AddItem", where=lambda sent: sent.item == []),
            (
                "expected at least 1 of AddItem, but got 0, of 1 for this action: "
                "the store received 1 of AddItem"
            ),
        ),
        (
            store.assert_nothing_received,
            "expected no request: the store received 1 of AddItem",
        ),
        (
            lambda: store.assert_held("Item", SKU="A2"),
            "no Item with SKU=A2 among 1: [{'SKU': 'A1'}]",
        ),
    ):
        with pytest.raises(AssertionError) as caught:
            call()
        assert str(caught.value) == message
    with pytest.raises(ValueError, match=r"there are no records called Thing: .*Item"):
        store.seed("Thing", {})


def test_the_port_answers_a_client_over_a_socket(neto_store_port: t.FakeStore) -> None:
    """A client that knows nothing of the store but its address is answered, and its errors are real."""
    store = neto_store_port
    limit = RateLimiter(1e9)
    with NetoClient(store.address, key=t.KEY, rate_limit=limit, retries=0) as neto:
        neto.add_item(NewItem(sku="A1", name="Shirt"))
        assert store.assert_held("Item", SKU="A1")["Name"] == "Shirt"
        store.once("AddItem", t.dropped())
        with pytest.raises(OutcomeUnknown):
            neto.add_item(NewItem(sku="A2", name="Shirt"))
        assert len(store.received("AddItem")) == 2


def test_a_closed_port_says_so() -> None:
    """A store that does not listen has no address, and says how to have one."""
    store = t.FakeStore()
    with store.listening() as address:
        host, _, port = address.removeprefix("http://").partition(":")
        socket.create_connection((host, int(port))).close()
    with pytest.raises(RuntimeError, match=r"with store\.listening\(\)"):
        _ = store.address


def test_who_sends_a_port_too_much_still_gets_the_answer(
    store: t.FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that is too long is refused in an answer that is not lost to who still sends it."""
    monkeypatch.setattr("neto_client._store_port.MOST_BYTES", 1_000)
    with store.listening() as address:
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), 30) as own:
            own.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {8 << 20}\r\n\r\n".encode())
            began = own.recv(12)
            for _ in range(8):
                own.sendall(bytes(1 << 20))
            assert own.recv(1)
    assert began == b"HTTP/1.1 413"
    assert store.requests == []


@pytest.mark.parametrize(
    ("kind", "given"),
    [(FoundOrder, {"order_id": "N1"}), (Order, {"order_id": "N1"}), (Rma, {"order_id": "N1"})],
)
def test_a_factory_fills_what_is_required(kind: Any, given: dict[str, Any]) -> None:
    """A record has the values that are given, and a plausible one in all else that is required."""
    made = t.factory(kind, **given)
    assert made.order_id == "N1"
    made.to_json()
    rma = t.factory(Rma)
    assert rma.customer_username == "jsmith"


def test_a_factory_takes_nested_records() -> None:
    """A whole request is made around a record that is given."""
    request = t.factory(AddOrder, order=[t.factory(Order, order_line=[t.factory(OrderLine)])])
    assert request.order[0].order_line[0].sku == "SKU-1"
    request.to_xml()


@given(data=st.data(), action=st.sampled_from(sorted(OPERATIONS)))
def test_requests_that_are_made_up_can_be_sent(data: st.DataObject, action: str) -> None:
    """A request of any action that a factory or a strategy makes fits its schema, filter and all."""
    kind = import_module(f"neto_client.{OPERATIONS[action][0]}").OPERATION.request
    for made in (t.factory(kind), data.draw(t.strategy(kind))):
        made.to_json()
        made.to_xml()


def test_a_filter_that_is_given_stays_as_it_is() -> None:
    """A query has a filter for its order number, unless one is passed."""
    made = t.factory(GetOrder).filter
    assert made is not None
    assert made.order_id == ["N1001"]
    given_filter = Filter(order_status=[OrderStatus.NEW])
    assert t.factory(GetOrder, filter=given_filter).filter == given_filter


@pytest.mark.parametrize(
    ("kind", "record", "said"),
    [
        ("Item", {"SKU": "A", "Nmae": "Shirt"}, "record 2: Item.Nmae: is not in the schema"),
        (
            "Order",
            {"OrderLine": [{"SKU": "A", "Qty": 1}], "Mail": "x"},
            "record 2: Order.OrderLine.Qty: is not in the schema; Order.Mail: is not in the schema",
        ),
        (
            "Item",
            {"SKU": ["A", "B"]},
            "record 2: Item.SKU: is a list, but a single value is expected",
        ),
        ("Item", {"Name": {"": "x"}}, "record 2: Item.Name: is a record, but a text is expected"),
        (
            "Order",
            {"OrderLine": "A"},
            "record 2: Order.OrderLine: is a text, but a record is expected",
        ),
        (
            "Order",
            {"OrderLine": [["A"]]},
            "record 2: Order.OrderLine: is a list, but a text is expected",
        ),
        ("Supplier", {"Nr": "S"}, "record 2: Supplier.Nr: is not in the schema"),
    ],
)
def test_a_misspelt_seed_is_told(
    store: t.FakeStore, kind: str, record: dict[str, Any], said: str
) -> None:
    """What no schema of a kind has cannot be seeded, unless the store takes anything; then nothing is."""
    with pytest.raises(ValueError, match=re.escape(said)):
        store.seed(kind, {}, record)
    assert store.held(kind) == []
    store.strict = False
    store.seed(kind, record)
    assert len(store.held(kind)) == 1


def test_a_seed_has_the_names_of_any_schema(store: t.FakeStore) -> None:
    """Names by which records are sent, found or sought may stand together in a seed."""
    line = {"SKU": "A", "ItemDescription": "Shirt", "WarehouseName": "Main"}
    store.seed(
        "Order",
        {"OrderID": "N5", "ShippingCost": "2", "Email": "jo@example.com", "OrderLine": line},
    )
    store.seed("Item", Item(sku="A", name="Shirt"), NewItem(sku="B"))
    assert store.held("Order")[0]["ShippingTotal"] == "2"
    assert len(store.held("Item")) == 2


def test_one_record_of_a_seed_counts_as_a_list_of_one(neto: NetoClient, store: t.FakeStore) -> None:
    """Where records repeat, one of them, as a table has it, is found, changed and added to as in a list."""
    paid, line = {"Amount": "3"}, {"SKU": "A", "Quantity": 1, "UnitPrice": 8}
    store.seed("Order", {"OrderID": "N1", "OrderPayment": paid, "OrderLine": line})
    neto.add_payment(t.factory(Payment, order_id="N1", amount_paid=Decimal(5)))
    order = store.assert_held("Order", PaymentStatus="FullyPaid", GrandTotal="8.00")
    assert [payment["Amount"] for payment in order["OrderPayment"]] == ["3", "5"]
    for place in (1, 2, 1):
        store.seed("Item", {"SKU": "A", "WarehouseQuantity": {"WarehouseID": place, "Quantity": 4}})
    assert store.assert_held("Item", SKU="A")["AvailableSellQuantity"] == "8"
    used = {"OrderID": "N0", "Amount": "1"}
    history = {"ListOfUsageHistory": {"UsageHistory": used}}
    store.seed("Voucher", {"VoucherID": "7", "Balance": "50", **history})
    voucher = Voucher(
        voucher_id=7,
        order_id="N1",
        date_redeemed=datetime(2026, 11, 25, tzinfo=UTC),
        redeem_amount=Decimal(2),
    )
    neto.redeem_voucher(voucher)
    (held,) = store.held("Voucher")
    assert [one["OrderID"] for one in held["ListOfUsageHistory"]["UsageHistory"]] == ["N0", "N1"]


@given(order=t.strategy(Order, username=st.just("jo")))
def test_strategies_make_what_the_store_takes(order: Order) -> None:
    """Any order of the strategy is taken by the store, and found again by its key."""
    store = t.FakeStore()
    with store.client() as neto:
        neto.add_order(order)
    assert len(store.held("Order")) == 1
