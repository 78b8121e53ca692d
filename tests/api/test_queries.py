"""Get actions: filter fields as arguments, output selectors, and what is refused before it is sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

import neto_client
from neto_client import (
    AsyncNetoClient,
    NetoClient,
    RequestError,
    get_content,
    get_item,
    get_order,
    get_voucher,
    update_order,
)
from neto_client._catalogue import OPERATIONS
from neto_client.get_item import OutputSelector
from neto_client.update_currency_settings import CurrencySettings

NETO = NetoClient("localhost", key="k", allow_http=True)


def sent(method: str, *arguments: Any, **fields: Any) -> Any:
    """Return the filter that would be sent."""
    prepared = getattr(NETO.dry_run, method)(*arguments, **fields)
    return json.loads(prepared.body)["Filter"]


def test_fields_of_the_filter_are_arguments() -> None:
    """One value or several, texts or values of the enumeration: all become the filter."""
    assert sent(
        "get_item",
        sku="A1",
        name=["Shirt", "Trousers"],
        output_selector=["Name", OutputSelector.BRAND],
        is_active=True,
        limit=5,
        page=2,
    ) == {
        "SKU": ["A1"],
        "Name": ["Shirt", "Trousers"],
        "IsActive": ["True"],
        "Page": "2",
        "Limit": "5",
        "OutputSelector": ["Name", "Brand"],
    }


def test_a_filter_or_a_whole_request_can_be_given() -> None:
    """The filter record, the request, and a filter with more fields are the same request."""
    expected = {"OrderID": ["N1"], "OutputSelector": ["ID"]}
    filter_ = get_order.Filter(order_id=["N1"], output_selector=[get_order.OutputSelector.ID])
    assert sent("get_order", filter_) == expected
    assert sent("get_order", get_order.GetOrder(filter=filter_)) == expected
    assert sent("get_order", filter_, limit=3) == {**expected, "Limit": "3"}
    assert filter_.limit is None


def test_outputs_are_open() -> None:
    """A store may know outputs that were not documented when the client was made."""
    new = OutputSelector("Misc99")
    assert not new.is_known
    for selector in (new, "Misc99"):
        assert sent("get_item", sku="A", output_selector=selector)["OutputSelector"] == ["Misc99"]
    with pytest.raises(RequestError, match=r"OutputSelector\[0\]: .*cannot"):
        sent("get_item", sku="A", output_selector=OutputSelector("a\0b"))


def test_a_filter_finds_what_no_table_lists() -> None:
    """Texts beyond a list and beyond a length are sent in a filter, as stores hold what tables do not."""
    long = "a.name.of.an.e-mail@a-domain.example"
    found = sent("get_order", username=long, order_status="Quote", output_selector="ID")
    assert found == {"Username": [long], "OrderStatus": ["Quote"], "OutputSelector": ["ID"]}
    filter_ = get_voucher.Filter(program_type=[get_voucher.ProgramType("Gifts")])
    assert sent("get_voucher", filter_, output_selector="Balance")["ProgramType"] == ["Gifts"]
    assert b"<Username>" + long.encode() in get_order.GetOrder.of(username=long).to_xml()


def test_a_filter_has_values_of_its_types() -> None:
    """A value of another type is refused in a filter, too, and so is a character that XML cannot carry."""
    with pytest.raises(RequestError, match=r"Filter.WarehouseID\[0\]: expected int, got str"):
        sent("get_order", warehouse_id="one", output_selector="ID")
    with pytest.raises(RequestError, match=r"OrderStatus\[0\]: .*cannot be sent as XML"):
        sent("get_order", order_status="a\0b", output_selector="ID")


def test_records_keep_their_lengths_and_lists() -> None:
    """What is no filter is refused where it does not fit its schema."""
    order = update_order.Order(order_id="N1", order_status=update_order.OrderStatus("Neww"))
    with pytest.raises(RequestError, match="OrderStatus: 'Neww' is not one of 'Quote', 'New'"):
        NETO.dry_run.update_order([order])


def test_a_request_without_filter_is_refused() -> None:
    """A store needs at least one filter: the client says so before it sends."""
    with pytest.raises(RequestError) as caught:
        sent("get_order", limit=10)
    assert caught.value.problems == ("GetOrder.Filter: has no filter; set at least one",)
    with pytest.raises(RequestError, match="has no filter"):
        sent("get_order", output_selector="ID", page=1)
    assert sent("get_order", order_id="N1") == {"OrderID": ["N1"]}
    with pytest.raises(RequestError, match="has no filter"):
        sent("get_order", get_order.GetOrder())
    assert get_order.GetOrder().to_json(checked=False) == b"{}"


def test_a_moment_is_a_filter() -> None:
    """Any field but selectors and paging is one."""
    moment = datetime(2026, 11, 25, 8, tzinfo=UTC)
    found = sent("get_content", date_updated_from=moment, output_selector="ContentName")
    assert found["DateUpdatedFrom"] == "2026-11-25 08:00:00"
    assert get_content.GetContent.of(date_updated_from=moment).filter is not None


def test_a_field_that_is_none_is_a_mistake() -> None:
    """What the filter does not have, and fields beside a whole request, are TypeErrors."""
    with pytest.raises(TypeError, match=r"get_item\.Filter has no field skuu"):
        sent("get_item", skuu="A")
    for given in ("A1", {"SKU": "A1"}):
        with pytest.raises(
            TypeError, match=r"filter is a get_item\.Filter or get_item\.GetItem, not (str|dict)"
        ):
            sent("get_item", given, output_selector="Name")
    with pytest.raises(TypeError, match="GetItem is a whole request"):
        sent("get_item", get_item.GetItem(), sku="A")


def test_a_request_without_content_need_not_be_given() -> None:
    """Actions that take nothing are called with nothing."""
    assert json.loads(NETO.dry_run.get_payment_methods().body) == {}


def test_a_request_of_one_record_takes_the_record() -> None:
    """Where a request is one record, that is what the method takes."""
    prepared = NETO.dry_run.update_currency_settings(CurrencySettings(defaultcurrency="AUD"))
    assert json.loads(prepared.body) == {"CurrencySettings": {"DEFAULTCURRENCY": "AUD"}}


@pytest.mark.parametrize("name", sorted(n for n, *_ in OPERATIONS.values() if n.startswith("get_")))
def test_editors_show_the_fields_of_a_filter(name: str) -> None:
    """The docstring of a method lists what it takes by name; going through pages refers to it."""
    fields = getattr(getattr(neto_client, name), "FilterFields", None)
    for client in (NetoClient, AsyncNetoClient):
        said = " ".join((getattr(client, name).__doc__ or "").split())
        known = [] if fields is None else [*fields.__annotations__]
        listed = [f"`{field}`" for field in known if field != "extra"]
        assert (f"The fields of a filter: {', '.join(listed)}." in said) == bool(listed)
        pages = getattr(client, f"iter_{name}", None)
        assert pages is None or f"Takes the arguments of `{name}`." in pages.__doc__
