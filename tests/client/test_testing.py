"""The store that users have for tests of their own."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from neto_client import (
    AsyncNetoClient,
    AuthenticationError,
    ConnectionFailed,
    NetoClient,
    NetoError,
    Options,
    OutcomeUnknown,
    ResponseError,
    UnknownAction,
    ValidationError,
)
from neto_client import testing as t
from neto_client.add_customer_log import (
    AddCustomerLog,
    AddCustomerLogResponse,
    AddCustomerLogResponseCustomerLog,
    CustomerLog,
)
from neto_client.get_order import GetOrderResponse, Order
from neto_client.pytest_plugin import neto_store as neto_store  # noqa: PLC0414 - a fixture
from neto_client.update_item import Item, UpdateItemResponse, WarehouseQuantity
from tests.client.calling import a_call
from tests.support import build_and_import, pair

if TYPE_CHECKING:
    from pathlib import Path

LOG = CustomerLog(username="jsmith", notes="Rang")
FOUND = AddCustomerLogResponse(customer_log=[AddCustomerLogResponseCustomerLog(log_id=7)])


@pytest.mark.parametrize("as_seen", [False, True, ("one",)])
@pytest.mark.parametrize("wire", ["json", "xml"])
def test_it_answers_from_records_and_functions(wire: str, *, as_seen: Any) -> None:
    """A record, or a function of the request, is answered in the format that is asked for."""
    store = t.FakeStore(as_seen=as_seen)
    seen: list[AddCustomerLog] = []

    def reply(request: AddCustomerLog) -> AddCustomerLogResponse:
        seen.append(request)
        return FOUND

    store.once("AddCustomerLog", FOUND)
    store.on("AddCustomerLog", reply)
    with store.client(wire=wire) as neto:
        for _ in range(2):
            assert neto.add_customer_log([LOG]).customer_log[0].log_id == 7
    assert [request.record for request in store.requests][1:] == seen


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (t.refused(), AuthenticationError),
        (t.html_page(), ResponseError),
        (t.empty(), ResponseError),
        (t.cut_off(), ResponseError),
        (t.http_error(502), OutcomeUnknown),
        (t.no_connection(), ConnectionFailed),
        (t.dropped(), OutcomeUnknown),
        (t.stalled(), OutcomeUnknown),
    ],
)
def test_it_misbehaves_when_told_to(
    neto_store: t.FakeStore, reply: t.Misbehaviour, error: type[NetoError]
) -> None:
    """Each way to misbehave is the error that a real store would cause, for threads and tasks."""
    neto_store.on("AddCustomerLog", reply)
    with neto_store.client() as neto, pytest.raises(error):
        neto.add_customer_log([LOG])

    async def in_a_task() -> None:
        async with neto_store.async_client() as neto:
            with pytest.raises(error):
                await neto.add_customer_log([LOG])
            with pytest.raises(error):
                await neto.with_raw_response.add_customer_log([LOG])

    asyncio.run(in_a_task())
    assert len(neto_store.requests) == (0 if error is ConnectionFailed else 3)


def test_it_unpacks_like_a_real_one(neto_store: t.FakeStore) -> None:
    """A compressed answer is read."""
    neto_store.on("AddCustomerLog", t.compressed(b'{"CustomerLog": {"LogID": 7}}'))
    with neto_store.client() as neto:
        assert neto.with_raw_response.add_customer_log([LOG]).parsed.customer_log[0].log_id == 7


def test_a_test_that_forgets_something_is_told(neto_store: t.FakeStore) -> None:
    """An operation that does not exist, and one without an answer, are mistakes of the test."""
    with pytest.raises(ValueError, match="'AddNothing' is not an operation of this client"):
        neto_store.on("AddNothing", b"")
    neto_store.keeps_state = False
    with neto_store.client() as neto, pytest.raises(AssertionError, match=r"store\.on"):
        neto.add_customer_log([LOG])


def test_what_a_store_does_not_know_the_meaning_of_is_for_the_test_to_say(tmp_path: Path) -> None:
    """An operation that no store knows has the answers that a test gives it, and no others."""
    build_and_import(tmp_path, pair("PingStore"), package="ping_client")
    request = importlib.import_module("ping_client.ping_store").PingStore(name="A")
    store = importlib.import_module("ping_client.testing").FakeStore()
    said = "no response is set for PingStore: store.on(…)"
    with store.client() as neto:
        with pytest.raises(AssertionError) as caught:
            neto.ping_store(request)
        assert str(caught.value) == said
        store.on("PingStore", b'{"CurrentTime": "now"}')
        assert neto.ping_store(request).current_time == "now"


def test_it_checks_what_it_gets(neto_store: t.FakeStore) -> None:
    """An unknown action and a request that does not fit are refused, as a wrong key is."""
    with neto_store.client(headers={"X": "y"}) as neto:
        with pytest.raises(UnknownAction):
            neto._raw(replace(a_call(), action="Nothing"), None)
        with pytest.raises(NetoError, match="The request is invalid"):
            neto._raw(replace(a_call(), action="GetCustomer"), None)
    with neto_store.client(key="wrong-key") as neto, pytest.raises(AuthenticationError) as caught:
        neto.add_customer_log([LOG])
    assert caught.value.path == ""
    assert neto_store.requests == []


def test_it_says_what_is_like_a_value_that_is_not_listed(neto_store: t.FakeStore) -> None:
    """Of many values the message has a few, the likest first; of few, all; and how to take others."""
    quantity = WarehouseQuantity(warehouse_id=1, quantity=2, action="Set")
    with neto_store.client() as neto:
        with pytest.raises(ValidationError) as caught:
            neto.get_item(name="Shirt", output_selector="SKU")
        assert re.fullmatch(
            r"GetItem: The request is invalid: GetItem\.Filter\.OutputSelector\[0\]: 'SKU' is not one "
            r"of the \d+ that are listed, such as 'ParentSKU'(, '\w+'){4}"
            r"; FakeStore\(strict=False\) accepts what is not in the schema",
            str(caught.value),
        )
        with pytest.raises(ValidationError) as caught:
            neto.update_item(Item(sku="A1", warehouse_quantity=quantity))
        assert str(caught.value) == (
            "UpdateItem: The request is invalid: UpdateItem.Item[0].WarehouseQuantity[0].Action: "
            "'Set' is not one of 'increment', 'decrement', 'set'"
            "; FakeStore(strict=False) accepts what is not in the schema"
        )


def test_both_clients_have_the_same_methods_and_arguments() -> None:
    """Whatever the client for threads takes, the one for tasks takes too."""
    public = {name for name in dir(NetoClient) if not name.startswith("_")}
    assert public == {name for name in dir(AsyncNetoClient) if not name.startswith("_")}
    assert inspect.signature(NetoClient) == inspect.signature(AsyncNetoClient)
    for name in public:
        one, other = getattr(NetoClient, name), getattr(AsyncNetoClient, name)
        if inspect.isfunction(one) and name != "close":
            returned = str(inspect.signature(one)).replace("-> 'Iterator", "-> 'AsyncIterator")
            assert returned == str(inspect.signature(other))
            assert inspect.iscoroutinefunction(other) != name.startswith("iter_")
    options = Options(wire="yaml")  # type: ignore[arg-type]
    with pytest.raises(NetoError, match="wire is 'json' or 'xml', not 'yaml'"):
        NetoClient("host", key="k").add_customer_log([LOG], options=options)


@pytest.mark.parametrize(
    ("wire", "body"),
    [
        ("json", b'{"CustomerLogs": {"CustomerLog": [{"Notes": "a", "Nots": "b"}]}}'),
        ("xml", b"<AddCustomerLog><Unknown/></AddCustomerLog>"),
    ],
)
def test_fields_that_are_not_in_the_schema_are_refused(wire: str, body: bytes) -> None:
    """A store in a test is stricter than a real one: a misspelt field is told."""
    store = t.FakeStore()
    store.on("AddCustomerLog", b"{}")
    headers = {
        "NETOAPI_KEY": t.KEY,
        "NETOAPI_ACTION": "AddCustomerLog",
        "Accept": "application/json",
    }
    with httpx2.Client(transport=store, headers=headers) as http:
        kind = {"Content-Type": f"application/{wire}"}
        answer = http.post("https://fake.store.test/", content=body, headers=kind).json()
    assert answer["Ack"] == "Error"
    assert "The request is invalid" in answer["Messages"]["Error"]["Message"]
    assert store.requests == []


def test_only_dates_are_zero_dates() -> None:
    """What is empty and no date is never a zero date, whatever the names of its class."""
    neto_store = t.FakeStore(as_seen={"zero_dates"})
    neto_store.on("UpdateItem", UpdateItemResponse())
    neto_store.on("GetOrder", GetOrderResponse(order=[Order(order_id="N1")]))
    with neto_store.client() as neto:
        raw = neto.with_raw_response.update_item([Item(sku="A1")])
        assert b"0000-00-00" not in raw.content
        assert raw.parsed.item == []
        found = neto.with_raw_response.get_order(order_id="N1", output_selector="ID")
    assert b'"DatePlaced": "0000-00-00 00:00:00"' in found.content
    assert b'"OrderID": "N1"' in found.content
