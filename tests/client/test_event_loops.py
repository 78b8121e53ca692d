"""A client for tasks and its event loops: connections belong to one, and the client to none."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from typing import TYPE_CHECKING

import httpx2
import pytest

from neto_client import (
    AsyncNetoClient,
    Bearer,
    ConfigurationError,
    NetoClient,
    OutcomeUnknown,
    RateLimiter,
)
from tests.client.calling import LOG, SECRET
from tests.client.misbehaving_store import MisbehavingStore, stall

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def store() -> Iterator[MisbehavingStore]:
    """Yield a store that answers well."""
    with MisbehavingStore() as found:
        yield found


@pytest.fixture
def _unclosed() -> Iterator[None]:
    """Let connections go that no loop can close any more, which Python warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.mark.usefixtures("_unclosed")
def test_a_client_can_be_used_in_one_loop_after_the_other(store: MisbehavingStore) -> None:
    """As in notebooks and workers: each `asyncio.run` has connections of its own, and writes once."""
    neto = AsyncNetoClient(store.address, key=SECRET, retries=0)

    async def write() -> None:
        await asyncio.gather(*(neto.add_customer_log([LOG]) for _ in range(2)))

    for number in range(1, 4):
        asyncio.run(write())
        assert len(store.bodies) == number * 2
    assert len(neto._http._opened) == 1  # connections of loops that are closed are let go of


def test_loops_of_one_thread_take_turns(store: MisbehavingStore) -> None:
    """While a loop is open, its connection stays, and is used again when its turn comes."""
    neto = AsyncNetoClient(store.address, key=SECRET, retries=0)
    with asyncio.Runner() as first, asyncio.Runner() as second:
        for runner in (first, second) * 2:
            runner.run(neto.add_customer_log([LOG]))
        for runner in (first, second):
            runner.run(neto.close())
    assert (len(store.bodies), store.connections) == (4, 2)


def test_loops_of_several_threads_share_a_client(store: MisbehavingStore) -> None:
    """Loops that run at the same time use the same client, each over its own connections."""
    neto = AsyncNetoClient(store.address, key=SECRET, retries=0, rate_limit=None)
    problems: list[BaseException] = []

    async def write() -> None:
        for _ in range(10):
            await neto.add_customer_log([LOG])
        await neto.close()

    def run() -> None:
        try:
            asyncio.run(write())
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            problems.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert (len(store.bodies), store.connections) == (40, 4)


@pytest.mark.usefixtures("_unclosed")
def test_a_write_over_the_connection_of_a_loop_that_is_closed(store: MisbehavingStore) -> None:
    """A client of httpx2 that is used in a second loop sends, and cannot receive: the outcome is unknown."""
    http = httpx2.AsyncClient()
    neto = AsyncNetoClient(store.address, key=SECRET, http=http)
    asyncio.run(neto.add_customer_log([LOG]))
    with pytest.raises(OutcomeUnknown, match=r"RuntimeError: .*loop") as caught:
        asyncio.run(neto.add_customer_log([LOG]))
    assert len(store.bodies) <= 2
    assert len(caught.value.tries) == 1


def test_without_asyncio_it_says_what_to_do(store: MisbehavingStore) -> None:
    """Under trio, say, nothing is sent, and the error says what there is instead."""
    call = AsyncNetoClient(store.address, key=SECRET).add_customer_log([LOG])
    with pytest.raises(ConfigurationError, match="needs an asyncio event loop") as caught:
        call.send(None)  # as trio does
    assert "trio.to_thread.run_sync" in caught.value.hint
    assert store.connections == 0


def test_trio(store: MisbehavingStore) -> None:
    """The same under trio itself, where it is installed."""
    trio = pytest.importorskip("trio")
    neto = AsyncNetoClient(store.address, key=SECRET)
    with pytest.raises(ConfigurationError, match="needs an asyncio event loop"):
        trio.run(neto.add_customer_log, [LOG])


def test_cancelling_and_interrupting_go_through(store: MisbehavingStore) -> None:
    """What ends a task from outside is not taken for an error of the call."""
    store.script.append(stall())

    async def cancelled() -> None:
        async with AsyncNetoClient(store.address, key=SECRET) as neto:
            task = asyncio.create_task(neto.add_customer_log([LOG]))
            while not store.bodies:  # noqa: ASYNC110 - of another thread
                await asyncio.sleep(0.005)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(cancelled())

    def interrupt() -> str:
        raise KeyboardInterrupt

    with NetoClient("host", auth=Bearer(interrupt)) as neto, pytest.raises(KeyboardInterrupt):
        neto.add_customer_log([LOG])


@pytest.mark.parametrize("cancelled", [5, 40])
def test_calls_that_are_cancelled_give_their_place_back(
    store: MisbehavingStore, cancelled: int
) -> None:
    """Calls that are given up before they are sent leave the rate limit as it was."""

    async def give_up() -> None:
        limiter = RateLimiter(100)
        async with AsyncNetoClient(store.address, key=SECRET, rate_limit=limiter) as neto:
            tasks = [asyncio.create_task(neto.add_customer_log([LOG])) for _ in range(cancelled)]
            await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            ended = await asyncio.gather(*tasks, return_exceptions=True)
            assert all(isinstance(end, asyncio.CancelledError) for end in ended)
            assert store.bodies == []
            assert [limiter.reserve(0) for _ in range(10)] == [0.0] * 10  # a whole burst

    asyncio.run(give_up())
