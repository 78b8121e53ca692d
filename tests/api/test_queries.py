"""Get actions: filter fields as arguments, output selectors, and what is refused before it is sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from neto_client import NetoClient, RequestError, get_content, get_item, get_order, get_voucher
from neto_client.get_item import OutputSelector
from neto_client.update_currency_settings import CurrencySettings

NETO = NetoClient("localhost", key="k", allow_http=True)


def sent(method: str, *arguments: Any, **fields: Any) -> Any:
    """The filter that would be sent."""
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


def test_other_enumerations_are_closed() -> None:
    """A text that is not listed is refused, with those that are."""
    with pytest.raises(RequestError) as caught:
        sent("get_voucher", program_type="Gifts", output_selector="Balance")
    assert caught.value.problems == (
        "GetVoucher.Filter.ProgramType[0]: 'Gifts' is not one of 'Reward', 'Gift', 'Third Party'",
    )
    assert get_voucher.GetVoucher.of(program_type="Gift").filter is not None


def test_a_request_without_filter_or_outputs_is_refused() -> None:
    """A store wants one filter at least, and the outputs: the client says so before it sends."""
    with pytest.raises(RequestError) as caught:
        sent("get_order", limit=10)
    assert caught.value.problems == (
        "GetOrder.Filter: has no filter; a store wants one at least",
        "GetOrder.Filter.OutputSelector: is missing; it says what to return",
    )
    with pytest.raises(RequestError, match="has no filter"):
        sent("get_order", output_selector="ID", page=1)
    with pytest.raises(RequestError, match="is missing; it says what to return"):
        sent("get_order", order_id="N1")
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
    with pytest.raises(TypeError, match="Filter has no field skuu"):
        sent("get_item", skuu="A")
    for given in ("A1", {"SKU": "A1"}):
        with pytest.raises(TypeError, match=r"filter is a Filter or GetItem, not (str|dict)"):
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
