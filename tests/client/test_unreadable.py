"""Answers of which something cannot be read: what a call makes of them."""

from __future__ import annotations

import json
import pickle
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from neto_client import (
    ApiError,
    AuthenticationError,
    ConfigurationError,
    Options,
    Problem,
    RequestError,
    ResponseError,
)
from neto_client.get_content import Content, GetContentResponse
from neto_client.get_order import GetOrderResponse, Order
from neto_client.testing import FakeStore
from neto_client.update_order import Order as Change

ORDERS = {
    "Order": [
        {"OrderID": "N1", "OrderLine": [{"SKU": "A", "Quantity": "1"}]},
        {"OrderID": "N2", "OrderLine": [{"SKU": "B", "Quantity": "1.500"}, "junk"]},
    ],
    "Ack": "Success",
}
PROBLEMS = [
    Problem("GetOrderResponse.Order[1].OrderLine[0].Quantity", "1.500", "an integer"),
    Problem("GetOrderResponse.Order[1].OrderLine[1]", "junk", "a record"),
]


def store(action: str, content: Any) -> FakeStore:
    """Return a store that answers an action with this."""
    found = FakeStore()
    found.on(action, content if isinstance(content, bytes) else json.dumps(content).encode())
    return found


def get_orders(content: Any, **settings: Any) -> GetOrderResponse:
    """Return a client's result for a response to GetOrder."""
    options = settings.pop("options", None)
    with store("GetOrder", content).client(**settings) as neto:
        return neto.get_order(order_id="N1", output_selector=["ID"], options=options)


def test_one_value_does_not_cost_the_page(caplog: pytest.LogCaptureFixture) -> None:
    """The field is None, the value in `extra` and in `problems`; one warning names places and no values."""
    found = get_orders(ORDERS)
    assert [order.order_id for order in found.order] == ["N1", "N2"]
    (line,) = found.order[1].order_line
    assert (line.sku, line.quantity, line.extra) == ("B", None, {"Quantity": "1.500"})
    assert found.order[1].extra == {"OrderLine": ["junk"]}
    assert found.problems == PROBLEMS
    (record,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert record.message == (
        "GetOrder: values that cannot be read are kept unchanged:"
        " GetOrderResponse.Order[1].OrderLine[0].Quantity is not an integer;"
        " GetOrderResponse.Order[1].OrderLine[1] is not a record"
    )


def test_an_answer_that_is_fine_has_no_problems(caplog: pytest.LogCaptureFixture) -> None:
    """There is nothing in `problems`, and no warning."""
    assert get_orders({"Order": [{"OrderID": "N1"}], "Ack": "Success"}).problems == []
    assert not [record for record in caplog.records if record.levelname == "WARNING"]


def test_many_problems_are_one_short_line(caplog: pytest.LogCaptureFixture) -> None:
    """However much cannot be read, the warning names some of it and counts the rest."""
    found = get_orders({"Order": [{"DatePaid": "soon"}] * 500})
    assert len(found.problems) == 500
    (record,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert record.message.endswith("; and 495 more")
    assert len(record.message) < 500


@pytest.mark.parametrize(
    "settings", [{"unreadable": "raise"}, {"options": Options(unreadable="raise")}]
)
def test_an_answer_is_refused_where_that_is_asked_for(settings: dict[str, Any]) -> None:
    """A client, or a single call, raises with every problem instead."""
    with pytest.raises(ResponseError) as caught:
        get_orders(ORDERS, **settings)
    assert caught.value.problems == tuple(map(str, PROBLEMS))
    assert caught.value.body == json.dumps(ORDERS).encode()
    kept = get_orders(ORDERS, unreadable="raise", options=Options(unreadable="keep"))
    assert kept.problems == PROBLEMS


@pytest.mark.parametrize("unreadable", ["skip", True, 1, ["keep"]])
def test_what_is_done_is_one_of_two(unreadable: Any) -> None:
    """Anything else than keep and raise is refused, wherever it is said."""
    for call in (
        lambda: get_orders(ORDERS, unreadable=unreadable),
        lambda: get_orders(ORDERS, options=Options(unreadable=unreadable)),
        lambda: GetOrderResponse.from_json("{}", unreadable=unreadable),
        lambda: GetOrderResponse.from_xml("<GetOrder/>", unreadable=unreadable),
        lambda: GetOrderResponse.iter_from_json([b"{}"], unreadable=unreadable),
    ):
        with pytest.raises(ConfigurationError, match="unreadable is 'keep' or 'raise', not "):
            call()


def test_problems_stay_with_the_answer() -> None:
    """A copy and a pickle have them too, and they do not tell answers apart."""
    found = GetOrderResponse.from_json(json.dumps(ORDERS))
    for copied in (deepcopy(found), pickle.loads(pickle.dumps(found))):  # noqa: S301 - our own
        assert copied.problems == found.problems == PROBLEMS
        assert copied == found
        assert copied.extra == {}
    assert GetOrderResponse().problems == []


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (
            {"Ack": "Error", "Messages": "Invalid API Key"},
            AuthenticationError,
            "GetOrder: Invalid API Key",
        ),
        ({"Messages": {"Error": "no such order"}}, ApiError, "GetOrder: no such order"),
        ({"Messages": [["a"], {"Error": [7, "b"]}], "Ack": "ERROR "}, ApiError, "GetOrder: a; b"),
        ({"Ack": ["Success", "Error"]}, ApiError, "the store refused the request without a reason"),
        ({"Ack": {"Value": " error"}}, ApiError, "the store refused the request without a reason"),
        ({"Ack": "Failure", "CurrentTime": [1, 2]}, ApiError, "without a reason"),
        (
            {
                "Ack": "Error",
                "Messages": {"Error": [{"Message": {"Text": "m"}, "SeverityCode": "x"}]},
            },
            ApiError,
            "GetOrder: m",
        ),
        (
            {"Ack": "Error", "Messages": {"Error": {"Message": ["m", "n"]}}},
            ApiError,
            "GetOrder: m; n",
        ),
    ],
)
def test_junk_does_not_hide_what_the_store_said(
    content: Any, kind: type[ApiError], message: str
) -> None:
    """A refusal is one in whatever form it comes, with what can be found of its reason."""
    with pytest.raises(kind) as caught:
        get_orders(content)
    assert message in str(caught.value)
    assert isinstance(caught.value.response, GetOrderResponse)


@pytest.mark.parametrize(
    "more",
    [
        {"Messages": "done"},
        {"Messages": {"Error": "x", "Warning": ["y"]}, "Ack": "Success"},
        {"Ack": ["Success", "Success"]},
        {"Ack": 1, "CurrentTime": {"x": "y"}},
        {"Ack": {}, "Messages": [[]]},
        {"Ack": "Partial", "Messages": {"Error": "one of them"}},
    ],
)
def test_a_write_that_has_happened_is_not_reported_as_failed(more: Any) -> None:
    """However odd the rest of the answer is, the orders that were updated come back."""
    content = {"Order": {"OrderID": ["N1", "N2"]}, **more}
    with store("UpdateOrder", content).client() as neto:
        found = neto.update_order([Change(order_id="N1"), Change(order_id="N2")])
        done = neto.update_order([Change(order_id="N1"), Change(order_id="N2")], batch=2)
    assert [order.order_id for order in found.order] == ["N1", "N2"]
    assert done.is_complete


def test_values_that_cannot_be_read_do_not_end_a_walk() -> None:
    """The walk over pages goes on behind such a record."""
    pages = [
        {"Order": [{"OrderID": "N1", "DatePaid": "soon"}, {"OrderID": "N2"}]},
        {"Order": ["junk", {"OrderID": "N3"}]},
        {"Order": []},
    ]
    found = FakeStore()
    found.on("GetOrder", lambda request: json.dumps(pages[request.filter.page]).encode())
    with found.client() as neto:
        orders = [*neto.iter_get_order(order_status="New", output_selector=["DatePaid"], limit=2)]
    assert [order.order_id for order in orders] == ["N1", "N2", "N3"]
    assert orders[0].extra == {"DatePaid": "soon"}


def test_times_of_the_store_have_no_time_zone() -> None:
    """What a fake store is told is what a client gets: in UTC, or as the clock of the store shows it."""
    moment, clock = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 11)  # noqa: DTZ001
    content = Content(date_posted=moment, date_posted_local=clock, date_posted_utc=moment)
    answers = FakeStore()
    answers.on("GetContent", GetContentResponse(content=[content]))
    for wire in ("json", "xml"):
        with answers.client(wire=wire) as neto:
            found = neto.get_content(content_id=1, output_selector=["DatePosted"])
        assert found.content == [content]
    content.date_posted_local = moment
    with pytest.raises(RequestError) as caught:
        GetContentResponse(content=[content]).to_json()
    assert caught.value.problems == (
        (
            "GetContentResponse.Content[0].DatePostedLocal: has a time zone, and a time on the store's"
            " own clock has none"
        ),
    )


def test_a_bare_record_says_the_same() -> None:
    """A record that was read by itself keeps what could not be read in its own `extra`."""
    found = GetOrderResponse.from_xml(
        "<GetOrder><Order><OrderID>N1</OrderID><GrandTotal><a>1</a></GrandTotal></Order></GetOrder>"
    )
    assert found.order == [Order(order_id="N1", extra={"GrandTotal": {"a": "1"}})]
    assert [problem.raw for problem in found.problems] == [{"a": "1"}]


@pytest.mark.parametrize("checked", [True, False])
def test_what_could_not_be_read_is_written_as_it_came(*, checked: bool) -> None:
    """Written again, each such value is there once, beside all that could be read."""
    line = {"SKU": "a", "Quantity": "1.5"}
    content = {"OrderID": "N", "DatePaid": "soon", "Email": {"a": ["b", "c"]}}
    document = {"Order": [{**content, "OrderLine": [line, "junk", {"x": "y"}]}], "Messages": "abc"}
    found = GetOrderResponse.from_json(json.dumps(document))
    assert len(found.problems) == 5
    lines = [line, {"x": "y"}, "junk"]  # in a list, at the end
    expected = {"Order": [{**content, "OrderLine": lines}], "Messages": "abc"}
    assert json.loads(found.to_json(checked=checked)) == expected
    again = GetOrderResponse.from_xml(found.to_xml(checked=checked))
    assert again == found
    assert again.order[0].extra == {
        "DatePaid": "soon",
        "Email": {"a": ["b", "c"]},
        "OrderLine": ["junk"],
    }
