"""Walking through pages: from the first, without repeats, to the first that brings nothing new.

What a walk yields is compared with a model of what a user must get, over random pages.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from neto_client import ApiError, AsyncNetoClient, NetoClient
from neto_client.get_order import Filter, GetOrderResponse, Order, OutputSelector
from tests.api.answering_store import AnsweringStore

if TYPE_CHECKING:
    from collections.abc import Callable

Pages = list[list[dict[str, str]]]


def orders(*numbers: int) -> list[dict[str, str]]:
    """Return a page with these orders."""
    return [{"OrderID": f"N{number}"} for number in numbers]


def paged(pages: Pages, *, endless: bool = False) -> AnsweringStore:
    """Return a store with these pages; an endless one gives its last page for ever."""

    def answer(received: Any) -> dict[str, Any]:
        page = int(received["Filter"]["Page"])
        if page >= len(pages) and not endless:
            return {"Order": [], "Ack": "Success"}
        return {"Order": pages[min(page, len(pages) - 1)], "Ack": "Success"}

    return AnsweringStore(answers=answer)


def walk(kind: str, store: AnsweringStore, **fields: Any) -> list[str | None]:
    """Return the numbers of all orders that a walk yields."""
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


@BOTH
def test_records_without_a_key_are_all_yielded(kind: str) -> None:
    """Where no key was asked for, records that look the same, or differ in what no schema lists, all come."""
    brands = [{"Username": "acme", "New": str(number // 2)} for number in range(40)]
    same = [{"Username": "acme"}] * 40
    for records in (brands, same):
        with paged([records]) as store:
            assert len(walk(kind, store, output_selector="Username")) == 40
        with paged([records[start : start + 10] for start in range(0, 40, 10)]) as store:
            assert len(walk(kind, store, output_selector="Username", limit=10)) == 40


@BOTH
def test_pages_without_keys_end_where_whole_pages_repeat(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that answers with its last page for ever gives each page once, and the log says why the walk ends."""
    same: Pages = [[{"Username": "a"}, {"Username": "b", "New": "1"}], [{"Username": "b"}] * 2]
    with paged(same, endless=True) as store:
        assert len(walk(kind, store, output_selector="Username")) == 4
        assert len(store.received) == 4  # one page far behind the end says that it has none
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        (
            "WARNING",
            (
                "GetOrder: pagination ends at page 2, as the store repeats a page forever; "
                "records without a key cannot be distinguished, so request a key field"
            ),
        )
    ]

    def turned(received: Any) -> dict[str, Any]:
        page = int(received["Filter"]["Page"])
        return {"Order": same[0][:: 1 if page % 2 else -1]}

    with AnsweringStore(answers=turned) as store:
        assert len(walk(kind, store, output_selector="Username")) == 2


def test_an_empty_key_is_none() -> None:
    """Records whose key is there, and empty, are not one and the same."""
    pages: Pages = [[{"OrderID": "", "Username": "a"}, {"OrderID": "", "Username": "b"}]]
    with paged(pages) as store, NetoClient(store.address, key="k") as neto:
        found = [*neto.iter_get_order(order_id="x", output_selector="Username")]
    assert [order.username for order in found] == ["a", "b"]


def test_a_record_whose_key_comes_again_is_left_out_whatever_it_holds_now() -> None:
    """An order that changes while it is read comes once; so does one that comes twice on a page."""
    changed = {"OrderID": "N1", "Username": "b"}
    pages: Pages = [[{"OrderID": "N1", "Username": "a"}, changed], [changed, *orders(2)]]
    with paged(pages) as store, NetoClient(store.address, key="k") as neto:
        found = [*neto.iter_get_order(order_id="x", output_selector="Username")]
    assert found == [Order(order_id="N1", username="a"), Order(order_id="N2")]


# (What holds nothing at all is no record.)
RECORDS = st.fixed_dictionaries(
    {"Username": st.sampled_from(["a", "b"])},
    optional={
        "OrderID": st.sampled_from(["N1", "N2", "N3", "", None]),
        "ID": st.sampled_from(["1", "2", 3]),
        "New": st.sampled_from([1, "1", True, None, {"a": 1, "b": 2}, {"b": 2, "a": 1}, [1]]),
    },
)
# The pages from one that comes again to the one that tells whether there are any far on.
FAR = 1_000_001
# Beyond the last page: nothing, the last page again, or all pages again from the first.
BEYOND = st.sampled_from(["nothing", "last", "first"])


def page_of(pages: list[list[Any]], number: int, beyond: str) -> list[Any]:
    """Return the page of this number."""
    if number < len(pages):
        return pages[number]
    if beyond == "nothing" or not pages:
        return []
    return pages[-1 if beyond == "last" else number % len(pages)]


def model(pages: list[list[Any]], beyond: str) -> list[Any]:
    """Return the records that a user must get, as the store sends them."""
    yielded: list[Any] = []
    keys: list[Any] = []
    before: list[Any] = []
    ends = False  # whether the store is known to have nothing far on
    for number in range(2 * len(pages) + 2):
        page = page_of(pages, number, beyond)
        new: list[Any] = []
        for record in page:
            key = [record.get(name) for name in ("ID", "OrderID")]
            key = [
                None if value == "" or isinstance(value, dict | list) else value for value in key
            ]
            if key == [None, None] or key not in keys:
                keys.append(key)
                new.append(record)
        # A key that is empty reads as one that is not there, so the two are the same to a user.
        told = [{k: v for k, v in r.items() if k == "New" or v not in ("", None)} for r in page]
        whole = sorted(json.dumps(record, sort_keys=True) for record in told)
        if not new or (whole in before and not ends and page_of(pages, number + FAR, beyond)):
            break
        ends = ends or whole in before
        before.append(whole)
        yielded += new
    return yielded


class Paged(httpx2.BaseTransport):
    """A store in process, which gives a page of any number."""

    def __init__(self, page: Callable[[int], list[Any]]) -> None:
        self._page = page

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer with the page that is asked for."""
        number = int(json.loads(request.read())["Filter"]["Page"])
        return httpx2.Response(200, json={"Order": self._page(number)})


@given(st.lists(st.lists(RECORDS, max_size=4), max_size=5), BEYOND)
@example([[{"Username": "a"}], [{"Username": "a"}], [{"Username": "b"}]], "nothing")
@example([[{"Username": "a"}], [{"Username": "a", "OrderID": ""}]], "last")
@example([[{"OrderID": "N1"}, {"Username": "a"}], [{"OrderID": "N1"}, {"Username": "a"}]], "last")
def test_random_pages(pages: list[list[Any]], beyond: str) -> None:
    """Of pages that overlap, repeat, are empty, or hold keys of any kind, the model's records come, in order."""
    store = Paged(lambda number: page_of(pages, number, beyond))
    with NetoClient("host", key="k", rate_limit=None, http=store) as neto:
        found = [*neto.iter_get_order(order_id="x", output_selector="Username")]
    expected = GetOrderResponse.from_json(json.dumps({"Order": model(pages, beyond)}))
    assert found == expected.order


def test_pages_are_asked_for_when_they_are_needed() -> None:
    """Whoever stops early does not ask for the rest."""
    with paged([orders(1, 2), orders(3)]) as store, NetoClient(store.address, key="k") as neto:
        walked = neto.iter_get_order(order_id="x", output_selector="ID")
        assert store.received == []
        assert next(walked).order_id == "N1"
        assert next(walked).order_id == "N2"
        assert len(store.received) == 1


@BOTH
def test_a_page_that_cannot_be_read_is_not_the_end(
    kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The walk goes on behind it, with a warning of that call; where the same comes again, it ends."""
    junk: Any = ["junk"]
    other: Any = ["other"]
    with paged([orders(1), junk, orders(2), [*orders(3), *junk], other], endless=True) as store:
        assert walk(kind, store) == ["N1", "N2", "N3"]
    assert len(store.received) == 6
    warnings = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert [line.partition(":")[2].strip() for line in warnings] == [
        "values that cannot be read are kept unchanged: GetOrderResponse.Order[0] is not a record",
        "values that cannot be read are kept unchanged: GetOrderResponse.Order[1] is not a record",
        "values that cannot be read are kept unchanged: GetOrderResponse.Order[0] is not a record",
        "values that cannot be read are kept unchanged: GetOrderResponse.Order[0] is not a record",
    ]


def test_pages_that_cannot_be_read_do_not_go_on_for_ever() -> None:
    """A store whose every page is something else that is no record is given up after some."""
    pages: Any = [[f"at {page}"] for page in range(1_000)]
    with paged([orders(1), *pages]) as store:
        assert walk("threads", store) == ["N1"]
    assert len(store.received) == 11


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
        with pytest.raises(ValueError, match=r"limit is .*; a page has at least 1 record"):
            neto.iter_get_order(order_id="x", output_selector="ID", limit=wrong)
