"""Lists of any length, sent in several requests: nothing is lost, and what failed says why."""

from __future__ import annotations

import asyncio
import pickle
import signal
from threading import Event, get_ident, main_thread
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import (
    ApiError,
    AsyncNetoClient,
    Batch,
    Batches,
    NetoClient,
    OutcomeUnknown,
    RateLimiter,
    RequestError,
)
from neto_client.update_item import Item, UpdateItem, UpdateItemResponse
from tests.api.answering_store import AnsweringStore

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

Found = Batches[Item, UpdateItemResponse]
BOTH = pytest.mark.parametrize("kind", ["threads", "tasks"])


def items(count: int) -> list[Item]:
    """Return this many items, each with its number as its name."""
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


@pytest.mark.parametrize("size", [0, -1, True, "2", 2.0, None])
def test_a_batch_below_one_is_refused(size: Any) -> None:
    """A request has at least one record, and that is said before anything is sent."""
    neto = NetoClient("localhost", key="k", allow_http=True)
    with pytest.raises(ValueError, match=r"batch is .*; a request has at least 1 record"):
        neto.iter_update_item(items(1), batch=size)
    if size is not None:
        with pytest.raises(ValueError, match="batch is "):
            neto.update_item(items(1), batch=size)


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


def iterated(kind: str, store: AnsweringStore, records: Any, **how: Any) -> list[tuple[Any, int]]:
    """Return the batches of the iterator, and how many requests had been sent when each came."""
    settings: dict[str, Any] = {"key": "k", "rate_limit": None}
    if kind == "threads":
        with NetoClient(store.address, **settings) as neto:
            return [(one, len(store.received)) for one in neto.iter_update_item(records, **how)]

    async def in_a_task() -> list[tuple[Any, int]]:
        async with AsyncNetoClient(store.address, **settings) as neto:
            sent = neto.iter_update_item(records, **how)
            return [(one, len(store.received)) async for one in sent]

    return asyncio.run(in_a_task())


@BOTH
def test_batches_are_yielded_as_they_end(kind: str) -> None:
    """Each batch comes before the next is sent, and records are read when they are needed."""
    read: list[str | None] = []

    def source() -> Iterator[Item]:
        for item in items(5):
            read.append(item.sku)
            yield item

    with AnsweringStore(answers=answer) as store:
        found = iterated(kind, store, source(), batch=2)
        assert [sent for _, sent in found] == [1, 2, 3]
        assert [batch.start for batch, _ in found] == [0, 2, 4]
        assert [len(batch.records) for batch, _ in found] == [2, 2, 1]
        assert [type(batch.error) for batch, _ in found] == [type(None), ApiError, type(None)]
        assert found[0][0].response.item[1].sku == "S1"
        assert len(read) == 5
        assert len(iterated(kind, store, UpdateItem.of(items(3)))) == 1
        assert iterated(kind, store, []) == []
        read.clear()
        with NetoClient(store.address, key="k") as neto:
            sending = neto.iter_update_item(source(), batch=2)
            assert read == []
            next(sending)
            assert read == ["S0", "S1"]


class Odd(Exception):
    """What a client's own parts never raise."""


def fail() -> None:
    """Raise what no part of the client does."""
    raise Odd("from a hook")


@pytest.fixture(autouse=True)
def interruptible() -> Generator[None]:
    """Make SIGINT raise KeyboardInterrupt, even if a shell ignores it for background jobs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_control_c() -> None:
    """Interrupt the process as a terminal does."""
    signal.pthread_kill(main_thread().ident or get_ident(), signal.SIGINT)


class Failing(NetoClient):
    """A client in which the fourth call does something else first."""

    def __init__(self, address: str, first: Callable[[], None]) -> None:
        super().__init__(address, key="k", rate_limit=None)
        self.calls, self.first = 0, first

    def _call(self, call: Any, options: Any) -> Any:
        self.calls += 1
        if self.calls == 4:
            self.first()
        return super()._call(call, options)


class AsyncFailing(AsyncNetoClient):
    """A client in which the fourth call does something else first."""

    def __init__(self, address: str, first: Callable[[], None]) -> None:
        super().__init__(address, key="k", rate_limit=None)
        self.calls, self.first = 0, first

    async def _call(self, call: Any, options: Any) -> Any:
        self.calls += 1
        if self.calls == 4:
            self.first()
        return await super()._call(call, options)


def interrupt(kind: str, first: Callable[[], None]) -> tuple[BaseException, int]:
    """Send ten items, one at a time, and do something else in the fourth; what is raised then."""

    async def in_a_task(address: str) -> None:
        async with AsyncFailing(address, first) as neto:
            await neto.update_item(items(10), batch=1)

    def in_a_thread(address: str) -> None:
        with Failing(address, first) as neto:
            neto.update_item(items(10), batch=1)

    with AnsweringStore(answers=answer) as store:
        with pytest.raises((KeyboardInterrupt, asyncio.CancelledError, Odd, SystemExit)) as caught:
            (
                in_a_thread(store.address)
                if kind == "threads"
                else asyncio.run(in_a_task(store.address))
            )
        return caught.value, len(store.received)


def leave() -> None:
    """End the program."""
    raise SystemExit(3)


@BOTH
@pytest.mark.parametrize("first", [press_control_c, fail, leave])
def test_what_ends_a_batch_carries_all_that_was_done(kind: str, first: Callable[[], None]) -> None:
    """Ctrl-C, or any error that is none of the client's, has all results so far, and what is left."""
    error, _ = interrupt(kind, first)
    found = Batches.carried_by(error)
    assert found is not None
    # Of four, the last is the one of which nobody knows.
    assert [batch.start for batch in found] == [0, 1, 2, 3]
    assert [response.item[0].sku for response in found.responses] == ["S0", "S1", "S2"]
    last = found.failed[-1].error
    assert isinstance(last, OutcomeUnknown)
    assert "it may have acted on it" in str(last)
    assert "check what the store" in last.hint
    assert [item.sku for item in found.unsent] == ["S4", "S5", "S6", "S7", "S8", "S9"]
    assert not found.is_complete


@BOTH
def test_control_c_while_the_store_answers(kind: str) -> None:
    """An interruption in the middle of a request has the results of those before it."""

    def interrupting(received: Any) -> dict[str, Any]:
        if received["Item"][0]["SKU"] == "S2":
            press_control_c()
        return answer(received)

    with AnsweringStore(answers=interrupting) as store, pytest.raises(KeyboardInterrupt) as caught:
        send(kind, store, items(10), batch=1)
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert len(found.responses) == 2
    assert len(found.unsent) == 7


def test_a_refusal_that_an_interruption_follows_is_known() -> None:
    """A request whose refusal had come when Ctrl-C was pressed is carried with it, and not as unknown."""
    calls = iter(range(4))

    def hook(*_: object) -> None:
        if next(calls) == 3:
            press_control_c()

    with (
        AnsweringStore(answers=answer) as store,
        NetoClient(store.address, key="k", rate_limit=None, on_response=hook) as neto,
        pytest.raises(KeyboardInterrupt) as caught,
    ):
        neto.update_item(items(6), batch=1)
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert isinstance(found.failed[-1].error, ApiError)
    assert "S3 is locked" in str(found.failed[-1].error)
    assert [item.sku for item in found.unsent] == ["S4", "S5"]


def test_an_interruption_says_what_was_done() -> None:
    """The error's own note says how much there is, and where."""
    error, sent = interrupt("threads", fail)
    assert sent == 3
    (note,) = error.__notes__
    assert note == (
        "3 of the requests were done, and 7 records are left: see Batches.carried_by(error)"
    )


def test_a_time_limit_of_asyncio_carries_all_that_was_done() -> None:
    """The batches are found by way of the cancellation that a TimeoutError or a group comes from."""

    async def limited(address: str, limit: Callable[[Any], Any]) -> None:
        async with AsyncNetoClient(address, key="k", rate_limit=None) as neto:
            await limit(neto.update_item(items(10), batch=1))

    async def timeout(sending: Any) -> None:
        async with asyncio.timeout(0.5):
            await sending

    async def wait_for(sending: Any) -> None:
        await asyncio.wait_for(sending, 0.5)

    async def cancelled(sending: Any) -> None:
        task = asyncio.ensure_future(sending)
        await asyncio.sleep(0.5)
        task.cancel()
        await task

    async def group(sending: Any) -> None:
        async def failing() -> None:
            try:
                await asyncio.wait_for(sending, 0.5)
            except TimeoutError as error:
                raise Odd from error

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(failing())

    for limit in (timeout, wait_for, cancelled, group):
        held = Event()

        def slow(received: Any, held: Event = held) -> dict[str, Any]:
            if received["Item"][0]["SKU"] == "S2":
                held.wait(30)
            return answer(received)

        with AnsweringStore(answers=slow) as store:
            with pytest.raises((TimeoutError, asyncio.CancelledError, ExceptionGroup)) as caught:
                asyncio.run(limited(store.address, limit))
            held.set()
        found = Batches.carried_by(caught.value)
        assert found is not None, limit
        assert [batch.start for batch in found] == [0, 1, 2]
        assert len(found.responses) == 2
        assert len(found.unsent) == 7


@BOTH
def test_an_iterator_that_is_interrupted_carries_the_batch_that_it_was_at(kind: str) -> None:
    """What was yielded is not repeated; the batch that was on its way is on the error."""
    seen: list[Batch[Item, UpdateItemResponse]] = []

    async def in_a_task(address: str) -> None:
        async with AsyncFailing(address, fail) as neto:
            async for batch in neto.iter_update_item(items(10), batch=1):
                seen.append(batch)  # noqa: PERF401 - what came before the error stays

    def in_a_thread(address: str) -> None:
        with Failing(address, fail) as neto:
            seen.extend(neto.iter_update_item(items(10), batch=1))

    with AnsweringStore(answers=answer) as store, pytest.raises(Odd) as caught:
        in_a_thread(store.address) if kind == "threads" else asyncio.run(in_a_task(store.address))
    assert [batch.start for batch in seen] == [0, 1, 2]
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert [(batch.start, type(batch.error)) for batch in found] == [(3, OutcomeUnknown)]
    assert found.unsent == []


def test_records_that_were_read_and_not_sent_are_carried() -> None:
    """Where the source of the records fails, what it gave before is not lost."""

    def source() -> Iterator[Item]:
        yield from items(3)
        raise Odd

    with AnsweringStore(answers=answer) as store, NetoClient(store.address, key="k") as neto:
        sending = neto.iter_update_item(source(), batch=2)
        assert next(sending).start == 0
        with pytest.raises(Odd) as caught:
            next(sending)
        assert len(store.received) == 1
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert (found.batches, [item.sku for item in found.unsent]) == ([], ["S2"])


def test_the_first_error_carries_all_batches_also_when_it_is_pickled() -> None:
    """What `require_complete` raises has the results of all requests, in another process, too."""
    with AnsweringStore(answers=answer) as store:
        found = send("threads", store, items(7), batch=2)
    with pytest.raises(ApiError) as caught:
        found.require_complete()
    assert Batches.carried_by(caught.value) is found
    copy = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    carried = Batches.carried_by(copy)
    assert carried is not None
    assert carried.failed[0].error is copy
    assert [batch.start for batch in carried] == [0, 2, 4, 6]


def test_an_error_without_batches_carries_none() -> None:
    """An error that comes from elsewhere has none, even one that leads back to itself."""
    first, second = Odd(), Odd()
    first.__context__, second.__cause__ = second, first
    assert Batches.carried_by(first) is None
