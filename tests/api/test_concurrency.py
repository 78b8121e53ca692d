"""Several requests of a batch at once: results in order, nothing lost, and nothing sent twice."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextvars import ContextVar
from threading import Barrier, Event, Lock, Timer, current_thread, get_ident, main_thread
from threading import enumerate as enumerate_threads
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from neto_client import (
    ApiError,
    ArgumentError,
    AsyncNetoClient,
    Batches,
    Bearer,
    ConfigurationError,
    NetoClient,
    OutcomeUnknown,
    RateLimiter,
)
from neto_client.update_item import Item, UpdateItemResponse
from tests.api.answering_store import AnsweringStore
from tests.client.misbehaving_store import MisbehavingStore, answer, drop, stall

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from neto_client._options import Wire

Found = Batches[Item, UpdateItemResponse]
BOTH = pytest.mark.parametrize("kind", ["threads", "tasks"])
WIRES = pytest.mark.parametrize("wire", ["json", "xml"])


def items(count: int) -> list[Item]:
    """Return this many items."""
    return [Item(sku=f"S{number}") for number in range(count)]


def names(received: Any) -> list[str]:
    """Return the SKUs of a request."""
    several = received["Item"]
    return [item["SKU"] for item in (several if isinstance(several, list) else [several])]


def taken(received: Any) -> dict[str, Any]:
    """Take all but a request that holds S3."""
    if "S3" in names(received):
        return {"Ack": "Error", "Messages": {"Error": {"Message": "S3 is locked"}}}
    return {"Ack": "Success", "Item": [{"SKU": name} for name in names(received)]}


def send(kind: str, address: str, records: list[Item], **how: Any) -> Found:
    """Send in batches with a client of this kind."""
    own = {"key", "auth", "rate_limit", "wire", "retries", "on_request"}
    settings = {"key": "k", "rate_limit": None} | {n: v for n, v in how.items() if n in own}
    how = {name: value for name, value in how.items() if name not in own}
    if kind == "threads":
        with NetoClient(address, **settings) as neto:
            found: Found = neto.update_item(records, **how)
            return found

    async def in_a_task() -> Found:
        async with AsyncNetoClient(address, **settings) as neto:
            batches: Found = await neto.update_item(records, **how)
            return batches

    return asyncio.run(in_a_task())


@BOTH
@WIRES
def test_requests_run_at_once_and_come_back_in_order(kind: str, wire: Wire) -> None:
    """Four requests are at the store together; whichever ends first, the results are in the order of the list."""
    together = Barrier(4)

    def wait_and_take(received: Any) -> dict[str, Any]:
        together.wait(30)
        if "S0" in names(received):
            time.sleep(0.1)  # the first ends last
        return taken(received)

    records = items(16)
    with AnsweringStore(answers=wait_and_take) as store:
        found = send(kind, store.address, records, batch=2, concurrency=4, wire=wire)
        assert sorted(name for _, one in store.received for name in names(one)) == sorted(
            str(item.sku) for item in records
        )
    assert [batch.start for batch in found] == [0, 2, 4, 6, 8, 10, 12, 14]
    assert [item for batch in found for item in batch.records] == records
    (failed,) = found.failed
    assert failed.start == 2
    assert isinstance(failed.error, ApiError)
    assert [r.item[0].sku for r in found.responses] == ["S0", *(f"S{n}" for n in range(4, 16, 2))]


@BOTH
def test_an_error_stops_what_is_still_to_come(kind: str) -> None:
    """With stop_at_error, requests under way are waited for, and no other is sent."""
    with AnsweringStore(answers=taken) as store:
        how = {"batch": 1, "stop_at_error": True, "concurrency": 2}
        found = send(kind, store.address, items(40), **how)
        assert len(store.received) == len(found)
    assert [batch.start for batch in found.failed] == [3]
    assert 4 <= len(found) <= 6
    assert [item.sku for item in found.unsent] == [f"S{n}" for n in range(len(found), 40)]


@pytest.mark.parametrize("concurrency", [0, -1, True, "2", 2.0, None])
def test_fewer_than_one_at_once_is_refused(concurrency: Any) -> None:
    """That is said before anything is sent."""
    with pytest.raises(ArgumentError, match=r"concurrency is .*; at least 1 request is sent"):
        send("threads", "localhost", items(1), batch=1, concurrency=concurrency)


@BOTH
def test_all_keep_to_the_rate_limit(kind: str) -> None:
    """However many are under way, each takes its place in the stream of calls."""
    limiter = RateLimiter(600)  # a burst of 60, and then 9 a second
    for _ in range(58):
        limiter.reserve()
    with AnsweringStore(answers=taken) as store:
        begin = time.monotonic()
        send(kind, store.address, items(10)[4:], batch=1, concurrency=6, rate_limit=limiter)
        assert len(store.received) == 6
        assert time.monotonic() - begin > 0.2


@pytest.fixture(autouse=True)
def interruptible() -> Generator[None]:
    """Make SIGINT raise KeyboardInterrupt, even if a shell ignores it for background jobs."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    """Press Ctrl-C."""
    signal.pthread_kill(main_thread().ident or get_ident(), signal.SIGINT)


class Counted:
    """What a store does when requests have come: interrupt at the fourth, and hold what is not done."""

    def __init__(self, at: int, then: Callable[[], object]) -> None:
        self.count, self.at, self.then, self.lock = 0, at, then, Lock()
        self.seen: list[str] = []

    def __call__(self, received: Any) -> dict[str, Any]:
        """Answer a request."""
        with self.lock:
            self.count += 1
            number = self.count
            self.seen += names(received)
        if number == self.at:
            self.then()
        if number >= self.at - 2:
            time.sleep(2)
        return taken(received)


@BOTH
def test_control_c_ends_all_and_loses_nothing(kind: str) -> None:
    """What was done is carried, what is under way is unknown, and what is left is never sent."""
    what = Counted(6, interrupt)
    with AnsweringStore(answers=what) as store:
        begin = time.monotonic()
        with pytest.raises((KeyboardInterrupt, asyncio.CancelledError)) as caught:
            send(kind, store.address, items(40)[4:], batch=1, concurrency=3)
        assert time.monotonic() - begin < 2  # nobody waits for the answers
        sent = len(what.seen)
        time.sleep(0.3)
        assert len(what.seen) == sent  # and no thread goes on
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert len(found.responses) == 3
    assert all(isinstance(batch.error, OutcomeUnknown) for batch in found.failed)
    assert {str(item.sku) for batch in found for item in batch.records} >= set(what.seen)
    together = [*(item for batch in found for item in batch.records), *found.unsent]
    assert together == items(40)[4:]
    assert len(found.failed) == 3
    if kind == "threads":  # asyncio raises a KeyboardInterrupt of its own
        assert any("3 of the requests were done" in note for note in caught.value.__notes__)


def test_no_thread_sends_after_the_end() -> None:
    """Threads that wait for their turn when all is interrupted never send."""
    limiter = RateLimiter(60, cool_down=0)
    while not limiter.reserve():
        pass
    with AnsweringStore(answers=taken) as store:
        with NetoClient(store.address, key="k", rate_limit=limiter) as neto:
            Timer(0.2, interrupt).start()
            with pytest.raises(KeyboardInterrupt) as caught:
                neto.update_item(items(8), batch=1, concurrency=4)
            limiter_wait = limiter.reserve() or 0.0
            assert limiter_wait > 0
            time.sleep(1.2)
        assert len(store.received) <= 1
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert [item.sku for item in found.unsent] == ["S4", "S5", "S6", "S7"]


@pytest.mark.parametrize("where", ["a supplier", "a transport"])
def test_no_thread_sends_what_it_was_about_to(where: str) -> None:
    """Threads that wait for a token, or for a connection, when all is interrupted never send."""
    waiting, freed, left = Barrier(3), Event(), Event()

    def wait() -> str:
        if waiting.wait(20) == 0:
            interrupt()
        freed.wait(20)
        return "token"

    class Slow(httpx2.HTTPTransport):
        """A transport of a user."""

        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            """Wait, and say what came of the request."""
            wait()
            try:
                return super().handle_request(request)
            finally:
                left.set()

    how: dict[str, Any] = (
        {"auth": Bearer(wait)} if where == "a supplier" else {"key": "k", "http": Slow()}
    )
    with AnsweringStore(answers=taken) as store:
        neto = NetoClient(store.address, rate_limit=None, **how)
        with pytest.raises(KeyboardInterrupt) as caught:
            neto.update_item(items(8), batch=1, concurrency=3)
        threads = [thread for thread in enumerate_threads() if thread.name == "neto_client batch"]
        freed.set()
        for thread in threads:
            thread.join(20)
        neto.close()
        assert len(threads) == 3
        assert left.is_set() == (where == "a transport")
        assert store.received == []
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert [item.sku for item in found.unsent] == ["S3", "S4", "S5", "S6", "S7"]


def test_a_time_limit_of_asyncio_ends_all_tasks() -> None:
    """The error carries every batch, and no task is left over."""

    async def in_a_task(address: str) -> Found | None:
        async with AsyncNetoClient(address, key="k", rate_limit=None) as neto:
            with pytest.raises(TimeoutError) as caught:
                async with asyncio.timeout(0.5):
                    await neto.update_item(items(20)[4:], batch=1, concurrency=3)
            assert len(asyncio.all_tasks()) == 1
            return Batches.carried_by(caught.value)

    with AnsweringStore(answers=Counted(4, lambda: None)) as store:
        found = asyncio.run(in_a_task(store.address))
    assert found is not None
    assert [*(len(b.records) for b in found)] == [1] * len(found)
    assert found.failed
    assert all(isinstance(batch.error, OutcomeUnknown) for batch in found.failed)
    assert len(found) + len(found.unsent) == 16


@BOTH
@pytest.mark.parametrize("concurrency", [1, 4])
def test_what_a_supplier_or_a_hook_raises_ends_no_batch(kind: str, concurrency: int) -> None:
    """A supplier that fails is an error of its request alone; a hook that fails is logged."""
    asked = iter(range(100))

    def supply() -> str:
        if next(asked) == 2:
            raise OSError("no token today")
        return "token"

    def hook(_: object) -> None:
        raise ValueError("a mistake")

    with AnsweringStore(answers=taken) as store:
        how = {"key": None, "auth": Bearer(supply), "on_request": hook}
        found = send(kind, store.address, items(10)[4:], batch=1, concurrency=concurrency, **how)
        assert len(store.received) == 5
    (failed,) = found.failed
    assert isinstance(failed.error, ConfigurationError)
    assert str(failed.error) == "the token supplier failed: OSError"
    assert len(found.responses) == 5


class Foreign(Exception):
    """A time limit of a worker, say."""


@BOTH
def test_an_error_from_outside_ends_all_when_the_others_are_done(kind: str) -> None:
    """What others raise in a supplier goes on its way, with every batch on it."""
    asked = iter(range(100))

    def supply() -> str:
        if next(asked) == 2:
            raise Foreign
        return "token"

    with AnsweringStore(answers=taken) as store:
        how: dict[str, Any] = {"key": None, "auth": Bearer(supply)}
        with pytest.raises(ConfigurationError) as caught:
            send(kind, store.address, items(30)[4:], batch=1, concurrency=2, **how)
        sent = len(store.received)
    assert isinstance(caught.value.__cause__, Foreign)
    found = Batches.carried_by(caught.value)
    assert found is not None
    assert len(found.responses) == sent
    assert len(found) + len(found.unsent) == 26


@BOTH
def test_no_write_is_sent_twice(kind: str) -> None:
    """Of requests that break off, that are refused for their number, and that hang, only those refused come again."""
    with MisbehavingStore() as rogue:
        rogue.reply = lambda _: b'{"Ack": "Success"}'
        busy = answer(b"", "429 Too Many Requests", retry_after="0")
        rogue.script = [busy, drop(), answer(b"", "502 Bad"), busy, drop(b"HTTP/1.1 200 OK\r\n")]
        found = send(kind, rogue.address, items(12), batch=1, concurrency=4)
        bodies = [body for body in rogue.bodies if body]
    assert len(found.failed) == 3
    assert all(isinstance(batch.error, OutcomeUnknown) for batch in found.failed)
    assert len(bodies) == 12 + 2
    assert len(set(bodies)) == 12


def test_a_client_is_closed_while_threads_are_at_it() -> None:
    """What is under way when another thread closes the client ends with an error of its own, or well."""
    with MisbehavingStore() as rogue:
        rogue.script = [stall() for _ in range(2)]
        neto = NetoClient(rogue.address, key="k", rate_limit=None, timeout=1.0)
        Timer(0.2, neto.close).start()
        found: Found = neto.update_item(items(4), batch=1, concurrency=2)
        neto.close()
    assert len(found) == 4
    assert all(batch.response or batch.error for batch in found)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_process_that_is_forked_later_has_threads_of_its_own() -> None:
    """A client that has sent several at once does so in a child, too."""
    with AnsweringStore(answers=taken) as store:
        with NetoClient(store.address, key="k", rate_limit=None) as neto:
            neto.update_item(items(3), batch=1, concurrency=3)
            child = os.fork()
            if not child:
                found: Found = neto.update_item(items(20)[4:], batch=4, concurrency=4)
                os._exit(0 if found.is_complete and len(found) == 4 else 1)
            _, status = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(status) == 0
        assert len(store.received) == 7


def test_threads_have_the_context_of_the_caller() -> None:
    """A hook sees the context variables of whoever has called, as tracing needs it."""
    variable: ContextVar[str] = ContextVar("variable", default="none")
    seen: list[tuple[str, bool]] = []

    def hook(_: object) -> None:
        seen.append((variable.get(), current_thread() is main_thread()))

    variable.set("trace")
    with AnsweringStore(answers=taken) as store:
        send("threads", store.address, items(3), batch=1, concurrency=3, on_request=hook)
    assert seen == [("trace", False)] * 3
