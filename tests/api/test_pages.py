"""Walking through pages: from the first, without repeats, to the first that brings nothing new."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from neto_client import ApiError, AsyncNetoClient, NetoClient
from neto_client.get_order import Filter, Order, OutputSelector
from tests.api.answering_store import AnsweringStore

Pages = list[list[dict[str, str]]]


def orders(*numbers: int) -> list[dict[str, str]]:
    """A page with these orders."""
    return [{"OrderID": f"N{number}"} for number in numbers]


def paged(pages: Pages, *, endless: bool = False) -> AnsweringStore:
    """A store with these pages; an endless one gives its last page for ever."""

    def answer(received: Any) -> dict[str, Any]:
        page = int(received["Filter"]["Page"])
        if page >= len(pages) and not endless:
            return {"Order": [], "Ack": "Success"}
        return {"Order": pages[min(page, len(pages) - 1)], "Ack": "Success"}

    return AnsweringStore(answers=answer)


def walk(kind: str, store: AnsweringStore, **fields: Any) -> list[str | None]:
    """The numbers of all orders that a walk yields."""
    settings: dict[str, Any] = {"key": "k", "rate_limit": None}
    fields = {"order_status": ["New"], "output_selector": ["OrderStatus"], **fields}
    if kind == "threads":
        with NetoClient(store.address, **settings) as neto:
            return [order.order_id for order in neto.iter_get_order(**fields)]

    async def in_a_task() -> list[str | None]:
        async with AsyncNetoClient(store.address, **settings) as neto:
            return [order.order_id async for order in neto.iter_get_order(**fields)]

    return asyncio.run(in_a_task())


BOTH = pytest.mark.parametrize("kind", ["threads", "tasks"])


@BOTH
def test_all_pages_are_walked_without_repeats(kind: str) -> None:
    """A short page is not the last; an order that comes again is left out; an empty page ends it."""
    with paged([orders(1, 2), orders(2), orders(2, 3), orders(4)]) as store:
        assert walk(kind, store) == ["N1", "N2"]
    with paged([orders(1, 2), orders(2, 5), orders(2, 3), orders(4)]) as store:
        assert walk(kind, store, limit=2) == ["N1", "N2", "N5", "N3", "N4"]
        asked = [received["Filter"] for _, received in store.received]
    assert [f["Page"] for f in asked] == ["0", "1", "2", "3", "4"]
    assert {f["Limit"] for f in asked} == {"2"}


@BOTH
def test_a_store_that_repeats_its_last_page_does_not_loop(kind: str) -> None:
    """A page that brings nothing new is the end, whatever it holds."""
    with paged([orders(1), orders(2)], endless=True) as store:
        assert walk(kind, store) == ["N1", "N2"]
        assert len(store.received) == 3


@BOTH
def test_no_orders_at_all(kind: str) -> None:
    """An empty first page is the end."""
    with paged([]) as store:
        assert walk(kind, store) == []
        assert len(store.received) == 1


def test_the_walk_begins_where_the_filter_says() -> None:
    """The page and the limit of a filter go before the usual ones, and the filter stays as it is."""
    own = Filter(
        order_status=[], order_id=["x"], page=1, limit=7, output_selector=[OutputSelector.ID]
    )
    with paged([orders(1), orders(2)]) as store, NetoClient(store.address, key="k") as neto:
        assert [order.order_id for order in neto.iter_get_order(own)] == ["N2"]
        assert store.received[0][1]["Filter"]["Limit"] == "7"
    assert own.page == 1


def test_records_without_keys_are_told_apart_by_all_that_they_hold() -> None:
    """Where none of the keys was asked for, equal records are the same."""
    pages = [[{"Username": "a"}, {"Username": "b"}], [{"Username": "b"}]]
    with paged(pages) as store, NetoClient(store.address, key="k") as neto:
        found = [*neto.iter_get_order(order_id="x", output_selector="Username")]
    assert found == [Order(username="a"), Order(username="b")]


def test_pages_are_asked_for_when_they_are_needed() -> None:
    """Whoever stops early does not ask for the rest."""
    with paged([orders(1, 2), orders(3)]) as store, NetoClient(store.address, key="k") as neto:
        walked = neto.iter_get_order(order_id="x", output_selector="ID")
        assert store.received == []
        assert next(walked).order_id == "N1"
        assert next(walked).order_id == "N2"
        assert len(store.received) == 1


def test_a_refusal_is_raised() -> None:
    """What goes wrong on the way is raised where it happens; what came before has been yielded."""

    def answer(received: Any) -> dict[str, Any]:
        if received["Filter"]["Page"] == "1":
            return {"Ack": "Error", "Messages": {"Error": {"Message": "No such page"}}}
        return {"Order": orders(1)}

    with AnsweringStore(answers=answer) as store, NetoClient(store.address, key="k") as neto:
        walked = neto.iter_get_order(order_id="x", output_selector="ID")
        assert next(walked).order_id == "N1"
        with pytest.raises(ApiError, match="No such page"):
            next(walked)


def test_a_limit_below_one_is_refused() -> None:
    """A page has at least one record."""
    neto = NetoClient("localhost", key="k", allow_http=True)
    wrong: Any
    for wrong in (0, -1, "10", None):
        with pytest.raises(ValueError, match=f"limit is {wrong!r}"):
            neto.iter_get_order(order_id="x", output_selector="ID", limit=wrong)
