"""Lists of any length, sent in several requests: nothing is lost, and what failed says why."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from neto_client import (
    ApiError,
    AsyncNetoClient,
    Batches,
    NetoClient,
    RateLimiter,
    RequestError,
)
from neto_client.update_item import Item, UpdateItemResponse
from tests.api.answering_store import AnsweringStore

Found = Batches[Item, UpdateItemResponse]
BOTH = pytest.mark.parametrize("kind", ["threads", "tasks"])


def items(count: int) -> list[Item]:
    """So many items, each with its number as its name."""
    return [Item(sku=f"S{number}") for number in range(count)]


def answer(received: Any) -> dict[str, Any]:
    """Take all but a request that holds S3."""
    several = received["Item"]
    names = [item["SKU"] for item in (several if isinstance(several, list) else [several])]
    if "S3" in names:
        return {"Ack": "Error", "Messages": {"Error": {"Message": "S3 is locked"}}}
    return {"Ack": "Success", "Item": [{"SKU": name} for name in names]}


def send(kind: str, store: AnsweringStore, records: list[Item], **how: Any) -> Found:
    """Send in batches."""
    if kind == "threads":
        with NetoClient(store.address, key="k", rate_limit=None) as neto:
            batches: Found = neto.update_item(records, **how)
            return batches

    async def in_a_task() -> Found:
        async with AsyncNetoClient(store.address, key="k", rate_limit=None) as neto:
            found: Found = await neto.update_item(records, **how)
            return found

    return asyncio.run(in_a_task())


@BOTH
def test_a_list_is_split_and_a_failure_does_not_stop_the_rest(kind: str) -> None:
    """Every request has its records, its place in the list, and its response or its error."""
    records = items(7)
    with AnsweringStore(answers=answer) as store:
        found = send(kind, store, records, batch=2)
        assert len(store.received) == 4
    assert [batch.start for batch in found] == [0, 2, 4, 6]
    assert [item for batch in found for item in batch.records] == records
    (failed,) = found.failed
    assert failed.records == records[2:4]
    assert failed.response is None
    assert isinstance(failed.error, ApiError)
    assert "S3 is locked" in str(failed.error)
    assert [r.item[0].sku for r in found.responses] == ["S0", "S4", "S6"]
    assert found.unsent == []
    assert not found.is_complete
    with pytest.raises(ApiError, match="S3 is locked"):
        found.require_complete()


@BOTH
def test_it_can_stop_at_the_first_error(kind: str) -> None:
    """What was not sent is there to be sent later."""
    records = items(7)
    with AnsweringStore(answers=answer) as store:
        found = send(kind, store, records, batch=2, stop_at_error=True)
        assert len(store.received) == 2
    assert [batch.start for batch in found] == [0, 2]
    assert found.unsent == records[4:]


@BOTH
def test_records_that_do_not_fit_fail_their_batch_alone(kind: str) -> None:
    """What is refused before it is sent is a failure like any other."""
    records = items(3)
    records[1].sku = "x" * 26
    with AnsweringStore(answers=answer) as store:
        found = send(kind, store, records, batch=1)
        assert len(store.received) == 2
    assert [type(batch.error) for batch in found] == [type(None), RequestError, type(None)]


def test_a_list_that_fits_is_one_request() -> None:
    """And an empty one is none."""
    with AnsweringStore(answers=answer) as store:
        found = send("threads", store, items(2), batch=100)
        assert found.is_complete
        found.require_complete()
        assert len(store.received) == 1
        assert len(send("threads", store, [], batch=100)) == 0
        assert len(store.received) == 1
    with pytest.raises(ValueError, match="batch is 0"):
        NetoClient("localhost", key="k", allow_http=True).update_item(items(1), batch=0)


def test_batches_respect_the_rate_limit() -> None:
    """Every request of a batch goes through the limiter of the client."""
    limiter = RateLimiter(6000)
    with (
        AnsweringStore(answers=answer) as store,
        NetoClient(store.address, key="k", rate_limit=limiter) as neto,
    ):
        found = neto.update_item(items(3), batch=1)
    assert found.is_complete
    assert len(store.received) == 3
